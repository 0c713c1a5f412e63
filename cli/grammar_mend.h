#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace rexray {

// The commands for trouble. Stays where it was built: CLI11's options refer to its members.
class MendGrammar {
 public:
  // What was parsed goes to `invocation`.
  void AddTo(CLI::App& app, Invocation& invocation);

 private:
  DbCheckCommand check_;
  DbBackupCommand backup_;
  DbRestoreCommand restore_;
  DbRebuildCommand rebuild_;
  DoctorCommand doctor_;
  TraceCommand trace_;
  LogsCommand logs_;
};

}  // namespace rexray
