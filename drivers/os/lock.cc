#include "drivers/os/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/descriptor.h"
#include "drivers/os/holders.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

Result<Descriptor> OpenLockFile(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return FailErrno(errno, fmt::format("cannot open the lock {}", path));
  return file;
}

// False: somebody else has it.
Result<bool> TryFlock(int file, const std::string& path) {
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return FailErrno(errno, fmt::format("cannot lock {}", path));
}

class LockFolder final : public VolumeLocks {
 public:
  explicit LockFolder(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<HeldLock>> TryLock(const VolumeUid& uid) override {
    if (uid.empty() || uid.value.find('/') != std::string::npos)
      return Fail(Code::Internal, fmt::format("'{}' is no volume uid", uid.value));
    const std::string path = fmt::format("{}/{}", folder_, uid.value);
    REXRAY_ASSIGN(Descriptor file, OpenLockFile(path));
    REXRAY_ASSIGN(const bool locked, TryFlock(file.get(), path));
    if (locked) return std::make_unique<HeldLock>(file.Release());
    REXRAY_ASSIGN(const std::string real, RealPath(file.get()));
    return Fail(Code::FailedPrecondition,
                fmt::format("an operation of this volume has not ended ({}); it is waited for",
                            ToString(HoldersOfFile(real))),
                "OperationRunning");
  }

 private:
  const std::string folder_;
};

std::string PidIn(int file) {
  char text[32] = {};
  const ssize_t length = ::pread(file, text, sizeof text - 1, 0);
  const std::string pid(text, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  return pid.substr(0, pid.find('\n'));
}

Result<void> WritePid(int file, const std::string& path) {
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file, 0) < 0 ||
      ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return FailErrno(errno, fmt::format("cannot write our pid into {}", path));
  return {};
}

}  // namespace

HeldLock::~HeldLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<VolumeLocks>> OpenVolumeLocks(const std::string& stateFolder) {
  const std::string folder = stateFolder + "/locks";
  if (::mkdir(folder.c_str(), 0700) < 0 && errno != EEXIST)
    return FailErrno(errno, fmt::format("cannot make the folder {}", folder));
  return std::make_unique<LockFolder>(folder);
}

Result<std::unique_ptr<HeldLock>> LockStateFolder(const std::string& stateFolder) {
  const std::string path = stateFolder + "/lock";
  REXRAY_ASSIGN(Descriptor file, OpenLockFile(path));
  REXRAY_ASSIGN(const bool locked, TryFlock(file.get(), path));
  if (!locked)
    return Fail(Code::FailedPrecondition,
                fmt::format("the state folder {} is used by another daemon, process {}; stop that "
                            "one first",
                            stateFolder, PidIn(file.get())));
  REXRAY_TRY(WritePid(file.get(), path));
  return std::make_unique<HeldLock>(file.Release());
}

}  // namespace rexray
