#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/commands/standalone.h"
#include "cli/manifest_files.h"
#include "cli/plan_file.h"

namespace rexray {
namespace {

using nlohmann::json;

Result<json> RequestOf(const ApplyCommand& command, Session& session) {
  if (!command.plan.empty()) return LoadPlan(command.plan, session.client);
  REXRAY_ASSIGN(const std::vector<ManifestText> texts, ReadManifests(command.files, session.in));
  return json{{"manifests", ManifestsJson(texts)}, {"set", command.set}, {"prune", command.prune}};
}

}  // namespace

ExitCode RunCommand(const ApplyCommand& command, Session& session) {
  if (command.standalone) return ApplyStandalone(command, session);
  auto request = RequestOf(command, session);
  if (!request) return Report(request.error(), session);
  (*request)["dryRun"] = command.dryRun;
  (*request)["plans"] = true;
  const auto answer = session.client.Post("/v1/apply", *request);
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  if (command.dryRun) return ExitCode::Done;
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace rexray
