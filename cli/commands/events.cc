#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/commands/watch.h"
#include "cli/field.h"
#include "cli/output.h"

namespace rexray {

using nlohmann::json;

ExitCode RunCommand(const EventsCommand& command, Session& session) {
  if (command.watch) return WatchEvents(command.volume, command.output, session);
  const std::string limit = command.limit == 0 ? "" : std::to_string(command.limit);
  const auto answer = session.client.Get(
      RequestTarget("/v1/events", {{"volume", command.volume}, {"limit", limit}}));
  if (!answer) return Report(answer.error(), session);
  const json& items = ListField(*answer, "items");
  const std::vector<json> events(items.begin(), items.end());
  PrintObjects(ResourceType::Event, events, false, command.output, session);
  return ExitCode::Done;
}

}  // namespace rexray
