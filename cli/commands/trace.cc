#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/commands/logs.h"
#include "cli/details.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::size_t kMost = 10'000;  // that the daemon gives at once

std::string Took(const json& operation) {
  const auto started = TimeField(operation, "started");
  const auto finished = TimeField(operation, "finished");
  return started && finished ? Age(*finished - *started) : "";
}

std::string ErrorText(const json& operation) {
  const std::string code = TextField(operation, "error.code");
  if (code.empty()) return "";
  const std::string reason = TextField(operation, "error.reason");
  return fmt::format("{}{}: {}", code, reason.empty() ? "" : " (" + reason + ")",
                     Printable(TextField(operation, "error.message")));
}

// Of the operation itself, and what happened to its volume while it ran.
bool Concerns(const json& event, const json& operation) {
  const json* number = FindField(event, "operation");
  if (number != nullptr && *number == operation.at("id")) return true;
  const auto at = TimeField(event, "at");
  const auto started = TimeField(operation, "started");
  const auto finished = TimeField(operation, "finished");
  return at && started && *at >= *started && (!finished || *at <= *finished);
}

Result<json> EventsOf(const json& operation, Client& client) {
  json events = json::array();
  std::string after;
  for (std::size_t count = kMost; count == kMost;) {
    const std::string page =
        RequestTarget("/v1/events", {{"volume", TextField(operation, "volume")},
                                     {"after", after},
                                     {"limit", std::to_string(kMost)}});
    REXRAY_ASSIGN(const json answer, client.Get(page));
    count = ListField(answer, "items").size();
    for (const json& each : ListField(answer, "items")) {
      after = TextField(each, "id");
      if (Concerns(each, operation)) events.push_back(each);
    }
  }
  return events;
}

Result<json> FindOperation(std::int64_t id, Client& client) {
  REXRAY_ASSIGN(const json answer,
                client.Get(RequestTarget("/v1/operations", {{"limit", std::to_string(kMost)}})));
  for (const json& each : ListField(answer, "items")) {
    if (each.value("id", std::int64_t{0}) == id) return each;
  }
  return Fail(Code::NotFound,
              fmt::format("there is no operation {} among the newest {}; rexray get operations "
                          "lists them",
                          id, kMost));
}

std::string EventLine(const json& event) {
  return fmt::format("{} {} {}", TextField(event, "at"), TextField(event, "reason"),
                     Printable(TextField(event, "message")));
}

// None where the daemon keeps them no more, or another daemon than now wrote them.
json LogOf(const json& operation, Client& client) {
  const auto answer =
      client.Get(RequestTarget("/v1/logs", {{"operation", TextField(operation, "id")}}));
  return answer ? ListField(*answer, "items") : json::array();
}

std::string OperationText(const json& operation, const json& events, const json& log,
                          TimePoint now) {
  Details details;
  details.Add("Operation",
              fmt::format("{} {}", TextField(operation, "id"), TextField(operation, "action")));
  details.Add("Volume", TextField(operation, "volume"));
  details.Add("What", Printable(TextField(operation, "detail")));
  details.Add("Outcome", TextField(operation, "outcome"));
  details.Add("Began", SinceText(TimeField(operation, "started"), now));
  details.Add("Ended", SinceText(TimeField(operation, "finished"), now));
  details.Add("Took", Took(operation));
  details.Add("Token", TextField(operation, "fencingToken"));
  details.Add("Process", TextField(operation, "process"));
  details.Add("Boot", TextField(operation, "boot"));
  details.Add("Evidence", Printable(TextField(operation, "evidence")));
  details.Add("Permit", TextField(operation, "permit"));
  details.Add("Error", ErrorText(operation));
  for (const json& each : events) details.Add("Event", EventLine(each));
  for (const json& each : log) details.Add("Log", LogLineText(each));
  return details.text();
}

ExitCode TraceOperation(const TraceCommand& command, Session& session) {
  const auto operation = FindOperation(command.operation, session.client);
  if (!operation) return Report(operation.error(), session);
  const auto events = EventsOf(*operation, session.client);
  if (!events) return Report(events.error(), session);
  const json log = LogOf(*operation, session.client);
  PrintAnswer({{"operation", *operation}, {"events", *events}, {"log", log}}, command.output,
              OperationText(*operation, *events, log, session.now()), session);
  return ExitCode::Done;
}

// One line of the timeline: what began, how it ended, how long it took.
std::string Line(const json& operation) {
  const std::string error = ErrorText(operation);
  const std::string took = Took(operation);
  return fmt::format("{} {} {} {}{}{}\n", TextField(operation, "started"),
                     TextField(operation, "id"), TextField(operation, "outcome"),
                     Printable(TextField(operation, "detail")),
                     took.empty() ? "" : " (" + took + ")", error.empty() ? "" : ": " + error);
}

ExitCode TraceVolume(const TraceCommand& command, Session& session) {
  const auto answer = session.client.Get(RequestTarget(
      "/v1/operations", {{"volume", command.volume}, {"limit", std::to_string(command.limit)}}));
  if (!answer) return Report(answer.error(), session);
  json operations = ListField(*answer, "items");
  std::ranges::reverse(operations);
  std::string text;
  for (const json& each : operations) text += Line(each);
  if (operations.empty()) {
    text = fmt::format("nothing was done to volume {} that is still remembered\n", command.volume);
  }
  PrintAnswer({{"operations", std::move(operations)}}, command.output, text, session);
  return ExitCode::Done;
}

}  // namespace

ExitCode RunCommand(const TraceCommand& command, Session& session) {
  return command.volume.empty() ? TraceOperation(command, session) : TraceVolume(command, session);
}

}  // namespace rexray
