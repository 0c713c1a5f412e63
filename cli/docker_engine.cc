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

// A container is created before its volumes are mounted, and started after.
bool MayUseVolumes(const Json& container) {
  const std::string state = TextOf(container, "State");
  return state != "exited" && state != "dead";
}

void AddVolumesOf(const Json& container, std::set<VolumeName>& volumes) {
  const auto mounts = container.find("Mounts");
  if (mounts == container.end() || !mounts->is_array()) return;
  for (const Json& mount : *mounts) {
    if (mount.is_object()) volumes.insert({TextOf(mount, "Name")});
  }
}

}  // namespace

Result<std::set<VolumeName>> VolumesOfContainers(const Json& containers) {
  if (!containers.is_array()) {
    return Fail(Code::Internal, "the engine's list of containers is no list");
  }
  std::set<VolumeName> volumes;
  for (const Json& container : containers) {
    if (container.is_object() && MayUseVolumes(container)) AddVolumesOf(container, volumes);
  }
  return volumes;
}

ClaimReview::Engine MakeDockerEngine(const ListenAddress& address) {
  return [client = std::shared_ptr<Client>(MakeClient(address))]() -> Result<std::set<VolumeName>> {
    REXRAY_ASSIGN(const Json containers, client->Get(kContainers));
    return VolumesOfContainers(containers);
  };
}

}  // namespace rexray
