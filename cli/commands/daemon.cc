#include "cli/daemon.h"

#include "cli/commands/commands.h"

namespace rexray {

ExitCode RunCommand(const DaemonCommand& command, Session& session) {
  const auto config =
      LoadConfig({command.setup.config, ProcessEnvironment, command.setup.settings});
  if (!config) return Report(config.error(), session);
  const auto ended = RunDaemon(*config);
  return ended ? ExitCode::Done : Report(ended.error(), session);
}

}  // namespace rexray
