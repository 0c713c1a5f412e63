#include "cli/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/grammar.h"
#include "state/spelling.h"

namespace rexray {
namespace {

std::vector<const CLI::App*> Commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : Commands(app)) {
    names.push_back(each->get_name());
    names.insert(names.end(), each->get_aliases().begin(), each->get_aliases().end());
  }
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

ParseStop Usage(const CLI::App& command, const std::string& message) {
  const bool root = command.get_parent() == nullptr;
  const std::string name = root ? "rexray" : "rexray " + command.get_name();
  return {true, fmt::format("{}: {}\nSee: {} --help\n", name, message, name)};
}

// What is left over is a mistyped command or option.
ParseStop Unknown(CLI::App& command, const std::string& word) {
  const bool option = word.starts_with('-');
  const bool root = command.get_parent() == nullptr;
  const auto names = option ? OptionNames(command) : CommandNames(command);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const char* what = option ? "option" : root ? "command" : "argument";
  const std::string hint = option || root ? DidYouMean(word, candidates) : "";
  return Usage(command, fmt::format("unknown {} \"{}\"{}", what, word, hint));
}

ParseStop Explain(CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help, --version
    const bool help = error.get_name() == "CallForHelp" || error.get_name() == "CallForAllHelp";
    return {false, help ? app.help() : std::string(error.what()) + "\n"};
  }
  const auto parsed = app.get_subcommands();
  CLI::App& command = parsed.empty() ? app : *parsed.front();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    return Unknown(command, command.remaining().front());
  }
  return Usage(command, error.what());
}

std::string ContradictionIn(const DeleteCommand& remove) {
  if (remove.files.empty() == remove.objects.empty()) {
    return "name what to delete: either -f FILE or TYPE NAME";
  }
  for (const ResourceRef& object : remove.objects) {
    const bool deletable =
        object.type == ResourceType::Volume || object.type == ResourceType::Attachment ||
        object.type == ResourceType::Snapshot || object.type == ResourceType::Node;
    if (!deletable) return fmt::format("a {} cannot be deleted", SingularOf(object.type));
    if (object.name.empty()) return fmt::format("which {}?", SingularOf(object.type));
    if (object.type != remove.objects.front().type && object.type == ResourceType::Node) {
      return "delete nodes by a command of their own";
    }
  }
  return {};
}

std::string ContradictionIn(const AdoptCommand& adopt) {
  const bool found = !adopt.id.empty() || !adopt.backendName.empty() || !adopt.tag.empty();
  if (found || (!adopt.volume.empty() && adopt.service.empty())) return {};
  return "name what to adopt: an orphan by its name alone, or a backend volume by one of --id, "
         "--name and --tag";
}

std::string ContradictionIn(const ContextCommand& context) {
  const bool named = !context.name.empty();
  const bool list = context.verb == ContextVerb::List;
  if (list && named) return "ls takes no name";
  if (!list && !named) return "which context? rexray context ls names them";
  const bool add = context.verb == ContextVerb::Add;
  if (add && context.host.empty()) return "add needs --host, the daemon's address";
  if (add && context.certFile.empty() != context.keyFile.empty()) {
    return "a client certificate is --cert-file and --key-file";
  }
  return {};
}

std::string ContradictionIn(const PlanCommand& plan) {
  if (!plan.files.empty() && !plan.volumes.empty()) return "name either files or volumes";
  if (!plan.save.empty() && plan.files.empty()) {
    return "-o FILE keeps the plan of an apply: name its files with -f";
  }
  return {};
}

std::string ContradictionIn(const ApplyCommand& apply) {
  if (apply.files.empty() && apply.plan.empty()) {
    return "name what to apply: -f FILE, or a plan that was kept by rexray plan -o";
  }
  if (apply.standalone && !apply.patience.wait) {
    return "--standalone ends when it is done: it cannot but wait";
  }
  return {};
}

std::string ContradictionIn(const VerbCommand& verb) {
  if (verb.verb != Verb::Resume || verb.all == verb.volumes.empty()) return {};
  return verb.all ? "name either volumes or --all" : "name volumes, or --all for the node";
}

std::string ContradictionIn(const ImportCommand& import) {
  if (!import.fstab.empty() || import.fromDocker) return {};
  return "name what to import: --fstab [FILE] or --from-docker";
}

// Whatever CLI11's grammar cannot express.
std::string Contradiction(const Command& command) {
  if (const auto* remove = std::get_if<DeleteCommand>(&command)) return ContradictionIn(*remove);
  if (const auto* adopt = std::get_if<AdoptCommand>(&command)) return ContradictionIn(*adopt);
  if (const auto* plan = std::get_if<PlanCommand>(&command)) return ContradictionIn(*plan);
  if (const auto* context = std::get_if<ContextCommand>(&command)) {
    return ContradictionIn(*context);
  }
  if (const auto* apply = std::get_if<ApplyCommand>(&command)) return ContradictionIn(*apply);
  if (const auto* verb = std::get_if<VerbCommand>(&command)) return ContradictionIn(*verb);
  if (const auto* import = std::get_if<ImportCommand>(&command)) return ContradictionIn(*import);
  return {};
}

// CLI11 writes the choices of CLI::IsMember into the type's name, "TEXT:{table,wide}".
std::vector<std::string> Choices(const std::string& type) {
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

OptionSyntax Describe(const CLI::Option& option) {
  OptionSyntax syntax{.names = {}, .description = option.get_description(), .value = {}};
  for (const std::string& name : option.get_snames()) syntax.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) syntax.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  if (option.get_items_expected_max() > 0) syntax.value = ValueSyntax{type, Choices(type)};
  return syntax;
}

CommandSyntax Describe(const CLI::App& app) {
  CommandSyntax syntax;
  syntax.name = app.get_name();
  syntax.description = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) {
      syntax.options.push_back(Describe(*option));
    } else if (!syntax.operand) {
      syntax.operand = ValueSyntax{option->get_name(), Choices(option->get_type_name())};
    }
  }
  for (const CLI::App* each : Commands(app)) syntax.subcommands.push_back(Describe(*each));
  return syntax;
}

}  // namespace

CommandSyntax DescribeSyntax() {
  Grammar grammar;
  return Describe(grammar.app());
}

std::expected<Invocation, ParseStop> ParseArguments(const std::vector<std::string>& arguments) {
  // A shell's unfinished words are no command line yet.
  if (!arguments.empty() && arguments.front() == kComplete) {
    return Invocation{{}, {}, CompleteCommand{{arguments.begin() + 1, arguments.end()}}};
  }
  Grammar grammar;
  CLI::App& app = grammar.app();
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(Explain(app, error));
  }
  if (const auto rest = app.remaining(); !rest.empty()) {
    return std::unexpected(Unknown(app, rest.front()));
  }
  if (app.get_subcommands().empty()) return std::unexpected(ParseStop{false, app.help()});
  if (const std::string message = Contradiction(grammar.invocation().command); !message.empty()) {
    return std::unexpected(Usage(*app.get_subcommands().front(), message));
  }
  return grammar.invocation();
}

}  // namespace rexray
