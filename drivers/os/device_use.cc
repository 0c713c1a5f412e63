#include "drivers/os/device_use.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "drivers/os/holders.h"
#include "drivers/os/kernel_use.h"

namespace rexray {
namespace {

bool IsFolder(const Device& device) { return device.root != "/"; }

std::string KernelFilesystem(const std::vector<Device>& devices) {
  for (const Device& each : devices) {
    std::string found = KernelFilesystemOn(SysfsNodeOf(each));
    if (!found.empty()) return found;
  }
  return {};
}

// A namespace of which a process was named already tells nothing new.
std::string InOtherSpace(const Sighting& sighting, const std::vector<Holder>& named) {
  const std::string& target = sighting.entry.target;
  if (sighting.pid == 0)
    return fmt::format("the mount at {} in the mount namespace {}, which only a mount keeps",
                       target, sighting.space);
  if (std::ranges::find(named, sighting.space, &Holder::space) != named.end()) return {};
  return ToString(Describe(sighting.pid, sighting.space,
                           fmt::format("the mount at {} in its mount namespace", target)));
}

std::vector<std::string> MountsOf(const MountSurvey& mounts, const std::vector<Holder>& named) {
  std::vector<std::string> uses;
  for (const Sighting& each : mounts.sightings()) {
    const bool ours = each.space == mounts.ownSpace();
    std::string use = ours ? "the mount at " + each.entry.target : InOtherSpace(each, named);
    if (!use.empty()) uses.push_back(std::move(use));
  }
  return uses;
}

std::unexpected<Error> InUse(const Device& device, std::vector<std::string> uses) {
  if (uses.size() > kMaxHolders) uses.resize(kMaxHolders);
  return Fail(Code::FailedPrecondition,
              fmt::format("{} is in use by {}; end that use, it is not detached before",
                          device.path, fmt::join(uses, ", ")),
              "DeviceInUse");
}

}  // namespace

Result<void> CheckDeviceUnused(const Device& device) {
  const bool folder = IsFolder(device);
  const auto devices = folder ? std::vector{device} : WithPartitions(device);
  REXRAY_ASSIGN(MountSurvey mounts, MountSurvey::Of(devices));
  const std::string filesystem = folder ? "" : KernelFilesystem(devices);
  const bool hidden = !filesystem.empty() && mounts.sightings().empty();
  REXRAY_ASSIGN(const auto holders,
                FindHolders(mounts, {.rawDevice = !folder, .goneMounts = folder || hidden}));
  std::vector<std::string> uses;
  for (const Holder& each : holders) uses.push_back(ToString(each));
  std::ranges::move(MountsOf(mounts, holders), std::back_inserter(uses));
  if (!folder) std::ranges::move(KernelUsersOf(device), std::back_inserter(uses));
  if (hidden)
    uses.push_back(filesystem + ", mounted where no mount namespace shows it (umount -l?)");
  if (uses.empty()) return {};
  return InUse(device, std::move(uses));
}

Result<bool> IsDeviceMountedBeyond(const Device& device, const std::string& target) {
  REXRAY_ASSIGN(const MountSurvey mounts, MountSurvey::Of({device}));
  return std::ranges::any_of(mounts.sightings(), [&](const Sighting& each) {
    return each.entry.target != target;
  });
}

}  // namespace rexray
