#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"

namespace rexray {
namespace {

using nlohmann::json;

template <class Given>
ExitCode Follow(const json& answer, const Given& command, bool complete, Session& session) {
  PrintChange(answer, false, command.output, session);
  const bool leftOut = TellLeftOut(answer, session);
  const ExitCode waited = AwaitChange(answer, command.patience, command.output, session);
  return leftOut && complete ? std::max(waited, ExitCode::Blocked) : waited;
}

}  // namespace

// Under another name, what stands in the way of its Attachments is most likely its successor.
ExitCode RunCommand(const UndeleteCommand& command, Session& session) {
  const auto answer =
      session.client.Post("/v1/volumes/" + EncodeSegment(command.volume) + "/undelete",
                          command.as.empty() ? json::object() : json{{"as", command.as}});
  if (!answer) return Report(answer.error(), session);
  return Follow(*answer, command, command.as.empty(), session);
}

ExitCode RunCommand(const AdoptCommand& command, Session& session) {
  json request = json::object();
  const auto put = [&request](const char* field, const std::string& text) {
    if (!text.empty()) request[field] = text;
  };
  put("name", command.volume), put("service", command.service), put("id", command.id);
  put("backendName", command.backendName), put("tag", command.tag);
  const auto answer = session.client.Post("/v1/adopt", request);
  if (!answer) return Report(answer.error(), session);
  return Follow(*answer, command, true, session);
}

}  // namespace rexray
