#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "state/ids.h"

namespace rexray {

// Which volumes changed lately: a set of names, each with the number of its newest change. Of those
// that changed longest ago it is forgotten that they did. Any thread.
class ChangedVolumes {
 public:
  using Sequence = std::uint64_t;

  // Remembers the newest change of `most` volumes.
  explicit ChangedVolumes(std::size_t most = 65'536) : most_(most) {}

  void Touch(const VolumeName& volume);
  void TouchAll();

  // The number of the newest change. Taken before looking at the volumes, nothing is missed
  // afterwards.
  Sequence newest() const;

  struct Batch {
    Sequence upTo = 0;  // `since` of the next call
    bool all = false;   // too far behind: anything may have changed
    std::vector<VolumeName> volumes;
  };
  // What changed after `since`.
  Batch After(Sequence since) const;
  // Whether it did, or may have.
  bool HasChanged(const VolumeName& volume, Sequence since) const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  Sequence newest_ = 0;
  Sequence forgotten_ = 0;  // changes up to this one are no longer known
  std::unordered_map<VolumeName, Sequence> latest_;
  std::map<Sequence, VolumeName> order_;  // the same, by number
};

}  // namespace rexray
