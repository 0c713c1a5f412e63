#include "drivers/os/directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

struct Place {
  Descriptor parent;
  std::string name;
};

Result<Place> PlaceOf(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos || slash + 1 == path.size())
    return Fail(Code::InvalidArgument, fmt::format("'{}' is no absolute path", path));
  REXRAY_ASSIGN(Descriptor parent, OpenWithoutSymlinks(slash == 0 ? "/" : path.substr(0, slash),
                                                       O_PATH | O_DIRECTORY));
  return Place{std::move(parent), path.substr(slash + 1)};
}

}  // namespace

Result<Directory> Directory::Open(const std::string& path) {
  REXRAY_ASSIGN(Descriptor opened, OpenWithoutSymlinks(path, O_RDONLY | O_DIRECTORY));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(opened.get()));
  return Directory(path, std::move(opened), status);
}

Result<bool> Directory::IsEmpty() const {
  // A descriptor of its own: reading moves the position.
  const int copy = ::openat(descriptor_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, DirectoryCloser> folder(copy < 0 ? nullptr : ::fdopendir(copy));
  if (!folder) return FailErrno(errno, fmt::format("cannot read the folder {}", path_));
  errno = 0;
  while (const dirent* entry = ::readdir(folder.get()))
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) return false;
  if (errno != 0) return FailErrno(errno, fmt::format("cannot read the folder {}", path_));
  return true;
}

Result<void> Directory::SetMode(mode_t mode) const {
  if (::fchmod(descriptor_.get(), mode) < 0)
    return FailErrno(errno, fmt::format("cannot change the mode of {}", path_));
  return {};
}

bool Directory::IsImmutable() const {
  int flags = 0;
  return ::ioctl(descriptor_.get(), FS_IOC_GETFLAGS, &flags) == 0 && (flags & FS_IMMUTABLE_FL);
}

bool Directory::SetImmutable(bool immutable) const {
  int flags = 0;
  if (::ioctl(descriptor_.get(), FS_IOC_GETFLAGS, &flags) < 0) return false;
  flags = immutable ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
  return ::ioctl(descriptor_.get(), FS_IOC_SETFLAGS, &flags) == 0;
}

Result<void> MakeDirectory(const std::string& path, mode_t mode) {
  REXRAY_ASSIGN(const Place place, PlaceOf(path));
  if (::mkdirat(place.parent.get(), place.name.c_str(), mode) == 0) return {};
  return FailErrno(errno, fmt::format("cannot make the folder {}", path));
}

Result<void> RemoveDirectory(const std::string& path) {
  REXRAY_ASSIGN(const Place place, PlaceOf(path));
  if (::unlinkat(place.parent.get(), place.name.c_str(), AT_REMOVEDIR) == 0) return {};
  return FailErrno(errno, fmt::format("cannot remove the folder {}", path));
}

}  // namespace rexray
