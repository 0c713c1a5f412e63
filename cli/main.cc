#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/config.h"
#include "cli/contexts.h"
#include "cli/parse.h"

namespace {

using namespace rexray;

TimePoint Now() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

// Where the daemon of this host listens: as its configuration says, else the default.
std::string LocalDaemon() {
  const auto config = LoadConfig({.file = {}, .environment = ProcessEnvironment, .flags = {}});
  return config ? config->control : kDefaultControl;
}

// A command that speaks to no daemon bears that none can be named.
Result<Endpoint> EndpointFor(const Invocation& invocation) {
  const bool alone = std::holds_alternative<ContextCommand>(invocation.command) ||
                     std::holds_alternative<DaemonCommand>(invocation.command);
  if (alone) return Endpoint();
  return EndpointOf({invocation.host, invocation.context}, ProcessEnvironment, LocalDaemon);
}

int Execute(const Invocation& invocation) {
  const auto endpoint = EndpointFor(invocation);
  if (!endpoint) {
    std::cerr << "error: " << endpoint.error().message << '\n';
    return static_cast<int>(ExitCodeOf(endpoint.error()));
  }
  const auto client = MakeClient(*endpoint);
  Session session{*client, std::cin, std::cout, std::cerr, DetectTerminal(STDOUT_FILENO), Now};
  const ExitCode code = std::visit(
      [&session](const auto& command) { return RunCommand(command, session); }, invocation.command);
  std::cout.flush();
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const auto invocation = ParseArguments({argv + 1, argv + argc});
  if (invocation) return Execute(*invocation);
  const bool failed = invocation.error().failed;
  (failed ? std::cerr : std::cout) << invocation.error().text;
  return static_cast<int>(failed ? ExitCode::BadInput : ExitCode::Done);
}
