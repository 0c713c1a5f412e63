#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/config.h"
#include "cli/parse.h"

namespace {

using namespace rexray;

TimePoint Now() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

// -H, else the environment's, else what the configuration on this host says, else the default.
Result<ListenAddress> DaemonAddress(const std::string& host) {
  if (!host.empty()) return ParseListenAddress(host);
  if (const auto named = ProcessEnvironment("REXRAY_HOST")) return ParseListenAddress(*named);
  const auto config = LoadConfig({.file = {}, .environment = ProcessEnvironment, .flags = {}});
  return ParseListenAddress(config ? config->control : kDefaultControl);
}

int Execute(const Invocation& invocation) {
  const auto address = DaemonAddress(invocation.host);
  if (!address) {
    std::cerr << "error: " << address.error().message << '\n';
    return static_cast<int>(ExitCodeOf(address.error()));
  }
  const auto client = MakeClient(*address);
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
