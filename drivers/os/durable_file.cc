#include "drivers/os/durable_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

constexpr std::size_t kLargest = 1 << 20;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

Result<void> WriteAll(int file, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FailErrno(errno, "cannot write " + name);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> WriteNew(int directory, const std::string& name, const std::string& content) {
  const Descriptor file(::openat(directory, name.c_str(),
                                 O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return FailErrno(errno, "cannot make " + name);
  REXRAY_TRY(WriteAll(file.get(), content, name));
  return Sync(file.get(), name);
}

}  // namespace

Result<std::string> ReadSmallFile(int directory, const std::string& name) {
  const Descriptor file(
      ::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid()) return FailErrno(errno, "cannot open " + name);
  std::string content;
  char buffer[4096];
  while (content.size() <= kLargest) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailErrno(errno, "cannot read " + name);
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
  }
  return Fail(Code::Internal, name + " is larger than any file of ours");
}

Result<void> ReplaceFile(int directory, const std::string& name, const std::string& content) {
  const std::string temporary = "." + name + ".new";
  REXRAY_TRY(WriteNew(directory, temporary, content));
  if (::renameat(directory, temporary.c_str(), directory, name.c_str()) != 0) {
    return FailErrno(errno, "cannot replace " + name);
  }
  return Sync(directory, "the folder of " + name);
}

Result<void> RemoveFile(int directory, const std::string& name) {
  if (::unlinkat(directory, name.c_str(), 0) != 0 && errno != ENOENT) {
    return FailErrno(errno, "cannot remove " + name);
  }
  return Sync(directory, "the folder of " + name);
}

Result<void> Sync(int descriptor, const std::string& what) {
  if (::fsync(descriptor) == 0) return {};
  return FailErrno(errno, "cannot write out " + what);
}

Result<std::vector<std::string>> ReadNames(int directory, std::size_t limit) {
  // A descriptor of its own: the position in a directory belongs to the open file.
  Descriptor again(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!again.valid()) return FailErrno(errno, "cannot open the folder");
  const std::unique_ptr<DIR, CloseDirectory> stream(::fdopendir(again.get()));
  if (!stream) return FailErrno(errno, "cannot read the folder");
  again.Release();
  std::vector<std::string> names;
  while (names.size() < limit) {
    errno = 0;
    const dirent* const entry = ::readdir(stream.get());
    if (entry == nullptr && errno != 0) return FailErrno(errno, "cannot read the folder");
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

}  // namespace rexray
