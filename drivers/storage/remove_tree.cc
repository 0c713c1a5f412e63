#include "drivers/storage/remove_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "drivers/os/descriptor.h"
#include "drivers/os/os_error.h"
#include "drivers/os/durable_file.h"
#include "drivers/storage/folder_entry.h"

namespace rexray {
namespace {

constexpr std::size_t kBatch = 1000;

std::unexpected<Error> Refuse(int error, const std::string& name) {
  if (error == EBUSY || error == EXDEV) {
    return Fail(Code::FailedPrecondition,
                fmt::format("something is mounted at or below \"{}\" in the volume's folder: "
                            "unmount it first; nothing in it was touched",
                            name));
  }
  if (error == EPERM) {
    return Fail(Code::FailedPrecondition,
                fmt::format("\"{}\" in the volume's folder is immutable or append-only: "
                            "chattr -ia it first",
                            name));
  }
  return FailErrno(error, fmt::format("cannot remove \"{}\" in the volume's folder", name));
}

// A directory directly below `parent`, in the same mount.
Result<Descriptor> Enter(int parent, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  Descriptor opened(
      static_cast<int>(::syscall(SYS_openat2, parent, name.c_str(), &how, sizeof how)));
  if (opened.valid()) return opened;
  return Refuse(errno, name);
}

// What is gone was removed by somebody else, or by an earlier try.
Result<std::vector<std::string>> NamesIn(int directory) {
  auto names = ReadNames(directory, kBatch);
  if (!names && names.error().code == Code::NotFound) return std::vector<std::string>();
  return names;
}

// Empties trees without descending: a directory that is not empty moves up into the top one and
// waits for its turn there. So no depth needs more than two open directories.
class Emptier {
 public:
  Emptier(int top, std::string kept) : top_(top), kept_(std::move(kept)) {}

  Result<void> EmptyTop() {
    for (;;) {
      REXRAY_ASSIGN(auto names, NamesIn(top_));
      std::erase(names, kept_);
      if (names.empty()) return {};
      for (const std::string& name : names) {
        REXRAY_ASSIGN(const bool removed, RemoveFileOrEmpty(top_, name));
        if (!removed) REXRAY_TRY(RemoveFull(name));
      }
    }
  }

 private:
  // False: a directory with something in it.
  Result<bool> RemoveFileOrEmpty(int directory, const std::string& name) {
    if (::unlinkat(directory, name.c_str(), 0) == 0 || errno == ENOENT) return true;
    if (errno != EISDIR) return Refuse(errno, name);
    if (::unlinkat(directory, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
    if (errno == ENOTEMPTY || errno == EEXIST) return false;
    return Refuse(errno, name);
  }

  Result<void> RemoveFull(const std::string& name) {
    const auto directory = Enter(top_, name);
    if (!directory && directory.error().code == Code::NotFound) return {};
    if (!directory) return std::unexpected(directory.error());
    for (;;) {
      REXRAY_ASSIGN(const auto children, NamesIn(directory->get()));
      if (children.empty()) break;
      for (const std::string& child : children) {
        REXRAY_ASSIGN(const bool removed, RemoveFileOrEmpty(directory->get(), child));
        if (!removed) REXRAY_TRY(MoveUp(directory->get(), child));
      }
    }
    // Not empty: somebody still writes into it, and EmptyTop comes back to it.
    if (::unlinkat(top_, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
    if (errno == ENOTEMPTY || errno == EEXIST) return {};
    return Refuse(errno, name);
  }

  // A name in use is not replaced: it is no directory, or not empty, or an empty one that may go.
  Result<void> MoveUp(int directory, const std::string& child) {
    for (;;) {
      const std::string free = fmt::format(".up.{}", ++moved_);
      if (::renameat(directory, child.c_str(), top_, free.c_str()) == 0) return {};
      if (errno == ENOENT) return {};
      if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) return Refuse(errno, child);
    }
  }

  const int top_;
  const std::string kept_;
  std::uint64_t moved_ = 0;
};

}  // namespace

Result<void> RemoveTree(int parent, const std::string& name) {
  auto top = Enter(parent, name);
  if (!top && top.error().code == Code::NotFound) return {};
  if (!top) return std::unexpected(top.error());
  // Who waited for its lock may have put that back meanwhile.
  for (int race = 0; race < kMostRaces; ++race) {
    REXRAY_TRY(Emptier(top->get(), "").EmptyTop());
    if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) {
      return Sync(parent, "the folder that held " + name);
    }
    if (errno != ENOTEMPTY && errno != EEXIST) return Refuse(errno, name);
    if (!IsStillAt(parent, name, top->get())) return {};  // another one has the name now
  }
  return Refuse(ENOTEMPTY, name);
}

Result<void> EmptyTree(int directory, const std::string& kept) {
  return Emptier(directory, kept).EmptyTop();
}

}  // namespace rexray
