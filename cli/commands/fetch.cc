#include "cli/commands/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/field.h"

namespace rexray {
namespace {

using nlohmann::json;
using Objects = std::vector<json>;

Result<Objects> FetchList(const std::string& target, Client& client) {
  REXRAY_ASSIGN(const json answer, client.Get(target));
  const json& items = ListField(answer, "items");
  return Objects(items.begin(), items.end());
}

std::string PathOf(ResourceType type) { return fmt::format("/v1/{}", PluralOf(type)); }

// For types that the API only lists.
Result<Objects> FetchFromList(ResourceType type, const std::string& name, Client& client) {
  REXRAY_ASSIGN(Objects objects, FetchList(PathOf(type), client));
  std::erase_if(objects,
                [&name](const json& each) { return TextField(each, "metadata.name") != name; });
  if (objects.empty()) {
    return Fail(Code::NotFound, fmt::format("there is no {} \"{}\"", SingularOf(type), name));
  }
  return objects;
}

Result<Objects> FetchOne(ResourceType type, const std::string& name, Client& client) {
  REXRAY_ASSIGN(json object, client.Get(PathOf(type) + "/" + EncodeSegment(name)));
  Objects objects;
  objects.push_back(std::move(object));
  return objects;
}

Result<Objects> FetchNamed(ResourceType type, const std::string& name, Client& client) {
  switch (type) {
    case ResourceType::Volume:
    case ResourceType::Attachment:
      return FetchOne(type, name, client);
    case ResourceType::Snapshot: {  // those that are not declared are only listed
      auto declared = FetchOne(type, name, client);
      const bool other = !declared && declared.error().code == Code::NotFound;
      return other ? FetchFromList(type, name, client) : std::move(declared);
    }
    case ResourceType::Operation:
    case ResourceType::Event:
      return FetchList(RequestTarget(PathOf(type), {{"volume", name}}), client);
    case ResourceType::Service:
    case ResourceType::Node:
    case ResourceType::Discovered:
    case ResourceType::Source:
      return FetchFromList(type, name, client);
  }
  return {};
}

}  // namespace

Result<Objects> Fetch(ResourceType type, const std::vector<std::string>& names,
                      const std::string& selector, Client& client) {
  if (names.empty())
    return FetchList(RequestTarget(PathOf(type), {{"selector", selector}}), client);
  Objects objects;
  for (const std::string& name : names) {
    REXRAY_ASSIGN(Objects found, FetchNamed(type, name, client));
    std::ranges::move(found, std::back_inserter(objects));
  }
  return objects;
}

}  // namespace rexray
