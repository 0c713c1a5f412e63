#include "api/docker/list.h"

#include "api/docker/status.h"
#include "api/docker/visible.h"

namespace rexray {
namespace {

void AddItem(std::string& items, const std::string& item) {
  if (item.empty()) return;
  if (!items.empty()) items += ',';
  items += item;
}

}  // namespace

ApiResult<std::string> DockerList::Render() {
  const std::lock_guard lock(mutex_);
  REXRAY_TRY(Refresh());
  if (config_.visible != DockerVisible::Managed) REXRAY_TRY(RefreshFound());
  auto mounts = seams_.use.Mounts();
  if (!mounts || mounts != mounts_) items_.reset();
  mounts_ = std::move(mounts);
  if (!items_) items_ = RenderAll();
  return *items_;
}

std::string DockerList::RenderAll() {
  std::string items;
  for (auto& [name, entry] : entries_) AddItem(items, Shown(entry));
  for (const std::string& item : found_) AddItem(items, item);
  return items;
}

Result<void> DockerList::Refresh() {
  const auto changed = seams_.store.Changed().After(seen_);
  if (changed.all || !changed.volumes.empty()) items_.reset();
  if (!read_ || changed.all) {
    REXRAY_TRY(ReadAll());
  } else {
    for (const VolumeName& name : changed.volumes) {
      auto stored = seams_.store.Load(name);
      if (stored) {
        entries_[name] = MakeEntry(std::move(*stored));
      } else if (stored.error().code == Code::NotFound) {
        entries_.erase(name);
      } else {
        return std::unexpected(std::move(stored).error());
      }
    }
  }
  seen_ = changed.upTo;
  return {};
}

Result<void> DockerList::ReadAll() {
  REXRAY_ASSIGN(std::vector<VolumeState> all, seams_.store.LoadAll());
  entries_.clear();
  for (VolumeState& stored : all) {
    const VolumeName name = stored.name;
    entries_[name] = MakeEntry(std::move(stored));
  }
  read_ = true;
  return {};
}

DockerList::Entry DockerList::MakeEntry(VolumeState stored) const {
  Entry entry{.known = KnownOf(stored)};
  if (!IsOfDoor(stored, config_)) return entry;
  entry.unmounted = RenderDockerItem(ShowToDocker(stored, {}));
  if (stored.record.mount) entry.stored = std::make_shared<const VolumeState>(std::move(stored));
  return entry;
}

// Whether it still is mounted is asked again: a stranger's umount is no change of the store.
const std::string& DockerList::Shown(Entry& entry) const {
  const auto path = entry.stored ? seams_.use.Mountpoint(*entry.stored) : std::nullopt;
  if (!path) return entry.unmounted;
  if (entry.path != *path) {
    entry.path = *path;
    entry.mounted = RenderDockerItem(ShowToDocker(*entry.stored, path));
  }
  return entry.mounted;
}

ApiResult<void> DockerList::RefreshFound() {
  const VolumeServiceConfig& config = seams_.volumes.config();
  REXRAY_ASSIGN(const auto listings, seams_.volumes.LastListings(config_.service));
  Listed listed;
  for (const auto& [service, listing] : listings) {
    listed[service] = listing.present() ? listing.value : nullptr;
  }
  if (foundBeside_ == seen_ && foundIn_ == listed) return {};
  items_.reset();
  std::vector<KnownVolume> known;
  known.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) known.push_back(entry.known);
  found_.clear();
  for (const DiscoveredVolume& each : Discovered(listings, known, {config.node, config.domain})) {
    const std::string& name = NameOf(each.shown).value;
    if (!IsVisible(each, config_, config.domain) || entries_.contains({name})) continue;
    if (ParseVolumeName(name)) found_.push_back(RenderDockerItem({name, {}, {}}));
  }
  foundBeside_ = seen_;
  foundIn_ = std::move(listed);
  return {};
}

}  // namespace rexray
