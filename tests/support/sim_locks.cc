#include "tests/support/sim_locks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "state/reason.h"

namespace rexray {

SimLocks::~SimLocks() {
  for (const auto& [uid, descriptor] : files_) close(descriptor);
}

Result<std::unique_ptr<HeldLock>> SimLocks::TryLock(const VolumeUid& uid) {
  std::lock_guard guard(mutex_);
  const auto [file, fresh] = files_.try_emplace(uid, -1);
  if (fresh) file->second = memfd_create("rexray-lock", MFD_CLOEXEC);
  // Opened anew: a lock belongs to an open file description, not to a process.
  const std::string path = "/proc/self/fd/" + std::to_string(file->second);
  auto lock = std::make_unique<HeldLock>(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (lock->descriptor() < 0) return Fail(Code::Internal, "cannot open a simulated lock");
  if (flock(lock->descriptor(), LOCK_EX | LOCK_NB) == 0) return lock;
  return Fail(Code::FailedPrecondition, "an operation on volume " + uid.value + " still runs",
              std::string(ToString(Reason::OperationRunning)));
}

}  // namespace rexray
