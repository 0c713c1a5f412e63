#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/manifest_files.h"
#include "cli/text.h"

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

// What still refers to the node is told, one reason each.
ExitCode RemoveNode(const std::string& name, const DeleteCommand& command, Session& session) {
  const auto answer = session.client.Post("/v1/nodes/" + EncodeSegment(name) + "/remove",
                                          {{"dryRun", command.dryRun}});
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  const json& references = ListField(*answer, "references");
  for (const json& each : references) {
    const auto type = ParseResourceType(TextField(each, "kind"));
    session.err << fmt::format(
        "{}/{} still refers to it: {}\n", SingularOf(type.value_or(ResourceType::Volume)),
        Printable(TextField(each, "name")), Printable(TextField(each, "message")));
  }
  if (!references.empty()) return ExitCode::Blocked;
  session.err << fmt::format("nothing refers to node/{}\n", name);
  return ExitCode::Done;
}

ExitCode RemoveNodes(const DeleteCommand& command, Session& session) {
  ExitCode outcome = ExitCode::Done;
  for (const ResourceRef& node : command.objects) {
    const ExitCode removed = RemoveNode(node.name, command, session);
    if (removed != ExitCode::Done && removed != ExitCode::Blocked) return removed;
    outcome = std::max(outcome, removed);
  }
  return outcome;
}

}  // namespace

ExitCode RunCommand(const DeleteCommand& command, Session& session) {
  if (!command.objects.empty() && command.objects.front().type == ResourceType::Node) {
    return RemoveNodes(command, session);
  }
  const auto request = Request(command, session.in);
  if (!request) return Report(request.error(), session);
  const auto answer = session.client.Post("/v1/delete", *request);
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  if (command.dryRun) return ExitCode::Done;
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace rexray
