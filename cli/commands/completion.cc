#include "cli/completion.h"

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/commands/fetch.h"
#include "cli/field.h"
#include "cli/parse.h"

namespace rexray {

ExitCode RunCommand(const CompletionCommand& command, Session& session) {
  session.out << CompletionScript(command.shell);
  return ExitCode::Done;
}

// Never an error: a shell that completes has no place for one.
ExitCode RunCommand(const CompleteCommand& command, Session& session) {
  const Completion completion = Complete(DescribeSyntax(), command.words);
  for (const Candidate& candidate : completion.candidates) {
    session.out << candidate.text;
    if (!candidate.description.empty()) session.out << '\t' << candidate.description;
    session.out << '\n';
  }
  if (!completion.namesOf) return ExitCode::Done;
  const auto objects = Fetch(*completion.namesOf, {}, "", session.client);
  if (!objects) return ExitCode::Done;
  for (const nlohmann::json& object : *objects) {
    const std::string name = TextField(object, "metadata.name");
    if (!name.empty()) session.out << completion.prefix << name << '\n';
  }
  return ExitCode::Done;
}

}  // namespace rexray
