#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/syntax.h"

namespace rexray {

struct Candidate {
  std::string text;
  std::string description;
};

// What may stand in place of the last of some words.
struct Completion {
  std::vector<Candidate> candidates;
  // Also the names of all objects of this type, each after `prefix`.
  std::optional<ResourceType> namesOf;
  std::string prefix;
};

// `words` follow the program's name; the last is the one to complete, perhaps empty. Pure: the
// names are for the caller to fetch.
Completion Complete(const CommandSyntax& program, const std::vector<std::string>& words);

// A script that has the shell ask `rexray __complete WORD…`.
std::string_view CompletionScript(Shell shell);

}  // namespace rexray
