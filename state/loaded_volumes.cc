#include "state/loaded_volumes.h"

namespace rexray {

std::optional<VolumeState> LoadedVolumes::Find(const VolumeName& name) {
  std::shared_ptr<const VolumeState> state;
  {
    const std::lock_guard lock(mutex_);
    const auto found = byName_.find(name);
    if (found == byName_.end() || changed_.HasChanged(name, found->second->since)) {
      return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    state = found->second->state;
  }
  return *state;
}

void LoadedVolumes::Keep(VolumeState state, ChangedVolumes::Sequence since) {
  auto kept = std::make_shared<const VolumeState>(std::move(state));
  const std::lock_guard lock(mutex_);
  const auto [at, added] = byName_.try_emplace(kept->name);
  if (!added) entries_.erase(at->second);
  entries_.push_front({std::move(kept), since});
  at->second = entries_.begin();
  if (entries_.size() <= most_) return;
  byName_.erase(entries_.back().state->name);
  entries_.pop_back();
}

}  // namespace rexray
