#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rexray {

// What stands for an operand or an option's value: "VOLUME", "TYPE", "FILE", …
struct ValueSyntax {
  std::string type;
  std::vector<std::string> choices;  // where they are few
};

struct OptionSyntax {
  std::vector<std::string> names;  // "-o", "--output"
  std::string description;
  std::optional<ValueSyntax> value;
};

struct CommandSyntax {
  std::string name;
  std::string description;
  std::optional<ValueSyntax> operand;  // repeatable
  std::vector<OptionSyntax> options;
  std::vector<CommandSyntax> subcommands;
};

}  // namespace rexray
