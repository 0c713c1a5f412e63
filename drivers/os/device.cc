#include "drivers/os/device.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/identity.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

constexpr unsigned kLoopMajor = 7;

struct Opened {
  Descriptor descriptor;
  PathStatus status;
};

std::unexpected<Error> NoMedium(const std::string& path, const char* why) {
  return Fail(Code::FailedPrecondition, fmt::format("{}: {}", path, why), "NoMedium");
}

// First without effect, then for reading what it turned out to be: opening a tape or a pipe acts.
Result<Opened> OpenReadOnly(const std::string& path) {
  const Descriptor handle(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!handle.valid()) return FailErrno(errno, fmt::format("cannot open {}", path));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(handle.get()));
  if (status.type != S_IFBLK && status.type != S_IFDIR)
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is neither a block device nor a directory", path), "NoDevice");
  Descriptor opened(::open(ProcPath(handle.get()).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (opened.valid()) return Opened{std::move(opened), status};
  if (errno == ENXIO || errno == ENOMEDIUM) return NoMedium(path, "the device has no medium");
  return FailErrno(errno, fmt::format("cannot open {}", path));
}

Result<DeviceIdentity> IdentityOfLoop(int descriptor, const std::string& path) {
  loop_info64 status{};
  if (::ioctl(descriptor, LOOP_GET_STATUS64, &status) < 0) {
    if (errno == ENXIO) return NoMedium(path, "no file is attached to this loop device");
    return FailErrno(errno, fmt::format("cannot ask {} for its file", path));
  }
  return LoopIdentity(status.lo_device, status.lo_inode);
}

Result<DeviceIdentity> IdentityOfBlock(int descriptor, dev_t device, const std::string& path) {
  const std::string node = fmt::format("/sys/dev/block/{}:{}", major(device), minor(device));
  const bool partition = ::access((node + "/partition").c_str(), F_OK) == 0;
  if (major(device) == kLoopMajor && !partition) return IdentityOfLoop(descriptor, path);
  DeviceIdentity identity = SysfsIdentity(node);
  if (!identity.empty()) return identity;
  return Fail(Code::FailedPrecondition,
              fmt::format("{}: the kernel knows no serial or WWID of it, so it could be mixed up "
                          "with another device",
                          path),
              "NoIdentity");
}

Result<Device> BlockDevice(int descriptor, const PathStatus& status, const std::string& path) {
  Device device;
  device.path = path;
  device.major = major(status.device);
  device.minor = minor(status.device);
  REXRAY_ASSIGN(device.identity, IdentityOfBlock(descriptor, status.device, path));
  int readOnly = 0;
  if (::ioctl(descriptor, BLKGETSIZE64, &device.size.value) < 0 ||
      ::ioctl(descriptor, BLKROGET, &readOnly) < 0)
    return FailErrno(errno, fmt::format("cannot ask {} for its size", path));
  device.readOnly = readOnly != 0;
  return device;
}

// What a bind mount of the directory shows as its root.
Result<std::string> RootInMount(int directory, const MountEntry& entry) {
  REXRAY_ASSIGN(const std::string real, RealPath(directory));
  const std::string below = entry.target == "/" ? real : real.substr(entry.target.size());
  if (below.empty() || below == "/") return entry.root;
  return entry.root == "/" ? below : entry.root + below;
}

// mountinfo's number and not st_dev's: on btrfs they differ.
Result<Device> DescribeDirectory(int descriptor, const PathStatus& status,
                                 const std::string& path) {
  REXRAY_ASSIGN(const auto entry, ReadMount(status.mountId));
  if (!entry)
    return Fail(Code::Unavailable,
                fmt::format("the mount that holds {} was just taken away", path));
  Device device;
  device.path = path;
  device.identity = DirectoryIdentity(status.filesystem, status.inode);
  device.major = entry->major;
  device.minor = entry->minor;
  REXRAY_ASSIGN(device.root, RootInMount(descriptor, *entry));
  device.readOnly = entry->options.starts_with("ro");
  return device;
}

Result<Device> DescribeDevice(const Opened& opened, const std::string& path) {
  return opened.status.type == S_IFBLK
             ? BlockDevice(opened.descriptor.get(), opened.status, path)
             : DescribeDirectory(opened.descriptor.get(), opened.status, path);
}

Result<void> CheckIdentity(const DeviceIdentity& expected, const Device& seen) {
  if (expected.empty())
    return Fail(Code::Internal, fmt::format("no identity is known for {}", seen.path));
  if (expected == seen.identity) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("{} is not the expected device: it is {}, expected {}; nothing was done "
                          "to it",
                          seen.path, seen.identity.value, expected.value),
              "IdentityMismatch");
}

// Tools take paths. The node's own path cannot be turned to another device, as a symlink can.
Result<std::string> NodeOf(const Opened& opened) {
  REXRAY_ASSIGN(const std::string node, RealPath(opened.descriptor.get()));
  struct stat status {};
  const bool same = ::stat(node.c_str(), &status) == 0 &&
                    (opened.status.type == S_IFBLK
                         ? S_ISBLK(status.st_mode) && status.st_rdev == opened.status.device
                         : status.st_ino == opened.status.inode);
  if (same) return node;
  return Fail(Code::FailedPrecondition, fmt::format("{} was replaced while it was used", node),
              "IdentityMismatch");
}

bool IsSourceOf(const MountEntry& entry, const Device& device) {
  struct stat status {};
  return entry.source.starts_with("/dev/") && entry.source.find("/../") == std::string::npos &&
         ::stat(entry.source.c_str(), &status) == 0 && S_ISBLK(status.st_mode) &&
         status.st_rdev == makedev(device.major, device.minor);
}

}  // namespace

Result<Device> InspectDevice(const std::string& path) {
  REXRAY_ASSIGN(const Opened opened, OpenReadOnly(path));
  return DescribeDevice(opened, path);
}

Result<VerifiedDevice> OpenVerified(const Device& expected) {
  REXRAY_ASSIGN(Opened opened, OpenReadOnly(expected.path));
  REXRAY_ASSIGN(Device device, DescribeDevice(opened, expected.path));
  REXRAY_TRY(CheckIdentity(expected.identity, device));
  REXRAY_ASSIGN(device.path, NodeOf(opened));
  return VerifiedDevice{std::move(opened.descriptor), std::move(device)};
}

Result<VerifiedDevice> OpenVerifiedBlock(const Device& expected) {
  REXRAY_ASSIGN(VerifiedDevice opened, OpenVerified(expected));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(opened.descriptor.get()));
  if (status.type == S_IFBLK) return opened;
  return Fail(Code::InvalidArgument,
              fmt::format("{} is a directory; it takes no filesystem", expected.path));
}

Result<void> VerifyAgain(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const PathStatus status, StatusOf(device.descriptor.get()));
  REXRAY_ASSIGN(const DeviceIdentity identity,
                IdentityOfBlock(device.descriptor.get(), status.device, device.device.path));
  Device seen = device.device;
  seen.identity = identity;
  return CheckIdentity(device.device.identity, seen);
}

Result<void> FlushDevice(const VerifiedDevice& device) {
  if (::fsync(device.descriptor.get()) < 0 || ::ioctl(device.descriptor.get(), BLKFLSBUF, 0) < 0)
    return FailErrno(errno, fmt::format("cannot write {} out", device.device.path));
  return {};
}

bool ShowsDevice(const MountEntry& entry, const Device& device) {
  if (entry.major == device.major && entry.minor == device.minor) return entry.root == device.root;
  return entry.fstype == "btrfs" && device.root == "/" && IsSourceOf(entry, device) &&
         IsWholeFilesystem(entry);
}

bool ShowsPartOf(const MountEntry& entry, const Device& device) {
  if (entry.major == device.major && entry.minor == device.minor)
    return IsAtOrBelow(entry.root, device.root);
  return entry.fstype == "btrfs" && device.root == "/" && IsSourceOf(entry, device);
}

}  // namespace rexray
