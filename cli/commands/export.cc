#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/commands/discovered.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"
#include "state/manifest.h"
#include "state/snapshot.h"

namespace rexray {
namespace {

using nlohmann::json;

// Who sees to an object, from where `apply` of one set stands.
enum class Keeper {
  Ours,      // that set, or verbs: applying it changes nothing
  Door,      // a front door: applying it would take it over
  OtherSet,  // applying it is refused
};

Keeper KeeperOf(const json& object, const std::string& set) {
  const std::string by = TextField(object, "metadata.managedBy.set");
  if (by == set || by == kCliSet) return Keeper::Ours;
  return by == kDockerSet || by == kDiscoveredSet ? Keeper::Door : Keeper::OtherSet;
}

// What an object says of itself as a manifest that says the same.
Result<std::string> ManifestOf(const json& object) {
  json manifest{{"apiVersion", TextField(object, "apiVersion")},
                {"kind", TextField(object, "kind")},
                {"metadata", {{"name", TextField(object, "metadata.name")}}},
                {"spec", json::object()}};
  for (const char* key : {"labels", "annotations"}) {
    if (const json* own = FindField(object, fmt::format("metadata.{}", key))) {
      manifest["metadata"][key] = *own;
    }
  }
  if (const json* spec = FindField(object, "spec")) manifest["spec"] = *spec;
  // The node that it chose follows from it again.
  if (manifest["spec"].contains("nodeSelector")) manifest["spec"].erase("node");
  const ManifestText text{"the daemon's answer", manifest.dump()};
  const auto parsed = ParseManifests({&text, 1}, {});
  if (parsed) return PrintManifest(*parsed);
  return Fail(Code::Internal,
              fmt::format("this program cannot write what its daemon says, which is of another "
                          "version: {}",
                          ToString(parsed.error().front())));
}

std::string Remark(const std::string& text) { return fmt::format("# {}\n", Printable(text)); }

std::string CommentedOut(const std::string& text) {
  std::string commented;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    commented += fmt::format("#{}{}\n", line.empty() ? "" : " ", line);
  }
  return commented;
}

class Exporter {
 public:
  Exporter(const ExportCommand& command, const json& attachments)
      : command_(command), attachments_(attachments) {}

  Result<void> Volume(const json& volume) {
    const std::string name = TextField(volume, "metadata.name");
    if (FindField(volume, "spec") == nullptr) {
      if (command_.service.empty()) Kept(volume, name);
      return {};
    }
    if (!command_.service.empty() && TextField(volume, "spec.service") != command_.service)
      return {};
    REXRAY_TRY(Declared(volume,
                        "Docker made or found it, and its commands manage it; declared here, "
                        "they leave it alone"));
    for (const json& attachment : ListField(attachments_, "items")) {
      if (TextField(attachment, "spec.volume") == name) REXRAY_TRY(Declared(attachment, ""));
    }
    return {};
  }

  // What only its backend tells of needs no declaration.
  Result<void> Snapshot(const json& snapshot) {
    const std::string set = TextField(snapshot, "metadata.managedBy.set");
    return set.empty() || set == kCopySet ? Result<void>() : Declared(snapshot, "");
  }

  // Of a backend, and of no Volume.
  Result<void> Discovered(const json& shown) {
    const std::string id = TextField(shown, "status.id");
    const std::string service = TextField(shown, "spec.service");
    const std::string relation = TextField(shown, "status.relation");
    if (!TextField(shown, "status.volume").empty()) return {};
    if (TextField(shown, "status.state") == "Unreadable") {
      decisions_ += Remark(fmt::format("{} of service {} cannot be looked at", id, service));
      return {};
    }
    if (relation != "Untagged" && relation != "Leaked") {
      decisions_ += Remark(
          fmt::format("{} of service {}: {}", id, service, TextField(shown, "status.message")));
      return {};
    }
    const std::string own = TextField(shown, "metadata.name");
    json volume{{"apiVersion", "rexray.io/v1"},
                {"kind", "Volume"},
                {"metadata", {{"name", ParseVolumeName(own) ? own : "choose-a-name"}}},
                {"spec", {{"service", service}, {"adopt", {{"id", id}}}}}};
    REXRAY_ASSIGN(const std::string text, ManifestOf(volume));
    decisions_ +=
        Remark(fmt::format("{} of service {} ({}): to take it over as it is, uncomment this", id,
                           service, TextField(shown, "status.message"))) +
        CommentedOut(text);
    return {};
  }

  std::string Take() {
    std::string text = std::move(text_);
    if (!decisions_.empty()) {
      text +=
          "---\n# What follows is declared by nothing above, and needs a decision.\n" + decisions_;
    }
    return text;
  }

 private:
  void Active(const std::string& text) { text_ += (text_.empty() ? "" : "---\n") + text; }

  Result<void> Declared(const json& object, const char* ofDoor) {
    const std::string what =
        fmt::format("{} {}", TextField(object, "kind"), TextField(object, "metadata.name"));
    switch (KeeperOf(object, command_.set)) {
      case Keeper::Ours: {
        REXRAY_ASSIGN(const std::string text, ManifestOf(object));
        Active(text);
        return {};
      }
      case Keeper::Door: {
        REXRAY_ASSIGN(const std::string text, ManifestOf(object));
        decisions_ += Remark(fmt::format("{}: {}", what, ofDoor)) + CommentedOut(text);
        return {};
      }
      case Keeper::OtherSet:
        decisions_ +=
            Remark(fmt::format("{} is declared by the set {} ({}); rexray export --set {}", what,
                               TextField(object, "metadata.managedBy.set"),
                               TextField(object, "metadata.managedBy.source"),
                               TextField(object, "metadata.managedBy.set")));
        return {};
    }
    return {};
  }

  void Kept(const json& volume, const std::string& name) {
    const bool orphan = TextField(volume, "status.phase") == "Orphaned";
    decisions_ +=
        Remark(fmt::format("Volume {0} is {1} (backend id {2}); to take it back: rexray {3} {0}",
                           name, orphan ? "kept as an orphan" : "deleted",
                           TextField(volume, "status.backendId"), orphan ? "adopt" : "undelete"));
  }

  const ExportCommand& command_;
  const json& attachments_;
  std::string text_;
  std::string decisions_;
};

Result<std::string> Export(const ExportCommand& command, const json& discovered, Client& client) {
  REXRAY_ASSIGN(const json volumes, client.Get("/v1/volumes"));
  REXRAY_ASSIGN(const json attachments, client.Get("/v1/attachments"));
  REXRAY_ASSIGN(const json snapshots, client.Get("/v1/snapshots"));
  Exporter exporter(command, attachments);
  for (const json& volume : ListField(volumes, "items")) REXRAY_TRY(exporter.Volume(volume));
  for (const json& snapshot : ListField(snapshots, "items")) {
    const bool asked =
        command.service.empty() || TextField(snapshot, "status.service") == command.service;
    if (asked) REXRAY_TRY(exporter.Snapshot(snapshot));
  }
  for (const json& shown : ListField(discovered, "items")) REXRAY_TRY(exporter.Discovered(shown));
  return exporter.Take();
}

}  // namespace

ExitCode RunCommand(const ExportCommand& command, Session& session) {
  const auto discovered =
      session.client.Get(RequestTarget("/v1/discovered", {{"service", command.service}}));
  if (!discovered) return Report(discovered.error(), session);
  const auto text = Export(command, *discovered, session.client);
  if (!text) return Report(text.error(), session);
  session.out << *text;
  return TellSilent(*discovered, session);
}

}  // namespace rexray
