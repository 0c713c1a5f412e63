#include "drivers/storage/dir.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "drivers/os/device.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"
#include "drivers/os/durable_file.h"
#include "drivers/storage/folder_driver.h"
#include "drivers/storage/sharing.h"

namespace rexray {
namespace {

constexpr const char* kData = "data";

class DirFolderKind : public FolderKind {
 public:
  Result<void> Build(int directory, Bytes) const override {
    if (::mkdirat(directory, kData, 0755) == 0) return {};
    return FailErrno(errno, "cannot make the data folder");
  }

  Result<Content> Inspect(const VolumeFolder& folder) const override {
    REXRAY_ASSIGN(const Device device, InspectDevice(DataOf(folder)));
    return Content{{}, device.identity};
  }

  bool OwnDevices() const override { return false; }

  // There is no device to look for: that it is attached is what is written down.
  Result<std::string> FindDevice(const VolumeFolder& folder, const FolderAttachment& sought,
                                 const Neighbours&) const override {
    return sought.device.empty() ? std::string() : DataOf(folder);
  }

  Result<std::string> MakeDevice(
      const VolumeFolder& folder, AccessMode,
      const std::function<Result<void>(const std::string&)>& record) const override {
    REXRAY_TRY(record(DataOf(folder)));
    return DataOf(folder);
  }

  // A mount of this kernel may be a neighbour's, and nothing goes away here that it would miss.
  Result<void> DropDevice(const VolumeFolder& folder, const std::string&,
                          const Neighbours& neighbours) const override {
    return neighbours.empty() ? CheckUnused(folder) : Result<void>();
  }

  Result<void> DropStale(const VolumeFolder&, const FolderAttachment&) const override { return {}; }

  // A tree cannot be copied as of one moment.
  Result<void> Copy(const VolumeFolder&, int) const override { return NoSnapshots("driver dir"); }

  Result<void> Enlarge(int, Bytes) const override { return NoExpansion("driver dir"); }

  Result<void> ResizeDevice(const VolumeFolder&, const std::string&) const override {
    return NoExpansion("driver dir");
  }

  Result<void> CheckUnused(const VolumeFolder& folder) const override {
    REXRAY_ASSIGN(const auto table, ReadMountTable());
    REXRAY_ASSIGN(const std::string path, RealPath(folder.directory.get()));
    const auto data = InspectDevice(DataOf(folder));
    if (!data && data.error().code != Code::NotFound) return std::unexpected(data.error());
    for (const MountEntry& entry : table) {
      const bool showsData = data && entry.major == data->major && entry.minor == data->minor &&
                             IsAtOrBelow(entry.root, data->root);
      if (!showsData && !IsAtOrBelow(entry.target, path)) continue;
      return Fail(Code::FailedPrecondition,
                  fmt::format("volume {} is in use: {} is mounted; unmount it first",
                              folder.name.name.value, entry.target),
                  "DeviceInUse");
    }
    return {};
  }

 private:
  static std::string DataOf(const VolumeFolder& folder) { return folder.path + "/" + kData; }
};

}  // namespace

std::unique_ptr<Driver> MakeDirDriver(Helpers& helpers, const std::string& root,
                                      const NodeName& node, const BootId& boot) {
  Capabilities capabilities;
  capabilities.block = false;
  capabilities.sized = false;
  capabilities.accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany,
                              AccessMode::ReadWriteMany};
  capabilities.forceDetach = true;
  return MakeFolderDriver(helpers, {"dir", root, capabilities, node, boot});
}

const FolderKind& DirKind() {
  static const DirFolderKind kind;
  return kind;
}

}  // namespace rexray
