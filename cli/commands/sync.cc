#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/commands/fetch.h"
#include "cli/field.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

// The reason of an error that means: somebody must approve what it would remove.
constexpr const char* kWaits = "RemovalsWait";

ExitCode Refused(const Error& error, Session& session) {
  const ExitCode code = Report(error, session);
  return error.reason == kWaits ? ExitCode::Blocked : code;
}

// All, where none is named.
Result<std::vector<std::string>> NamesOf(const SyncCommand& command, Session& session) {
  if (!command.sources.empty()) return command.sources;
  REXRAY_ASSIGN(const std::vector<json> sources,
                Fetch(ResourceType::Source, {}, "", session.client));
  std::vector<std::string> names;
  for (const json& each : sources) {
    if (TextField(each, "status.phase") != "Removed") {
      names.push_back(TextField(each, "metadata.name"));
    }
  }
  return names;
}

// One source that is broken or waits does not hold up the others.
ExitCode SyncAll(const std::vector<std::string>& names, const SyncCommand& command,
                 Session& session) {
  ExitCode outcome = ExitCode::Done;
  json all{{"objects", json::array()}, {"plans", json::array()}};
  for (const std::string& name : names) {
    const auto answer =
        session.client.Post("/v1/sources/" + EncodeSegment(name) + "/sync", json::object());
    if (!answer) {
      outcome = std::max(outcome, Refused(answer.error(), session));
      continue;
    }
    for (const json& each : ListField(*answer, "objects")) all["objects"].push_back(each);
  }
  PrintChange(all, false, command.output, session);
  return std::max(outcome, AwaitChange(all, command.patience, command.output, session));
}

// Without a fingerprint it is shown what there is to approve: nobody approves what he did not see.
ExitCode ShowWaiting(const std::string& name, Session& session) {
  const auto found = Fetch(ResourceType::Source, {name}, "", session.client);
  if (!found) return Report(found.error(), session);
  const json& source = found->front();
  if (TextField(source, "status.phase") != "Waiting") {
    session.err << fmt::format("nothing of source/{} waits for an approval\n", name);
    return ExitCode::Failed;
  }
  session.out << Printable(TextField(source, "status.message")) << '\n';
  for (const json& each : ListField(source, "status.removals")) {
    session.out << fmt::format("  - {} {}\n", Printable(TextField(each, "kind")),
                               Printable(TextField(each, "name")));
  }
  session.out << fmt::format("To remove them: {}\n", Printable(TextField(source, "status.exit")));
  return ExitCode::Blocked;
}

ExitCode Approve(const SyncCommand& command, Session& session) {
  const std::string& name = command.sources.front();
  if (command.fingerprint.empty()) return ShowWaiting(name, session);
  const auto answer = session.client.Post("/v1/sources/" + EncodeSegment(name) + "/approve",
                                          {{"fingerprint", command.fingerprint}});
  if (!answer) return Refused(answer.error(), session);
  PrintChange(*answer, false, command.output, session);
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace

ExitCode RunCommand(const SyncCommand& command, Session& session) {
  if (command.approve) return Approve(command, session);
  const auto names = NamesOf(command, session);
  if (!names) return Report(names.error(), session);
  if (names->empty()) {
    session.out << "No sources found.\n";
    return ExitCode::Done;
  }
  return SyncAll(*names, command, session);
}

}  // namespace rexray
