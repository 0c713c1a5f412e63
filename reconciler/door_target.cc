#include "reconciler/door_target.h"

namespace rexray {

std::string DoorTarget(const std::string& mountRoot, const VolumeName& name) {
  return mountRoot + "/" + name.value;
}

std::optional<VolumeName> NameOfDoorTarget(const std::string& mountRoot,
                                           const std::string& target) {
  const std::string folder = mountRoot + "/";
  if (!target.starts_with(folder)) return std::nullopt;
  const auto name = ParseVolumeName(std::string_view(target).substr(folder.size()));
  return name ? std::optional(*name) : std::nullopt;
}

}  // namespace rexray
