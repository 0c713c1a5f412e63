#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "state/changed_volumes.h"
#include "state/store.h"

namespace rexray {

// The volumes that were loaded last, each as long as it has not changed since. Any thread.
class LoadedVolumes {
 public:
  // `changed` is told of every write when it is committed, and before its caller learns of it. It
  // outlives this. Keeps `most` volumes.
  LoadedVolumes(const ChangedVolumes& changed, std::size_t most) : changed_(changed), most_(most) {}

  std::optional<VolumeState> Find(const VolumeName& name);
  // `since`: the newest change before `state` was read.
  void Keep(VolumeState state, ChangedVolumes::Sequence since);

 private:
  struct Entry {
    std::shared_ptr<const VolumeState> state;
    ChangedVolumes::Sequence since;
  };

  const ChangedVolumes& changed_;
  const std::size_t most_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one used last is the first
  std::unordered_map<VolumeName, std::list<Entry>::iterator> byName_;
};

}  // namespace rexray
