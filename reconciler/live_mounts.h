#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "drivers/os/host.h"
#include "state/record.h"

namespace rexray {

// Which device a line of the mount table shows, and what of it: "7:3 /".
std::string MountedDevice(const MountEntry& entry);
// The way back, as far as it goes: number and root. nullopt: nothing was mounted.
std::optional<Device> ParseMountedDevice(const std::string& text);

// Whether what we mounted is still there, asked as often as Docker asks: the table is searched by
// target. Any thread.
class LiveMounts {
 public:
  explicit LiveMounts(Host& host) : host_(host) {}

  // The topmost mount at its target is the one that the record tells of. False where the table
  // cannot be read.
  bool Shows(const MountRecord& mount);

 private:
  Host& host_;
  std::mutex mutex_;
  std::shared_ptr<const Host::MountTable> table_;
  std::unordered_map<std::string_view, const MountEntry*> topmost_;  // by target, of that table
};

}  // namespace rexray
