#include "cli/grammar_context.h"

#include <CLI/CLI.hpp>
#include <map>

#include "cli/grammar_options.h"

namespace rexray {
namespace {

const std::map<std::string, ContextVerb> kContextVerbs{{"ls", ContextVerb::List},
                                                       {"use", ContextVerb::Use},
                                                       {"add", ContextVerb::Add},
                                                       {"rm", ContextVerb::Remove}};

}  // namespace

void ContextGrammar::AddTo(CLI::App& app, Invocation& invocation) {
  CLI::App& context = *app.add_subcommand("context", "Give daemons names, and choose one");
  context.group("Run");
  context.final_callback([this, &invocation] { invocation.command = context_; });
  context
      .add_option_function<std::string>(
          "VERB", [this](const std::string& text) { context_.verb = kContextVerbs.at(text); },
          "What to do with them")
      ->check(CLI::IsMember({"ls", "use", "add", "rm"}))
      ->required();
  context.add_option("NAME", context_.name, "Which; \"local\" is this host's")->type_name("");
  const auto option = [&context](const char* flag, std::string& value, const char* what,
                                 const char* type) {
    context.add_option(flag, value, what)->type_name(type);
  };
  option("-H,--host", context_.host, "Its address: tls://HOST:PORT", "ADDRESS");
  option("--token-file", context_.tokenFile, "A file whose first line is the token", "FILE");
  option("--ca-file", context_.caFile, "Who signed its certificate; else the system knows", "FILE");
  option("--cert-file", context_.certFile, "Your certificate, to be known by", "FILE");
  option("--key-file", context_.keyFile, "Its key", "FILE");
  AddOutputOption(context, context_.output);
}

}  // namespace rexray
