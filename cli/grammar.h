#pragma once

#include <memory>

#include "cli/command.h"

namespace CLI {
class App;
}

namespace rexray {

// The whole command line as CLI11's application, which writes what it parses into one Invocation.
class Grammar {
 public:
  Grammar();
  ~Grammar();

  CLI::App& app();
  const Invocation& invocation() const;  // after app().parse

 private:
  class Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
