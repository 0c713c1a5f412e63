#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/manifest_files.h"

namespace rexray {

ExitCode RunCommand(const ApplyCommand& command, Session& session) {
  const auto texts = ReadManifests(command.files, session.in);
  if (!texts) return Report(texts.error(), session);
  const auto answer = session.client.Post("/v1/apply", {{"manifests", ManifestsJson(*texts)},
                                                        {"set", command.set},
                                                        {"prune", command.prune},
                                                        {"dryRun", command.dryRun},
                                                        {"plans", true}});
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  if (command.dryRun) return ExitCode::Done;
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace rexray
