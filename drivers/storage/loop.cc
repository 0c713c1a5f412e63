#include "drivers/storage/loop.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "drivers/os/identity.h"
#include "drivers/os/os_error.h"
#include "drivers/os/durable_file.h"
#include "drivers/storage/folder_driver.h"
#include "drivers/storage/loop_device.h"
#include "drivers/storage/whole_copy.h"

namespace rexray {
namespace {

constexpr const char* kImage = "volume.img";
constexpr std::uint64_t kStep = 4096;

std::unexpected<Error> TooLarge(Bytes size) {
  return Fail(Code::InvalidArgument,
              fmt::format("the filesystem of the volumes' root holds no file of {}: declare less",
                          ToString(size)));
}

Result<void> Grow(int file, Bytes size) {
  if (size.value > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) {
    return TooLarge(size);
  }
  if (::ftruncate(file, static_cast<off_t>(size.value)) == 0) return {};
  if (errno == EFBIG || errno == EINVAL) return TooLarge(size);
  return FailErrno(errno, "cannot size the volume's file");
}

class LoopFolderKind : public FolderKind {
 public:
  Result<void> Build(int directory, Bytes size) const override {
    const Descriptor file(
        ::openat(directory, kImage, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid()) return FailErrno(errno, "cannot make the volume's file");
    REXRAY_TRY(Grow(file.get(), size));
    return Sync(file.get(), "the volume's file");
  }

  Result<Content> Inspect(const VolumeFolder& folder) const override {
    REXRAY_ASSIGN(const struct stat file, StatImage(folder));
    return Content{{static_cast<std::uint64_t>(file.st_size)},
                   LoopIdentity(file.st_dev, file.st_ino)};
  }

  bool OwnDevices() const override { return true; }

  Result<std::string> FindDevice(const VolumeFolder& folder, const FolderAttachment& sought,
                                 const Neighbours& neighbours) const override {
    const auto file = StatImage(folder);
    if (!file && file.error().code == Code::NotFound) return std::string();
    if (!file) return std::unexpected(file.error());
    const bool readOnly = IsReadOnly(sought.mode);
    if (!sought.device.empty() && IsPlainLoopOf(sought.device, *file, readOnly)) {
      return sought.device;
    }
    REXRAY_ASSIGN(auto devices, LoopDevicesOf(*file));
    std::erase_if(devices, [&](const auto& each) { return IsOfNeighbour(each, neighbours); });
    // Those who only read disturb no reader, but none of their devices is ours.
    if (readOnly) std::erase_if(devices, [](const auto& each) { return each.readOnly; });
    if (devices.empty()) return std::string();
    if (!readOnly && devices.size() == 1 && devices[0].plain && !devices[0].readOnly) {
      return devices[0].path;
    }
    return Foreign(folder, devices);
  }

  Result<std::string> MakeDevice(
      const VolumeFolder& folder, AccessMode mode,
      const std::function<Result<void>(const std::string&)>& record) const override {
    const bool readOnly = IsReadOnly(mode);
    const int access = readOnly ? O_RDONLY : O_RDWR;
    const Descriptor file(
        ::openat(folder.directory.get(), kImage, access | O_NOFOLLOW | O_CLOEXEC));
    if (!file.valid()) return FailErrno(errno, "cannot open " + ImageOf(folder));
    return ConfigureLoop(file.get(), ImageOf(folder), readOnly, record);
  }

  Result<void> DropDevice(const VolumeFolder& folder, const std::string& device,
                          const Neighbours&) const override {
    REXRAY_ASSIGN(const struct stat file, StatImage(folder));
    return ClearLoop(device, file);
  }

  Result<void> DropStale(const VolumeFolder& folder,
                         const FolderAttachment& revoked) const override {
    const auto file = StatImage(folder);
    if (!file && file.error().code == Code::NotFound) return {};
    if (!file) return std::unexpected(file.error());
    if (!IsPlainLoopOf(revoked.device, *file, IsReadOnly(revoked.mode))) return {};
    return ClearLoop(revoked.device, *file);
  }

  Result<void> Copy(const VolumeFolder& folder, int directory) const override {
    const Descriptor from(
        ::openat(folder.directory.get(), kImage, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!from.valid()) return FailErrno(errno, "cannot open " + ImageOf(folder));
    const Descriptor to(
        ::openat(directory, kImage, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!to.valid()) return FailErrno(errno, "cannot make the copy of " + ImageOf(folder));
    return CopyWhole(from.get(), to.get(), ImageOf(folder));
  }

  Result<void> Enlarge(int directory, Bytes size) const override {
    const Descriptor file(::openat(directory, kImage, O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!file.valid()) return FailErrno(errno, "cannot open the volume's file");
    REXRAY_TRY(Grow(file.get(), size));
    return Sync(file.get(), "the volume's file");
  }

  Result<void> ResizeDevice(const VolumeFolder& folder, const std::string& device) const override {
    REXRAY_ASSIGN(const struct stat file, StatImage(folder));
    return ResizeLoop(device, file);
  }

  Result<void> CheckUnused(const VolumeFolder& folder) const override {
    const auto file = StatImage(folder);
    if (!file && file.error().code == Code::NotFound) return {};
    if (!file) return std::unexpected(file.error());
    REXRAY_ASSIGN(const auto devices, LoopDevicesOf(*file));
    if (devices.empty()) return {};
    return Foreign(folder, devices);
  }

 private:
  static bool IsReadOnly(AccessMode mode) { return mode == AccessMode::ReadOnlyMany; }

  static bool IsOfNeighbour(const AttachedLoop& device, const Neighbours& neighbours) {
    return std::ranges::any_of(neighbours, [&](const FolderAttachment& each) {
      return each.device == device.path && IsReadOnly(each.mode) == device.readOnly;
    });
  }

  static std::string ImageOf(const VolumeFolder& folder) { return folder.path + "/" + kImage; }

  static Result<struct stat> StatImage(const VolumeFolder& folder) {
    struct stat file {};
    if (::fstatat(folder.directory.get(), kImage, &file, AT_SYMLINK_NOFOLLOW) != 0) {
      return FailErrno(errno, "cannot look at " + ImageOf(folder));
    }
    if (S_ISREG(file.st_mode)) return file;
    return Fail(Code::FailedPrecondition, ImageOf(folder) + " is no regular file");
  }

  // Two devices of one file would each write what the other does not know of.
  static std::unexpected<Error> Foreign(const VolumeFolder& folder,
                                        const std::vector<AttachedLoop>& devices) {
    std::string paths;
    for (const AttachedLoop& each : devices) paths += (paths.empty() ? "" : ", ") + each.path;
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is already shown by {}, which somebody else made: detach it with "
                            "losetup -d first",
                            ImageOf(folder), paths),
                "DeviceInUse");
  }
};

}  // namespace

std::unique_ptr<Driver> MakeLoopDriver(Helpers& helpers, const std::string& root,
                                       const NodeName& node, const BootId& boot) {
  Capabilities capabilities;
  capabilities.minimumSize = {1 << 20};
  capabilities.sizeStep = {kStep};
  capabilities.accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany};
  capabilities.forceDetach = true;
  capabilities.expand = true;
  capabilities.snapshots = true;
  return MakeFolderDriver(helpers, {"loop", root, capabilities, node, boot});
}

const FolderKind& LoopKind() {
  static const LoopFolderKind kind;
  return kind;
}

}  // namespace rexray
