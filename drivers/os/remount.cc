#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "drivers/os/filesystem_context.h"
#include "drivers/os/mount.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

struct Mounted {
  Descriptor root;
  MountEntry entry;
};

Result<Mounted> OpenMounted(const std::string& target) {
  REXRAY_ASSIGN(Descriptor root, OpenWithoutSymlinks(target, O_PATH | O_DIRECTORY));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(root.get()));
  REXRAY_ASSIGN(const auto entry, ReadMount(status.mountId));
  if (status.mountRoot && entry) return Mounted{std::move(root), *entry};
  return Fail(Code::FailedPrecondition,
              fmt::format("nothing is mounted at {}, so no options can be changed", target));
}

// Whether the filesystem is this volume's alone. A directory volume shares the host's filesystem:
// making that one read-only would stop the host.
Result<bool> OwnsFilesystem(const MountEntry& entry) {
  if (!IsWholeFilesystem(entry)) return false;
  REXRAY_ASSIGN(const MountTable table, ReadMountTable());
  return std::ranges::none_of(table, [&entry](const MountEntry& other) {
    return other.id != entry.id && other.major == entry.major && other.minor == entry.minor &&
           IsWholeFilesystem(other);
  });
}

Result<void> Reconfigure(const Mounted& mounted, const MountOptions& options) {
  REXRAY_ASSIGN(const bool owns, OwnsFilesystem(mounted.entry));
  if (owns) {
    REXRAY_ASSIGN(auto context, FilesystemContext::ForMounted(mounted.root.get()));
    REXRAY_TRY(context.Set(options));
    return context.Reconfigure();
  }
  if (options.filesystem.empty()) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("the filesystem at {} is mounted elsewhere too; the option '{}' would "
                          "change it there as well",
                          mounted.entry.target, options.filesystem.front().name));
}

}  // namespace

Result<MountEntry> RemountTarget(const step::Remount& remount) {
  REXRAY_ASSIGN(const MountOptions options, ParseMountOptions(remount.options));
  REXRAY_ASSIGN(const Mounted mounted, OpenMounted(remount.target));
  REXRAY_TRY(Reconfigure(mounted, options));
  REXRAY_TRY(SetMountAttributes(mounted.root.get(), options, Inherited::Replace));
  REXRAY_ASSIGN(const Mounted after, OpenMounted(remount.target));
  return after.entry;
}

}  // namespace rexray
