#include "api/docker/visible.h"

namespace rexray {

bool IsOfDoor(const VolumeState& stored, const DockerDoorConfig& config) {
  return stored.volume && (!config.service || stored.volume->spec.service == *config.service);
}

bool IsVisible(const DiscoveredVolume& found, const DockerDoorConfig& config,
               const DomainName& domain) {
  const auto& facts = found.shown.facts;
  switch (found.relation) {
    case Relation::Managed:   // under a name of its own
    case Relation::Orphaned:  // somebody removed it
    case Relation::Deleted:
      return false;
    case Relation::Leaked:
    case Relation::Elsewhere:
      if (config.visible == DockerVisible::All) return true;
      return config.visible == DockerVisible::Tagged && facts && facts->domain == domain;
    case Relation::Untagged:
      return config.visible == DockerVisible::All && found.shown.state != BackendState::Unreadable;
  }
  return false;
}

}  // namespace rexray
