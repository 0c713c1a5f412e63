#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/discovered.h"
#include "api/docker/door.h"
#include "state/changed_volumes.h"

namespace rexray {

// What List tells: everything visible, waiting for a backend no longer than LastListings does. Only
// what changed since the last call, of volumes or of the host's mounts, is looked at again. Private
// to api/docker; any thread.
class DockerList {
 public:
  DockerList(DockerSeams& seams, const DockerDoorConfig& config) : seams_(seams), config_(config) {}

  // The items, each rendered, with commas between.
  ApiResult<std::string> Render();

 private:
  // A volume of the database.
  struct Entry {
    KnownVolume known = {};
    std::string unmounted = {};  // rendered; empty: not of this door
    // Where we mounted it, as long as that is so.
    std::shared_ptr<const VolumeState> stored = {};  // null: nowhere
    std::string path = {};
    std::string mounted = {};  // rendered with that path
  };
  using Listed = std::map<ServiceName, std::shared_ptr<const Listing>>;

  std::string RenderAll();
  Result<void> Refresh();
  Result<void> ReadAll();
  Entry MakeEntry(VolumeState stored) const;
  const std::string& Shown(Entry& entry) const;
  ApiResult<void> RefreshFound();

  DockerSeams& seams_;
  const DockerDoorConfig& config_;
  std::mutex mutex_;
  std::map<VolumeName, Entry> entries_;
  bool read_ = false;                  // entries_ have been
  ChangedVolumes::Sequence seen_ = 0;  // what they have of the store's changes

  std::vector<std::string> found_;  // rendered: those that only a backend shows
  // What they were made from.
  ChangedVolumes::Sequence foundBeside_ = 0;
  Listed foundIn_;

  std::optional<std::string> items_;                // all, as long as none of them changes
  std::shared_ptr<const Host::MountTable> mounts_;  // that they were rendered beside
};

}  // namespace rexray
