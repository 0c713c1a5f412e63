#include "reconciler/live_mounts.h"

#include <fmt/format.h>

#include <charconv>

namespace rexray {

std::string MountedDevice(const MountEntry& entry) {
  return fmt::format("{}:{} {}", entry.major, entry.minor, entry.root);
}

std::optional<Device> ParseMountedDevice(const std::string& text) {
  Device device;
  const char* end = text.data() + text.size();
  const auto [colon, noMajor] = std::from_chars(text.data(), end, device.major);
  if (noMajor != std::errc() || colon == end) return std::nullopt;
  const auto [blank, noMinor] = std::from_chars(colon + 1, end, device.minor);
  if (noMinor != std::errc() || blank == end) return std::nullopt;
  device.root = std::string(blank + 1, end);
  return device;
}

bool LiveMounts::Shows(const MountRecord& mount) {
  auto table = host_.Mounts();
  if (!table || mount.liveDevice.empty()) return false;
  const std::lock_guard lock(mutex_);
  if (*table != table_) {
    table_ = std::move(*table);
    topmost_.clear();
    for (const MountEntry& entry : *table_) topmost_[entry.target] = &entry;
  }
  const auto found = topmost_.find(mount.target);
  return found != topmost_.end() && MountedDevice(*found->second) == mount.liveDevice;
}

}  // namespace rexray
