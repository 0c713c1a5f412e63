#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/config.h"
#include "cli/contexts.h"
#include "cli/output.h"
#include "cli/table.h"

namespace rexray {
namespace {

using nlohmann::json;

// The daemon of this host, which needs no name of its own.
constexpr const char* kLocal = "local";

void ListContexts(const Contexts& contexts, OutputFormat output, Session& session) {
  const bool local = contexts.current.empty();
  Table table{.header = {"CURRENT", "NAME", "HOST"}, .rows = {{local ? "*" : "", kLocal, ""}}};
  json items{{{"name", kLocal}, {"current", local}}};
  std::string names = std::string(kLocal) + "\n";
  for (const auto& [name, context] : contexts.named) {
    const bool current = name == contexts.current;
    table.rows.push_back({current ? "*" : "", name, context.host});
    items.push_back({{"name", name}, {"current", current}, {"host", context.host}});
    names += name + "\n";
  }
  PrintAnswer({{"items", items}}, output,
              output == OutputFormat::Name ? names : Render(table, session.terminal.width),
              session);
}

Result<std::string> Absolute(const std::string& file) {
  if (file.empty()) return file;
  std::error_code error;
  const auto path = std::filesystem::canonical(file, error);
  if (error) return Fail(Code::InvalidArgument, fmt::format("{}: {}", file, error.message()));
  return path.string();
}

Result<NamedDaemon> ContextOf(const ContextCommand& command) {
  NamedDaemon context{.host = command.host};
  REXRAY_TRY(ParseDaemonAddress(command.host));
  REXRAY_ASSIGN(context.tokenFile, Absolute(command.tokenFile));
  REXRAY_ASSIGN(context.caFile, Absolute(command.caFile));
  REXRAY_ASSIGN(context.certFile, Absolute(command.certFile));
  REXRAY_ASSIGN(context.keyFile, Absolute(command.keyFile));
  return context;
}

Result<std::string> Change(const ContextCommand& command, Contexts& contexts) {
  switch (command.verb) {
    case ContextVerb::List:
      return std::string();
    case ContextVerb::Use:
      if (command.name != kLocal) REXRAY_TRY(FindContext(contexts, command.name));
      contexts.current = command.name == kLocal ? "" : command.name;
      return fmt::format("commands now go to {}", command.name);
    case ContextVerb::Add: {
      REXRAY_TRY(ParseServiceName(command.name));  // the same grammar
      if (command.name == kLocal || contexts.named.contains(command.name)) {
        return Fail(Code::AlreadyExists,
                    fmt::format("there is a context {0}; rexray context rm {0}, or another name",
                                command.name));
      }
      REXRAY_ASSIGN(contexts.named[command.name], ContextOf(command));
      return fmt::format("context {0} added; rexray context use {0} sends commands there",
                         command.name);
    }
    case ContextVerb::Remove:
      REXRAY_TRY(FindContext(contexts, command.name));
      contexts.named.erase(command.name);
      if (contexts.current == command.name) contexts.current.clear();
      return fmt::format("context {} removed", command.name);
  }
  return std::string();
}

Result<void> Run(const ContextCommand& command, Session& session) {
  const std::string file = ContextsFile(ProcessEnvironment);
  if (file.empty()) {
    return Fail(Code::FailedPrecondition, "no place for contexts: set HOME or REXRAY_CONTEXTS");
  }
  REXRAY_ASSIGN(Contexts contexts, LoadContexts(file));
  if (command.verb == ContextVerb::List) {
    ListContexts(contexts, command.output, session);
    return {};
  }
  REXRAY_ASSIGN(const std::string done, Change(command, contexts));
  REXRAY_TRY(SaveContexts(file, contexts));
  session.out << done << '\n';
  return {};
}

}  // namespace

ExitCode RunCommand(const ContextCommand& command, Session& session) {
  const auto run = Run(command, session);
  return run ? ExitCode::Done : Report(run.error(), session);
}

}  // namespace rexray
