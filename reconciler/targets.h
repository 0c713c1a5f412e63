#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "drivers/os/host.h"
#include "state/store.h"

namespace rexray {

// Which volume is mounted at which path of this node: for nested targets and for finding the volume behind
// a change of the mount table. Re-read only when specs changed. Any thread.
class Targets {
 public:
  // `mountRoot`: below it are the volumes that front doors mount.
  Targets(Store& store, NodeName node, std::string mountRoot)
      : store_(store), node_(std::move(node)), mountRoot_(std::move(mountRoot)) {}

  // The nearest declared path strictly above `path`.
  struct Parent {
    VolumeName volume;
    std::string path;
  };
  std::optional<Parent> ParentOf(const std::string& path);
  // Volumes declared strictly below `path` that `mounts` shows mounted.
  std::vector<VolumeName> MountedBelow(const std::string& path, const Host::MountTable& mounts);
  // The one that is declared there, or that a door mounts there if it has a volume of that name.
  std::optional<VolumeName> At(const std::string& path);
  // Volumes declared strictly below `path`: who wait for their parent.
  std::vector<VolumeName> Below(const std::string& path);

 private:
  using Paths = std::map<std::string, VolumeName>;
  std::shared_ptr<const Paths> Current();

  Store& store_;
  const NodeName node_;
  const std::string mountRoot_;
  std::mutex mutex_;
  std::uint64_t revision_ = 0;
  std::shared_ptr<const Paths> paths_;
};

}  // namespace rexray
