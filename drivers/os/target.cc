#include "drivers/os/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "drivers/os/directory.h"

namespace rexray {
namespace {

std::string ParentOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool IsNoDirectory(const Error& error) { return error.reason == "TargetNotDirectory"; }

Result<void> MakeIfMissing(const std::string& path, mode_t mode) {
  auto made = MakeDirectory(path, mode);
  if (!made && made.error().code == Code::AlreadyExists) return {};
  return made;
}

// Only the bare, empty directory is ever changed, never the root of a mount and nobody's files.
Result<bool> Protect(const Directory& target) {
  if (target.isMountRoot())
    return Fail(Code::FailedPrecondition,
                fmt::format("something is mounted at {} already", target.path()), "TargetMounted");
  if (target.IsImmutable()) return true;
  REXRAY_ASSIGN(const bool empty, target.IsEmpty());
  if (!empty)
    return Fail(Code::FailedPrecondition,
                fmt::format("{} has files of its own by now, which a mount would hide; move them "
                            "away",
                            target.path()),
                "TargetNotEmpty");
  REXRAY_TRY(target.SetMode(0));
  return target.SetImmutable(true);
}

// False: it must stay, and so must all above it.
Result<bool> RemoveIfBare(const std::string& path) {
  const auto directory = Directory::Open(path);
  if (!directory && directory.error().code == Code::NotFound) return true;
  if (!directory && IsNoDirectory(directory.error())) return false;
  if (!directory) return std::unexpected(directory.error());
  REXRAY_ASSIGN(const bool empty, directory->IsEmpty());
  if (!empty || directory->isMountRoot()) return false;
  const bool immutable = directory->IsImmutable();
  if (immutable) directory->SetImmutable(false);
  const auto removed = RemoveDirectory(path);
  if (removed || removed.error().code == Code::NotFound) return true;
  if (immutable) directory->SetImmutable(true);
  if (removed.error().code == Code::FailedPrecondition) return false;  // no longer empty or bare
  return std::unexpected(removed.error());
}

}  // namespace

Result<std::vector<std::string>> MissingTargetDirectories(const std::string& target) {
  std::vector<std::string> missing;
  for (std::string path = target;; path = ParentOf(path)) {
    const auto directory = Directory::Open(path);
    if (directory) break;
    if (directory.error().code != Code::NotFound) return std::unexpected(directory.error());
    missing.push_back(path);
  }
  std::ranges::reverse(missing);
  return missing;
}

Result<bool> MakeTargetDirectories(const std::vector<std::string>& directories) {
  if (directories.empty()) return false;  // the user's own directory stays as it is
  for (const std::string& parent : directories | std::views::take(directories.size() - 1))
    REXRAY_TRY(MakeIfMissing(parent, 0755));
  REXRAY_TRY(MakeIfMissing(directories.back(), 0));
  REXRAY_ASSIGN(const Directory target, Directory::Open(directories.back()));
  return Protect(target);
}

Result<void> RemoveTargetDirectories(const std::vector<std::string>& directories) {
  for (const std::string& path : directories | std::views::reverse) {
    REXRAY_ASSIGN(const bool gone, RemoveIfBare(path));
    if (!gone) return {};
  }
  return {};
}

Result<TargetState> InspectTargetDirectory(const std::string& target) {
  const auto directory = Directory::Open(target);
  if (!directory && IsNoDirectory(directory.error())) return TargetState{};
  if (!directory) return std::unexpected(directory.error());
  if (directory->isMountRoot())
    return Fail(
        Code::FailedPrecondition,
        fmt::format("something is mounted at {}; what lies under it cannot be seen", target),
        "TargetMounted");
  TargetState state;
  state.directory = true;
  REXRAY_ASSIGN(state.empty, directory->IsEmpty());
  state.immutable = directory->IsImmutable();
  return state;
}

}  // namespace rexray
