#pragma once

#include <istream>
#include <ostream>

#include "cli/client.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "state/time.h"

namespace rexray {

// What a command works with: the daemon, the user's streams, and the time.
struct Session {
  Client& client;
  std::istream& in;
  std::ostream& out;  // results
  std::ostream& err;  // errors and hints
  Terminal terminal;  // of `out`
  TimePoint (*now)();
};

// Prints the error for people and gives the exit code for it.
ExitCode Report(const Error& error, Session& session);

}  // namespace rexray
