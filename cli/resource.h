#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "state/result.h"

namespace rexray {

// Discovered: the volumes that the services show, ours or not. Source: of manifests.
enum class ResourceType {
  Volume,
  Attachment,
  Operation,
  Event,
  Service,
  Node,
  Discovered,
  Snapshot,
  Source,
};

// "Volume": as manifests name the kind.
std::string_view KindOf(ResourceType type);
// "volume": singular, as in "volume/pgdata".
std::string_view SingularOf(ResourceType type);
// "volumes": as in "/v1/volumes".
std::string_view PluralOf(ResourceType type);
// Every word a user may write: singular, plural and short.
std::vector<std::string_view> ResourceWords();

// "volume", "Volumes", "vol"; the error offers the nearest word.
Result<ResourceType> ParseResourceType(std::string_view word);

struct ResourceRef {
  ResourceType type = ResourceType::Volume;
  std::string name;  // empty: all of the type
  friend bool operator==(const ResourceRef&, const ResourceRef&) = default;
};

// kubectl's ways to name things: "TYPE", "TYPE NAME…" or "TYPE/NAME…". One type per name.
Result<std::vector<ResourceRef>> ParseResourceRefs(const std::vector<std::string>& words);
// The same, where names without a type are volumes: "pgdata", "volume/pgdata", "volume pgdata".
Result<std::vector<std::string>> ParseVolumeNames(const std::vector<std::string>& words);
// And where they are sources.
Result<std::vector<std::string>> ParseSourceNames(const std::vector<std::string>& words);

}  // namespace rexray
