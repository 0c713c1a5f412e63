#include "drivers/os/sub_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/device.h"
#include "drivers/os/mounted_root.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

// A folder gets its owner and mode under this name: the name that is handed out never shows a
// folder that is not finished, and what a crash leaves is finished by the next try.
constexpr const char* kUnfinished = ".rexray-unfinished";

struct Below {
  const step::MakeSubPath& make;
  struct stat root {};  // of the filesystem: who owns it owns its new folders

  std::unexpected<Error> Unusable(std::string_view why) const {
    return Fail(Code::FailedPrecondition,
                fmt::format("the folder {} of the volume mounted at {} cannot be handed out: {}",
                            make.subPath, make.target, why),
                std::string(ToString(Reason::FolderUnusable)));
  }

  std::unexpected<Error> Explained(int error) const {
    switch (error) {
      case ELOOP:
        return Unusable("there is a symlink in its path; declare the path that it leads to");
      case ENOTDIR:
        return Unusable("something in its path is not a folder");
      case EXDEV:
        return Unusable("something else is mounted in its path; unmount that");
      case EROFS:
        return Unusable(
            "it is not there, and the volume is mounted read-only; make it where the "
            "volume may be written");
      default:
        return FailErrno(error, fmt::format("cannot make the folder {} of the volume mounted at {}",
                                            make.subPath, make.target));
    }
  }

  // Invalid, with errno, if it cannot be entered.
  static Descriptor Enter(int parent, const std::string& name) {
    open_how how{};
    how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    return Descriptor(
        static_cast<int>(::syscall(SYS_openat2, parent, name.c_str(), &how, sizeof how)));
  }

  Result<void> Finish(int parent) const {
    const Descriptor folder = Enter(parent, kUnfinished);
    if (!folder.valid()) return Explained(errno);
    const bool finished =
        ::fchown(folder.get(), root.st_uid, root.st_gid) == 0 && ::fchmod(folder.get(), 0755) == 0;
    return finished ? Result<void>() : Explained(errno);
  }

  // One that appeared meanwhile stays as it is.
  Result<void> Name(int parent, const std::string& name) const {
    if (::renameat2(parent, kUnfinished, parent, name.c_str(), RENAME_NOREPLACE) == 0) return {};
    const bool unknown = errno == EINVAL || errno == ENOSYS;  // to this filesystem
    if (unknown && ::renameat(parent, kUnfinished, parent, name.c_str()) == 0) return {};
    if (errno != EEXIST && errno != ENOTEMPTY) return Explained(errno);
    ::unlinkat(parent, kUnfinished, AT_REMOVEDIR);
    return {};
  }

  Result<void> MakeOne(int parent, const std::string& name) const {
    if (::mkdirat(parent, kUnfinished, 0700) != 0 && errno != EEXIST) return Explained(errno);
    REXRAY_TRY(Finish(parent));
    return Name(parent, name);
  }

  Result<Descriptor> EnterOrMake(int parent, const std::string& name) const {
    Descriptor folder = Enter(parent, name);
    if (!folder.valid() && errno == ENOENT) {
      REXRAY_TRY(MakeOne(parent, name));
      folder = Enter(parent, name);
    }
    if (!folder.valid()) return Explained(errno);
    return folder;
  }

  Result<void> Walk(Descriptor folder) const {
    for (std::string_view rest = make.subPath; !rest.empty();) {
      rest.remove_prefix(1);
      const std::string name(rest.substr(0, rest.find('/')));
      rest.remove_prefix(name.size());
      REXRAY_ASSIGN(folder, EnterOrMake(folder.get(), name));
    }
    return {};
  }
};

}  // namespace

Result<void> MakeSubPathOfMount(const step::MakeSubPath& make) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerified(make.device));
  REXRAY_ASSIGN(Descriptor root, OpenMountedRoot(make.target, device.device));
  Below below{make};
  if (::fstat(root.get(), &below.root) != 0) {
    return FailErrno(errno, fmt::format("cannot look at {}", make.target));
  }
  return below.Walk(std::move(root));
}

}  // namespace rexray
