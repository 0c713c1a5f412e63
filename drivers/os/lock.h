#pragma once

#include <memory>
#include <string>

#include "state/ids.h"
#include "state/result.h"

namespace rexray {

// An open descriptor that holds a kernel lock (flock), released when the last copy of it is closed:
// those that helper processes and their children inherited count.
class HeldLock {
 public:
  explicit HeldLock(int descriptor) : descriptor_(descriptor) {}
  ~HeldLock();
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// One operation at a time per volume, across daemons of one state folder.
class VolumeLocks {
 public:
  virtual ~VolumeLocks() = default;
  // Never waits. FailedPrecondition, reason OperationRunning: an operation begun by an earlier
  // daemon has not ended.
  virtual Result<std::unique_ptr<HeldLock>> TryLock(const VolumeUid& uid) = 0;
};

// Lock files in `<stateFolder>/locks`, which is made if missing.
Result<std::unique_ptr<VolumeLocks>> OpenVolumeLocks(const std::string& stateFolder);

// One daemon per state folder: locks `<stateFolder>/lock` and writes our pid into it. The refusal
// (FailedPrecondition) names the holder's pid.
Result<std::unique_ptr<HeldLock>> LockStateFolder(const std::string& stateFolder);

}  // namespace rexray
