#include "cli/commands/logs.h"

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/commands/watch.h"
#include "cli/field.h"
#include "cli/log.h"
#include "cli/output.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string Count(std::int64_t number) { return number == 0 ? "" : std::to_string(number); }

std::string LogsTarget(const LogsCommand& command, TimePoint now) {
  const bool all = command.since == Milliseconds(0);
  return RequestTarget("/v1/logs", {{"volume", command.volume},
                                    {"operation", Count(command.operation)},
                                    {"level", command.level},
                                    {"since", all ? "" : ToRfc3339(now - command.since)},
                                    {"limit", Count(static_cast<std::int64_t>(command.limit))},
                                    {"follow", command.follow ? "true" : ""}});
}

void PrintLine(const json& line, const LogsCommand& command, Session& session) {
  session.out << (command.json ? Dump(line) : LogLineText(line)) << '\n';
}

}  // namespace

std::string LogLineText(const json& line) {
  std::vector<LogField> fields;
  const json* given = FindField(line, "fields");
  if (given != nullptr) {
    for (const auto& [name, value] : given->items()) {
      if (value.is_string()) fields.emplace_back(name, value.get<std::string>());
    }
  }
  return FormatText(TimeField(line, "time").value_or(TimePoint{}),
                    ParseLogLevel(TextField(line, "level")).value_or(LogLevel::Info),
                    TextField(line, "message"), fields);
}

ExitCode RunCommand(const LogsCommand& command, Session& session) {
  const std::string target = LogsTarget(command, session.now());
  if (!command.follow) {
    const auto answer = session.client.Get(target);
    if (!answer) return Report(answer.error(), session);
    for (const json& each : ListField(*answer, "items")) PrintLine(each, command, session);
    return ExitCode::Done;
  }
  return WatchStream(
      target, [&](const json& line, bool) { PrintLine(line, command, session); }, session);
}

}  // namespace rexray
