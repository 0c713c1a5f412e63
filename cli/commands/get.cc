#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/columns.h"
#include "cli/commands/commands.h"
#include "cli/commands/discovered.h"
#include "cli/commands/fetch.h"
#include "cli/commands/watch.h"
#include "cli/field.h"
#include "cli/output.h"

namespace rexray {
namespace {

// Names by type, in the order in which types were named.
std::vector<std::pair<ResourceType, std::vector<std::string>>> ByType(
    const std::vector<ResourceRef>& resources) {
  std::vector<std::pair<ResourceType, std::vector<std::string>>> groups;
  for (const ResourceRef& resource : resources) {
    auto group = std::ranges::find(groups, resource.type,
                                   &std::pair<ResourceType, std::vector<std::string>>::first);
    if (group == groups.end()) group = groups.insert(group, {resource.type, {}});
    if (!resource.name.empty()) group->second.push_back(resource.name);
  }
  return groups;
}

bool IsOfBackends(ResourceType type) {
  return type == ResourceType::Discovered || type == ResourceType::Snapshot;
}

// A service that gives no answer does not hide what the others show.
ExitCode GetShown(ResourceType type, const std::vector<std::string>& names,
                  const GetCommand& command, Session& session) {
  const auto answer = session.client.Get(
      RequestTarget(fmt::format("/v1/{}", PluralOf(type)), {{"service", command.service}}));
  if (!answer) return Report(answer.error(), session);
  const ExitCode told = TellSilent(*answer, session);
  const auto objects = type == ResourceType::Snapshot ? PickSnapshots(*answer, names)
                                                      : PickDiscovered(*answer, names);
  if (!objects) return Report(objects.error(), session);
  const bool single = names.size() == 1 && objects->size() == 1;
  PrintObjects(type, *objects, single, command.output, session);
  return told;
}

}  // namespace

ExitCode RunCommand(const GetCommand& command, Session& session) {
  if (!command.service.empty() &&
      !std::ranges::all_of(command.resources, IsOfBackends, &ResourceRef::type)) {
    return Report({Code::InvalidArgument,
                   "--service is of what backends show: get discovered, get snapshots",
                   {}},
                  session);
  }
  if (command.watch) return WatchObjects(command, session);
  const auto groups = ByType(command.resources);
  for (const auto& [type, names] : groups) {
    if (IsOfBackends(type)) {
      const ExitCode shown = GetShown(type, names, command, session);
      if (shown != ExitCode::Done) return shown;
      continue;
    }
    const auto objects = Fetch(type, names, command.selector, session.client);
    if (!objects) return Report(objects.error(), session);
    const bool single = names.size() == 1 && objects->size() == 1;
    PrintObjects(type, *objects, single, command.output, session);
  }
  return ExitCode::Done;
}

}  // namespace rexray
