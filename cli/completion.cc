#include "cli/completion.h"

#include <algorithm>
#include <span>

namespace rexray {
namespace {

const OptionSyntax* FindOption(const CommandSyntax& command, const std::string& word) {
  const auto found = std::ranges::find_if(command.options, [&word](const OptionSyntax& option) {
    return std::ranges::find(option.names, word) != option.names.end();
  });
  return found == command.options.end() ? nullptr : &*found;
}

const CommandSyntax* FindCommand(const CommandSyntax& program, const std::string& word) {
  const auto found = std::ranges::find(program.subcommands, word, &CommandSyntax::name);
  return found == program.subcommands.end() ? nullptr : &*found;
}

// The words before the last, read as far as they mean something.
struct Context {
  const CommandSyntax* command;
  const OptionSyntax* awaitsValue = nullptr;  // the option whose value comes next
  std::vector<std::string> operands;
};

Context Read(const CommandSyntax& program, std::span<const std::string> words) {
  Context context{.command = &program, .operands = {}};
  for (const std::string& word : words) {
    if (context.awaitsValue != nullptr) {
      context.awaitsValue = nullptr;
    } else if (word.starts_with('-')) {
      const OptionSyntax* option = FindOption(*context.command, word);
      if (option != nullptr && option->value) context.awaitsValue = option;
    } else if (!context.command->subcommands.empty()) {
      const CommandSyntax* command = FindCommand(*context.command, word);
      if (command != nullptr) context.command = command;
    } else {
      context.operands.push_back(word);
    }
  }
  return context;
}

Completion Choices(const ValueSyntax& value) {
  Completion completion;
  for (const std::string& choice : value.choices) completion.candidates.push_back({choice, ""});
  return completion;
}

Completion Options(const CommandSyntax& command) {
  Completion completion;
  for (const OptionSyntax& option : command.options) {
    completion.candidates.push_back({option.names.back(), option.description});
  }
  return completion;
}

Completion Commands(const CommandSyntax& program) {
  Completion completion;
  for (const CommandSyntax& command : program.subcommands) {
    completion.candidates.push_back({command.name, command.description});
  }
  return completion;
}

// "TYPE", then names of that type, or "TYPE/NAME".
Completion Resources(const std::vector<std::string>& operands, const std::string& current) {
  Completion completion;
  const std::size_t slash = current.find('/');
  const std::string word = slash != std::string::npos ? current.substr(0, slash)
                           : operands.empty()         ? ""
                                                      : operands.front();
  if (const auto type = ParseResourceType(word)) {
    // To list those would ask every backend at each stroke.
    const bool ofBackends = *type == ResourceType::Discovered || *type == ResourceType::Snapshot;
    if (!ofBackends) completion.namesOf = *type;
    completion.prefix = slash == std::string::npos ? "" : current.substr(0, slash + 1);
  } else if (operands.empty()) {
    for (const ResourceType each :
         {ResourceType::Volume, ResourceType::Attachment, ResourceType::Operation,
          ResourceType::Event, ResourceType::Service, ResourceType::Node, ResourceType::Discovered,
          ResourceType::Snapshot, ResourceType::Source}) {
      completion.candidates.push_back({std::string(PluralOf(each)), ""});
    }
  }
  return completion;
}

}  // namespace

Completion Complete(const CommandSyntax& program, const std::vector<std::string>& words) {
  if (words.empty()) return Commands(program);
  const std::string& current = words.back();
  const Context context = Read(program, std::span(words).first(words.size() - 1));
  if (context.awaitsValue != nullptr) return Choices(*context.awaitsValue->value);
  if (current.starts_with('-')) return Options(*context.command);
  if (!context.command->subcommands.empty()) return Commands(*context.command);
  const auto& operand = context.command->operand;
  if (!operand) return {};
  if (operand->type == "TYPE") return Resources(context.operands, current);
  Completion completion = Choices(*operand);
  if (operand->type == "VOLUME") completion.namesOf = ResourceType::Volume;
  if (operand->type == "SOURCE") {
    completion.namesOf = ResourceType::Source;
    if (context.operands.empty()) completion.candidates.push_back({kApprove, ""});
  }
  return completion;
}

std::string_view CompletionScript(Shell shell) {
  switch (shell) {
    case Shell::Bash:
      return R"(# bash completion for rexray: source <(rexray completion bash)
_rexray() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    candidate=${candidate%%$'\t'*}
    [[ $candidate == "$2"* ]] && COMPREPLY+=("$candidate")
  done < <(rexray __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _rexray rexray
)";
    case Shell::Zsh:
      return R"(#compdef rexray
# zsh completion for rexray: source <(rexray completion zsh)
_rexray() {
  local -a candidates
  local text description
  while IFS=$'\t' read -r text description; do
    candidates+=("${text//:/\\:}${description:+:$description}")
  done < <(rexray __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#candidates )); then _describe rexray candidates; else _files; fi
}
compdef _rexray rexray
)";
    case Shell::Fish:
      return R"(# fish completion for rexray: rexray completion fish | source
function __rexray_complete
  set -l words (commandline -opc) (commandline -ct)
  rexray __complete $words[2..-1] 2>/dev/null
end
complete -c rexray -a '(__rexray_complete)'
)";
  }
  return {};
}

}  // namespace rexray
