#include "drivers/storage/loop_device.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include "drivers/os/descriptor.h"
#include "drivers/os/holders.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// Others take free devices too; each lost race means that another attach went forward.
constexpr int kMostLoopRaces = 100;
constexpr int kMostLooks = 100;
constexpr std::chrono::milliseconds kBetweenLooks{10};

// nullopt: no file is attached.
Result<std::optional<loop_info64>> StatusOfLoop(int device, const std::string& path) {
  loop_info64 status{};
  if (::ioctl(device, LOOP_GET_STATUS64, &status) == 0) return status;
  if (errno == ENXIO) return std::nullopt;
  return FailErrno(errno, "cannot ask " + path + " for its file");
}

bool IsOf(const loop_info64& status, const struct stat& file) {
  return status.lo_device == file.st_dev && status.lo_inode == file.st_ino;
}

bool IsPlain(const loop_info64& status) {
  return status.lo_offset == 0 && status.lo_sizelimit == 0 &&
         (status.lo_flags & LO_FLAGS_AUTOCLEAR) == 0;
}

bool IsReadOnly(const loop_info64& status) { return (status.lo_flags & LO_FLAGS_READ_ONLY) != 0; }

Descriptor OpenDevice(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK));
}

Result<std::optional<loop_info64>> StatusAt(const std::string& path) {
  const Descriptor device = OpenDevice(path, O_RDONLY);
  if (device.valid()) return StatusOfLoop(device.get(), path);
  if (errno == ENOENT || errno == ENXIO || errno == ENODEV) return std::nullopt;
  return FailErrno(errno, "cannot open " + path);
}

Result<std::string> FreeDevice() {
  const Descriptor control = OpenDevice("/dev/loop-control", O_RDWR);
  if (!control.valid()) return FailErrno(errno, "cannot open /dev/loop-control");
  const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
  if (number < 0) return FailErrno(errno, "the kernel gives no free loop device");
  return fmt::format("/dev/loop{}", number);
}

// False: another process took the device first.
Result<bool> TryConfigure(const std::string& path, int file, const std::string& name,
                          bool readOnly) {
  const Descriptor device = OpenDevice(path, O_RDWR);
  if (!device.valid()) return FailErrno(errno, "cannot open " + path);
  loop_config config{};
  config.fd = static_cast<std::uint32_t>(file);
  if (readOnly) config.info.lo_flags = LO_FLAGS_READ_ONLY;
  // For people who ask losetup; shortened if need be.
  std::strncpy(reinterpret_cast<char*>(config.info.lo_file_name), name.c_str(), LO_NAME_SIZE - 1);
  if (::ioctl(device.get(), LOOP_CONFIGURE, &config) == 0) return true;
  if (errno == EBUSY) return false;
  return FailErrno(errno, fmt::format("cannot attach {} to {}", name, path));
}

std::string WhereMounted(const struct stat& node) {
  const auto table = ReadMountTable();
  if (!table) return {};
  for (const MountEntry& entry : *table) {
    if (makedev(entry.major, entry.minor) == node.st_rdev) return entry.target;
  }
  return {};
}

std::unexpected<Error> InUse(const std::string& path) {
  struct stat node {};
  const std::string target = ::stat(path.c_str(), &node) == 0 ? WhereMounted(node) : "";
  if (!target.empty()) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is mounted at {}: unmount it first", path, target), "DeviceInUse");
  }
  return Fail(
      Code::FailedPrecondition,
      fmt::format("{} is in use (by: {}): end that first", path, ToString(HoldersOfFile(path))),
      "DeviceInUse");
}

// The kernel answers a clear of a device that others have open with success, and detaches it when
// they close it. We would rather say no: takes that back.
Result<void> KeepAttached(int device, const std::string& path, loop_info64 status) {
  status.lo_flags &= ~static_cast<std::uint32_t>(LO_FLAGS_AUTOCLEAR);
  if (::ioctl(device, LOOP_SET_STATUS64, &status) == 0 || errno == ENXIO) return {};
  return FailErrno(errno, "cannot keep " + path + " attached");
}

// False: the device still shows the file. Closed again: a device that is cleared goes with its last
// user, and that may be who asks.
Result<bool> IsCleared(const std::string& path, const struct stat& file) {
  REXRAY_ASSIGN(const auto status, StatusAt(path));
  return !status || !IsOf(*status, file);
}

Result<void> CheckCleared(const std::string& path, const struct stat& file) {
  // Whoever looks through all loop devices has this one open for an instant.
  for (int look = 0; look < kMostLooks; ++look) {
    REXRAY_ASSIGN(const bool cleared, IsCleared(path, file));
    if (cleared) return {};
    std::this_thread::sleep_for(kBetweenLooks);
  }
  const Descriptor device = OpenDevice(path, O_RDONLY);
  if (!device.valid()) return {};
  REXRAY_ASSIGN(const auto status, StatusOfLoop(device.get(), path));
  if (!status || !IsOf(*status, file)) return {};
  REXRAY_TRY(KeepAttached(device.get(), path, *status));
  return InUse(path);
}

}  // namespace

Result<std::vector<AttachedLoop>> LoopDevicesOf(const struct stat& file) {
  namespace fs = std::filesystem;
  std::vector<AttachedLoop> devices;
  std::error_code error;
  for (const auto& block : fs::directory_iterator("/sys/block", error)) {
    std::error_code none;
    if (!fs::exists(block.path() / "loop", none)) continue;
    const std::string path = "/dev/" + block.path().filename().string();
    REXRAY_ASSIGN(const auto status, StatusAt(path));
    if (status && IsOf(*status, file)) {
      devices.push_back({path, IsPlain(*status), IsReadOnly(*status)});
    }
  }
  if (error) return FailErrno(error.value(), "cannot look for loop devices in /sys/block");
  return devices;
}

bool IsPlainLoopOf(const std::string& path, const struct stat& file, bool readOnly) {
  const auto status = StatusAt(path);
  return status && *status && IsOf(**status, file) && IsPlain(**status) &&
         IsReadOnly(**status) == readOnly;
}

Result<std::string> ConfigureLoop(int file, const std::string& name, bool readOnly,
                                  const std::function<Result<void>(const std::string&)>& record) {
  for (int race = 0; race < kMostLoopRaces; ++race) {
    REXRAY_ASSIGN(const std::string path, FreeDevice());
    REXRAY_TRY(record(path));
    REXRAY_ASSIGN(const bool configured, TryConfigure(path, file, name, readOnly));
    if (configured) return path;
  }
  return Fail(Code::Unavailable, "other processes took every free loop device first");
}

Result<void> ResizeLoop(const std::string& path, const struct stat& file) {
  const Descriptor device = OpenDevice(path, O_RDONLY);
  if (!device.valid()) return FailErrno(errno, "cannot open " + path);
  REXRAY_ASSIGN(const auto status, StatusOfLoop(device.get(), path));
  if (!status || !IsOf(*status, file)) {
    return Fail(Code::FailedPrecondition, path + " does not show the volume's file");
  }
  if (::ioctl(device.get(), LOOP_SET_CAPACITY, 0) == 0) return {};
  return FailErrno(errno, "cannot resize " + path);
}

Result<void> ClearLoop(const std::string& path, const struct stat& file) {
  {
    // Refused while it is mounted, in any namespace, or held by another device.
    const Descriptor device = OpenDevice(path, O_RDONLY | O_EXCL);
    if (!device.valid() && errno == EBUSY) return InUse(path);
    if (!device.valid()) return FailErrno(errno, "cannot open " + path);
    REXRAY_ASSIGN(const auto status, StatusOfLoop(device.get(), path));
    if (!status || !IsOf(*status, file)) return {};
    if (::fsync(device.get()) != 0) return FailErrno(errno, "cannot write " + path + " out");
    if (::ioctl(device.get(), LOOP_CLR_FD) != 0 && errno != ENXIO) {
      return FailErrno(errno, "cannot detach " + path);
    }
  }  // closed: a device that is cleared goes with its last user
  return CheckCleared(path, file);
}

}  // namespace rexray
