#include "cli/commands/standalone.h"

#include <chrono>
#include <cstdlib>

#include "cli/commands/commands.h"
#include "cli/engine.h"
#include "cli/local_client.h"

namespace rexray {
namespace {

constexpr Milliseconds kPatienceAlone{std::chrono::seconds(10)};

}  // namespace

ExitCode ApplyStandalone(ApplyCommand command, Session& session) {
  const auto config =
      LoadConfig({command.setup.config, ProcessEnvironment, command.setup.settings});
  if (!config) return Report(config.error(), session);
  Observers nobody;
  Engine engine(*config, nobody, [](const auto&...) {});
  if (const auto opened = engine.Open(); !opened) return Report(opened.error(), session);
  engine.Start();
  const RecentLog nothing;
  const auto client = MakeLocalClient(
      ControlHandler(engine.Api(nothing, [] { return std::string(); }),
                     std::make_shared<const Access>(std::vector<AccessRule>(), true)));
  Session alone{*client, session.in, session.out, session.err, session.terminal, session.now};
  command.standalone = false;
  const ExitCode code = RunCommand(command, alone);
  engine.reconciler().BeginShutdown();
  if (engine.Stop(kPatienceAlone)) return code;
  // Threads that are stuck in the kernel cannot be joined.
  session.out.flush();
  session.err.flush();
  std::_Exit(static_cast<int>(code));
}

}  // namespace rexray
