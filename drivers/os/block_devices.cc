#include "drivers/os/block_devices.h"

#include <blkid/blkid.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>

#include "drivers/os/descriptor.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

struct FreeProbe {
  void operator()(blkid_probe probe) const { blkid_free_probe(probe); }
};
using BlockProbe = std::unique_ptr<std::remove_pointer_t<blkid_probe>, FreeProbe>;

std::string SysfsLine(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool HasEntries(const fs::path& folder) {
  std::error_code error;
  return fs::directory_iterator(folder, error) != fs::directory_iterator();
}

// Of `loop` volumes: their driver alone gives them out.
bool IsOfRexray(const fs::path& node) {
  const fs::path backing = SysfsLine(node / "loop/backing_file");
  std::error_code error;
  return backing.filename() == "volume.img" &&
         fs::exists(backing.parent_path() / "facts.json", error);
}

// Drives whose medium may be missing or that are memory, by the kernel's own names.
bool IsNoStorage(std::string_view name) {
  return name.starts_with("fd") || name.starts_with("sr") || name.starts_with("ram") ||
         name.starts_with("zram");
}

bool IsCandidate(const fs::path& node) {
  if (IsNoStorage(node.filename().string()) || SysfsLine(node / "size") == "0") return false;
  return !HasEntries(node / "holders") && !IsOfRexray(node);
}

enum class Look { Found, Nothing, Unreadable };

std::string ProbedValue(const BlockProbe& probe, const char* name) {
  const char* value = nullptr;
  if (blkid_probe_lookup_value(probe.get(), name, &value, nullptr) != 0 || !value) return {};
  return value;
}

Look ProbeInto(int descriptor, BlockDevice& found) {
  const BlockProbe probe(blkid_new_probe());
  if (!probe || blkid_probe_set_device(probe.get(), descriptor, 0, 0) != 0) return Look::Unreadable;
  blkid_probe_enable_superblocks(probe.get(), 1);
  blkid_probe_set_superblocks_flags(
      probe.get(), BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID | BLKID_SUBLKS_LABEL | BLKID_SUBLKS_USAGE);
  blkid_probe_enable_partitions(probe.get(), 1);
  blkid_probe_set_partitions_flags(probe.get(), BLKID_PARTS_ENTRY_DETAILS);
  const int verdict = blkid_do_safeprobe(probe.get());
  if (verdict == -1) return Look::Unreadable;
  if (verdict == -2) return Look::Nothing;  // several signatures: somebody must say what it is
  found.partUuid = ProbedValue(probe, "PART_ENTRY_UUID");
  if (!ProbedValue(probe, "PTTYPE").empty()) return Look::Nothing;
  found.type = ProbedValue(probe, "TYPE");
  if (!found.type.empty() && ProbedValue(probe, "USAGE") != "filesystem") return Look::Nothing;
  found.uuid = ProbedValue(probe, "UUID");
  found.label = ProbedValue(probe, "LABEL");
  return Look::Found;
}

// That a node is missing, or refused to this process, is no sign of a fault of its device.
bool IsOutOfReach(int error) {
  return error == ENOENT || error == ENXIO || error == ENODEV || error == ENOMEDIUM ||
         error == EACCES || error == EPERM;
}

bool IsNodeOf(int descriptor, const std::string& number) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISBLK(status.st_mode) &&
         fmt::format("{}:{}", major(status.st_rdev), minor(status.st_rdev)) == number;
}

Look LookAt(const fs::path& node, BlockDevice& found) {
  const Descriptor device(::open(found.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!device.valid()) return IsOutOfReach(errno) ? Look::Nothing : Look::Unreadable;
  if (!IsNodeOf(device.get(), SysfsLine(node / "dev"))) return Look::Nothing;
  std::uint64_t size = 0;
  if (::ioctl(device.get(), BLKGETSIZE64, &size) != 0 || size == 0) return Look::Nothing;
  return ProbeInto(device.get(), found);
}

std::string NodePath(const fs::path& node) {
  std::string name = node.filename().string();
  std::ranges::replace(name, '!', '/');  // as the kernel spells it
  return "/dev/" + name;
}

}  // namespace

Result<BlockDevices> FindBlockDevices() {
  BlockDevices all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/sys/class/block", error)) {
    if (!IsCandidate(entry.path())) continue;
    BlockDevice found;
    found.path = NodePath(entry.path());
    const Look look = LookAt(entry.path(), found);
    if (look == Look::Found) all.devices.push_back(found);
    // A loop device that was detached meanwhile is none any more.
    const bool there = look == Look::Unreadable && SysfsLine(entry.path() / "size") != "0";
    if (there) all.unreadable.push_back(found.path);
  }
  if (error) {
    return Fail(Code::Unavailable,
                fmt::format("cannot read /sys/class/block: {}", error.message()));
  }
  std::ranges::sort(all.devices, {}, &BlockDevice::path);
  std::ranges::sort(all.unreadable);
  return all;
}

}  // namespace rexray
