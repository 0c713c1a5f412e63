#include "drivers/storage/whole_copy.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "drivers/os/os_error.h"
#include "drivers/os/durable_file.h"
#include "state/reason.h"

namespace rexray {
namespace {

constexpr off_t kPiece = 1 << 20;

Result<struct stat> StatFile(int file, const std::string& name) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return FailErrno(errno, "cannot look at " + name);
  return status;
}

bool IsSameTime(const timespec& one, const timespec& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

std::unexpected<Error> WrittenMeanwhile(const std::string& name) {
  return Fail(Code::FailedPrecondition,
              name + " was written to while it was copied: end what writes to it",
              std::string(ToString(Reason::DeviceInUse)));
}

Result<void> WriteAt(int to, const char* data, std::size_t size, off_t offset,
                     const std::string& name) {
  while (size > 0) {
    const ssize_t written = ::pwrite(to, data, size, offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FailErrno(errno, "cannot write the copy of " + name);
    data += written;
    offset += written;
    size -= static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> CopyRange(int from, int to, off_t start, off_t end, const std::string& name) {
  std::vector<char> piece(static_cast<std::size_t>(std::min(kPiece, end - start)));
  while (start < end) {
    const auto wanted = std::min(static_cast<std::size_t>(end - start), piece.size());
    const ssize_t got = ::pread(from, piece.data(), wanted, start);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailErrno(errno, "cannot read " + name);
    if (got == 0) return WrittenMeanwhile(name);  // it became shorter
    REXRAY_TRY(WriteAt(to, piece.data(), static_cast<std::size_t>(got), start, name));
    start += got;
  }
  return {};
}

// Where the next data starts; the end of the file if there is none, and `position` itself where the
// filesystem knows of no holes.
Result<off_t> NextData(int from, off_t position, off_t size, const std::string& name) {
  const off_t data = ::lseek(from, position, SEEK_DATA);
  if (data >= 0) return data;
  if (errno == ENXIO) return size;
  if (errno == EINVAL) return position;
  return FailErrno(errno, "cannot look for the data of " + name);
}

Result<off_t> NextHole(int from, off_t position, off_t size, const std::string& name) {
  const off_t hole = ::lseek(from, position, SEEK_HOLE);
  if (hole >= 0) return hole;
  if (errno == EINVAL) return size;
  return FailErrno(errno, "cannot look for the holes of " + name);
}

Result<void> CopyData(int from, int to, off_t size, const std::string& name) {
  if (::ftruncate(to, size) != 0) return FailErrno(errno, "cannot size the copy of " + name);
  for (off_t position = 0; position < size;) {
    REXRAY_ASSIGN(const off_t data, NextData(from, position, size, name));
    if (data >= size) return {};
    REXRAY_ASSIGN(position, NextHole(from, data, size, name));
    REXRAY_TRY(CopyRange(from, to, data, std::min(position, size), name));
  }
  return {};
}

Result<void> CheckUnchanged(int from, const struct stat& before, const std::string& name) {
  REXRAY_ASSIGN(const struct stat after, StatFile(from, name));
  const bool same = before.st_size == after.st_size && IsSameTime(before.st_mtim, after.st_mtim) &&
                    IsSameTime(before.st_ctim, after.st_ctim);
  return same ? Result<void>() : WrittenMeanwhile(name);
}

}  // namespace

Result<void> CopyWhole(int from, int to, const std::string& name) {
  REXRAY_TRY(
      Sync(from, name));  // whether there is data is asked of the filesystem, not of the cache
  REXRAY_ASSIGN(const struct stat before, StatFile(from, name));
  if (::ioctl(to, FICLONE, from) != 0) REXRAY_TRY(CopyData(from, to, before.st_size, name));
  REXRAY_TRY(Sync(to, "the copy of " + name));
  REXRAY_ASSIGN(const struct stat made, StatFile(to, "the copy of " + name));
  if (made.st_size != before.st_size) return WrittenMeanwhile(name);
  return CheckUnchanged(from, before, name);
}

}  // namespace rexray
