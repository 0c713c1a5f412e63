#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/manifest_files.h"

namespace rexray {
namespace {

using nlohmann::json;

Result<json> Request(const DeleteCommand& command, std::istream& in) {
  json request{{"dryRun", command.dryRun}, {"plans", true}};
  if (command.now) request["now"] = true;
  if (command.grace) {
    request["graceSeconds"] =
        std::chrono::duration_cast<std::chrono::seconds>(*command.grace).count();
  }
  if (!command.files.empty()) {
    REXRAY_ASSIGN(const std::vector<ManifestText> texts, ReadManifests(command.files, in));
    request["manifests"] = ManifestsJson(texts);
    return request;
  }
  json& objects = request["objects"] = json::array();
  for (const ResourceRef& object : command.objects) {
    objects.push_back({{"kind", KindOf(object.type)}, {"name", object.name}});
  }
  return request;
}

}  // namespace

ExitCode RunCommand(const DeleteCommand& command, Session& session) {
  const auto request = Request(command, session.in);
  if (!request) return Report(request.error(), session);
  const auto answer = session.client.Post("/v1/delete", *request);
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  if (command.dryRun) return ExitCode::Done;
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace rexray
