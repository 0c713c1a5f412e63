#pragma once

#include <expected>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/syntax.h"

namespace rexray {

// Why there is nothing to run: help was asked for (failed is false), or the arguments are wrong.
struct ParseStop {
  bool failed = true;
  std::string text;
};

// The arguments without the program's name.
std::expected<Invocation, ParseStop> ParseArguments(const std::vector<std::string>& arguments);

// The same grammar as a value, for the shells' completion.
CommandSyntax DescribeSyntax();

}  // namespace rexray
