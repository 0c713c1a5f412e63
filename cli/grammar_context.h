#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace rexray {

// `rexray context`. Stays where it was built: CLI11's options refer to its members.
class ContextGrammar {
 public:
  // What was parsed goes to `invocation`.
  void AddTo(CLI::App& app, Invocation& invocation);

 private:
  ContextCommand context_;
};

}  // namespace rexray
