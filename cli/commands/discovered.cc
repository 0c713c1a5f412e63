#include "cli/commands/discovered.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

// Where an object bears a name.
using NamePaths = std::initializer_list<std::string_view>;

bool IsCalled(const json& object, const std::string& name, NamePaths paths) {
  return std::ranges::any_of(
      paths, [&](std::string_view path) { return TextField(object, path) == name; });
}

Result<std::vector<json>> PickShown(const json& answer, const std::vector<std::string>& names,
                                    NamePaths paths, std::string_view kind) {
  const json& items = ListField(answer, "items");
  std::vector<json> picked;
  if (names.empty()) picked.assign(items.begin(), items.end());
  for (const std::string& name : names) {
    const auto before = picked.size();
    std::ranges::copy_if(items, std::back_inserter(picked),
                         [&](const json& each) { return IsCalled(each, name, paths); });
    if (picked.size() > before) continue;
    return Fail(Code::NotFound, fmt::format("no service shows a {} \"{}\"", kind, name));
  }
  return picked;
}

std::string WayOut(const json& leaked) {
  return fmt::format("rexray adopt --service {} --id {}\n",
                     Printable(TextField(leaked, "spec.service")),
                     Printable(TextField(leaked, "status.id")));
}

}  // namespace

Result<std::vector<json>> PickDiscovered(const json& answer,
                                         const std::vector<std::string>& names) {
  return PickShown(answer, names, {"metadata.name", "status.id"}, "volume");
}

Result<std::vector<json>> PickSnapshots(const json& answer, const std::vector<std::string>& names) {
  return PickShown(answer, names, {"metadata.name", "status.id", "spec.volume"}, "snapshot");
}

ExitCode TellSilent(const json& answer, Session& session) {
  ExitCode outcome = ExitCode::Done;
  for (const json& service : ListField(answer, "services")) {
    const bool answered = FlagField(service, "answered");
    if (answered && FlagField(service, "complete")) continue;
    outcome = ExitCode::Failed;
    session.err << fmt::format(
        "service/{}: {}\n", TextField(service, "name"),
        answered ? "some of what it has could not be looked at"
                 : "gives no answer: " + Printable(TextField(service, "message")));
  }
  return outcome;
}

// Nothing is deleted here: what looks forgotten may be the only copy of something.
ExitCode RunCommand(const GcCommand& command, Session& session) {
  if (!command.dryRun) {
    return Report(
        {Code::InvalidArgument,
         "gc deletes nothing by itself. List what is forgotten with `rexray gc --dry-run`, "
         "take over what shall go with `rexray adopt NAME --service SERVICE --id ID`, then "
         "apply it with reclaimPolicy: Delete, and `rexray delete volume NAME`",
         {}},
        session);
  }
  const auto answer =
      session.client.Get(RequestTarget("/v1/discovered", {{"service", command.service}}));
  if (!answer) return Report(answer.error(), session);
  std::vector<json> leaked;
  std::string waysOut;
  for (const json& each : ListField(*answer, "items")) {
    if (TextField(each, "status.relation") != "Leaked") continue;
    leaked.push_back(each);
    waysOut += "  " + WayOut(each);
  }
  PrintObjects(ResourceType::Discovered, leaked, false, command.output, session);
  if (!leaked.empty()) session.err << "To take one over:\n" << waysOut;
  return TellSilent(*answer, session);
}

}  // namespace rexray
