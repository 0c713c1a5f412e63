#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "drivers/os/lock.h"

namespace rexray {

// Volume locks in memory: real kernel locks on files that no folder holds. Any thread.
class SimLocks : public VolumeLocks {
 public:
  ~SimLocks() override;
  Result<std::unique_ptr<HeldLock>> TryLock(const VolumeUid& uid) override;

 private:
  std::mutex mutex_;
  std::map<VolumeUid, int> files_;  // kept open so that each uid has one file
};

}  // namespace rexray
