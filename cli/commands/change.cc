#include "cli/commands/change.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "cli/field.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "cli/plan_text.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string RefOf(const json& object) {
  const auto type = ParseResourceType(TextField(object, "kind"));
  return fmt::format("{}/{}", type ? SingularOf(*type) : TextField(object, "kind"),
                     TextField(object, "name"));
}

std::string ChangeLine(const json& object, bool dryRun, const Terminal& terminal) {
  const std::string change = TextField(object, "change");
  const Style style = change == "unchanged" ? Style::Dim : Style::Good;
  return fmt::format("{} {}{}\n", RefOf(object), Paint(change, style, terminal),
                     dryRun ? " (dry run)" : "");
}

bool IsMachineFormat(OutputFormat output) {
  switch (output) {
    case OutputFormat::Table:
    case OutputFormat::Wide:
      return false;
    case OutputFormat::Json:
    case OutputFormat::Yaml:
    case OutputFormat::Name:
      return true;
  }
  return false;
}

std::string AllConverged(const json& plans, const Terminal& terminal) {
  return plans.empty() ? "" : PlansText(plans, terminal);
}

// How many of the answer's Attachments are for which other node.
std::map<std::string, int> Elsewhere(const json& answer, Client& client) {
  std::set<std::string> names;
  for (const json& object : ListField(answer, "objects")) {
    const bool declared = TextField(object, "change") != "deleted";
    if (declared && TextField(object, "kind") == "Attachment")
      names.insert(TextField(object, "name"));
  }
  std::map<std::string, int> counts;
  if (names.empty()) return counts;
  const auto version = client.Get("/v1/version");
  const auto attachments = client.Get("/v1/attachments");
  if (!version || !attachments) return counts;  // only a remark is lost
  const std::string here = TextField(*version, "node");
  for (const json& attachment : ListField(*attachments, "items")) {
    std::string node = TextField(attachment, "status.node");
    if (node.empty()) node = "the nodes that its nodeSelector chooses";
    if (node != here && names.contains(TextField(attachment, "metadata.name"))) ++counts[node];
  }
  return counts;
}

std::map<std::string, Goal> Goals(const json& answer) {
  std::map<std::string, Goal> goals;
  for (const json& object : ListField(answer, "objects")) {
    const std::string change = TextField(object, "change");
    const bool deleted = change == "deleted";
    // The volume of one that was declared before may be gone.
    if (TextField(object, "kind") == "Snapshot" && change != "created") continue;
    const bool gone = deleted && TextField(object, "kind") == "Volume";
    Goal& goal = goals[TextField(object, "volume")];
    if (gone) goal = Goal::Gone;
  }
  return goals;
}

constexpr auto kLookAgainAfter = std::chrono::milliseconds(250);

// nullopt: it is not what is waited for yet. Those whose data goes are there until it is gone.
std::optional<ExitCode> OutcomeOf(const json& object, Session& session) {
  const std::string name = TextField(object, "name");
  const auto found = session.client.Get("/v1/snapshots/" + EncodeSegment(name));
  const bool gone = !found && found.error().code == Code::NotFound;
  if (!found && !gone && found.error().code != Code::Unavailable) {
    return Report(found.error(), session);
  }
  if (TextField(object, "change") == "deleted") {
    return gone ? std::optional(ExitCode::Done) : std::nullopt;
  }
  if (gone) return ExitCode::Done;  // deleted by somebody else, or passing
  const std::string state = found ? TextField(*found, "status.state") : "Creating";
  if (state == "Creating") return std::nullopt;
  if (state == "Available") return ExitCode::Done;
  session.err << fmt::format("snapshot/{} is {}\n", name, state);
  return ExitCode::Failed;
}

ExitCode AwaitSnapshots(const json& answer, Milliseconds timeout, Session& session) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  ExitCode all = ExitCode::Done;
  for (const json& object : ListField(answer, "objects")) {
    if (TextField(object, "kind") != "Snapshot") continue;
    auto outcome = OutcomeOf(object, session);
    while (!outcome && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kLookAgainAfter);
      outcome = OutcomeOf(object, session);
    }
    if (!outcome) {
      session.err << fmt::format("snapshot/{} is not done after {}\n", TextField(object, "name"),
                                 ToString(timeout));
    }
    all = std::max(all, outcome.value_or(ExitCode::TimedOut));
  }
  return all;
}

// Volumes as they are followed, then snapshots.
ExitCode AwaitAll(const json& answer, Milliseconds timeout, Session& session) {
  const ExitCode followed = Follow(Goals(answer), timeout, session);
  return followed == ExitCode::Done ? AwaitSnapshots(answer, timeout, session) : followed;
}

}  // namespace

json ManifestsJson(std::span<const ManifestText> texts) {
  json manifests = json::array();
  for (const ManifestText& text : texts)
    manifests.push_back({{"file", text.file}, {"text", text.text}});
  return manifests;
}

void PrintChange(const json& answer, bool dryRun, OutputFormat output, Session& session) {
  const json& objects = ListField(answer, "objects");
  std::string text;
  for (const json& object : objects) {
    text += output == OutputFormat::Name ? RefOf(object) + "\n"
                                         : ChangeLine(object, dryRun, session.terminal);
  }
  if (!IsMachineFormat(output)) {
    for (const auto& [node, count] : Elsewhere(answer, session.client)) {
      text += fmt::format("{} for {}, not this node\n", count, node);
    }
    text += AllConverged(ListField(answer, "plans"), session.terminal);
  }
  PrintAnswer(answer, output, text, session);
  session.out.flush();
}

bool TellLeftOut(const json& answer, Session& session) {
  const json& leftOut = ListField(answer, "leftOut");
  for (const json& object : leftOut) {
    session.err << fmt::format("{} is left out: {}\n", RefOf(object),
                               Printable(TextField(object, "message")));
  }
  return !leftOut.empty();
}

ExitCode AwaitChange(const json& answer, const Patience& patience, OutputFormat output,
                     Session& session) {
  if (!patience.wait) return ExitCode::Done;
  if (!IsMachineFormat(output)) return AwaitAll(answer, patience.timeout, session);
  // Standard output belongs to the machine's format.
  Session aside{session.client, session.in, session.err, session.err, {}, session.now};
  return AwaitAll(answer, patience.timeout, aside);
}

}  // namespace rexray
