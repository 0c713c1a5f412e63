#include "cli/docker_engine.h"

#include <nlohmann/json.hpp>

#include "cli/client.h"

namespace rexray {
namespace {

using Json = nlohmann::json;

constexpr const char* kContainers = "/containers/json?all=1";

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void AddUses(const Json& container, std::map<VolumeName, ContainerUses>& uses) {
  const std::string state = TextOf(container, "State");
  const auto mounts = container.find("Mounts");
  if (state == "dead" || mounts == container.end() || !mounts->is_array()) return;
  const bool stopped = state == "created" || state == "exited";
  for (const Json& mount : *mounts) {
    const std::string name = mount.is_object() ? TextOf(mount, "Name") : std::string();
    if (name.empty()) continue;
    ContainerUses& of = uses[{name}];
    ++(stopped ? of.stopped : of.live);
  }
}

}  // namespace

Result<std::map<VolumeName, ContainerUses>> VolumesOfContainers(const Json& containers) {
  if (!containers.is_array()) {
    return Fail(Code::Internal, "the engine's list of containers is no list");
  }
  std::map<VolumeName, ContainerUses> uses;
  for (const Json& container : containers) {
    if (container.is_object()) AddUses(container, uses);
  }
  return uses;
}

ClaimReview::Engine MakeDockerEngine(const ListenAddress& address) {
  return [client = std::shared_ptr<Client>(
              MakeClient({.address = address}))]() -> Result<std::map<VolumeName, ContainerUses>> {
    REXRAY_ASSIGN(const Json containers, client->Get(kContainers));
    return VolumesOfContainers(containers);
  };
}

}  // namespace rexray
