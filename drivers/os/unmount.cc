#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "drivers/os/holders.h"
#include "drivers/os/mount.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

// Id of the topmost mount at the target; nullopt: none.
Result<std::optional<std::int64_t>> TopMountAt(const std::string& target) {
  const auto opened = OpenWithoutSymlinks(target, O_PATH);
  if (!opened && opened.error().code == Code::NotFound) return std::nullopt;
  if (!opened) return std::unexpected(opened.error());
  REXRAY_ASSIGN(const PathStatus status, StatusOf(opened->get()));
  if (!status.mountRoot) return std::nullopt;
  return status.mountId;
}

std::vector<std::string> MountsOn(std::int64_t mountId, const MountTable& table) {
  std::vector<std::string> uses;
  for (const MountEntry& entry : table)
    if (entry.parent == mountId) uses.push_back("the mount at " + entry.target);
  return uses;
}

// The kernel keeps the file of a loop device open without any process.
std::vector<std::string> LoopFilesBelow(const std::string& target) {
  std::vector<std::string> uses;
  std::error_code ignored;
  for (const auto& block : std::filesystem::directory_iterator("/sys/block", ignored)) {
    std::ifstream file(block.path() / "loop/backing_file");
    std::string path;
    if (std::getline(file, path) && path.starts_with(target + "/"))
      uses.push_back(
          fmt::format("the loop device {} on {}", block.path().filename().string(), path));
  }
  return uses;
}

// Those who have the filesystem through another mount can keep this one busy too: what is unmounted
// here goes from all namespaces that it was propagated to, or from none.
std::vector<Holder> HoldersOf(const MountEntry& mount) {
  Device shown;
  shown.major = mount.major;
  shown.minor = mount.minor;
  shown.root = mount.root;
  auto mounts = MountSurvey::Of({shown});
  if (!mounts) return {};
  return FindHolders(*mounts, {.firstMount = mount.id}).value_or(std::vector<Holder>());
}

std::vector<std::string> UsesOf(std::int64_t mountId, const std::string& target) {
  std::vector<std::string> uses;
  const auto table = ReadMountTable();
  if (!table) return uses;
  const auto mount = std::ranges::find(*table, mountId, &MountEntry::id);
  if (mount == table->end()) return uses;
  for (const Holder& holder : HoldersOf(*mount)) uses.push_back(ToString(holder));
  std::ranges::move(MountsOn(mountId, *table), std::back_inserter(uses));
  std::ranges::move(LoopFilesBelow(target), std::back_inserter(uses));
  if (uses.size() > kMaxHolders) uses.resize(kMaxHolders);
  return uses;
}

std::unexpected<Error> Busy(std::int64_t mountId, const std::string& target) {
  const auto uses = UsesOf(mountId, target);
  const std::string who = uses.empty()
                              ? "somebody the kernel does not name (an NFS export, a swap file?)"
                              : fmt::format("{}", fmt::join(uses, ", "));
  return Fail(Code::FailedPrecondition,
              fmt::format("{} is in use by {}; end that use, nothing is ever unmounted by force",
                          target, who),
              "TargetBusy");
}

// By way of the open parent folder, so that no symlink can lead elsewhere between check and
// unmount.
Result<std::pair<Descriptor, std::string>> ByParent(const std::string& target) {
  const auto slash = target.rfind('/');
  if (slash == std::string::npos || slash + 1 == target.size())
    return Fail(Code::InvalidArgument, fmt::format("'{}' is no absolute path", target));
  REXRAY_ASSIGN(Descriptor parent,
                OpenWithoutSymlinks(slash == 0 ? "/" : target.substr(0, slash), O_PATH));
  const std::string path = ProcPath(parent.get()) + target.substr(slash);
  return std::pair{std::move(parent), path};
}

}  // namespace

Result<void> UnmountTarget(const std::string& target) {
  REXRAY_ASSIGN(const auto top, TopMountAt(target));
  if (!top) return {};
  REXRAY_ASSIGN(const auto byParent, ByParent(target));
  if (::umount2(byParent.second.c_str(), UMOUNT_NOFOLLOW) == 0) return {};
  if (errno == EBUSY) return Busy(*top, target);
  if (errno == EINVAL) return {};  // taken away by somebody else in between
  return FailErrno(errno, fmt::format("cannot unmount {}", target));
}

}  // namespace rexray
