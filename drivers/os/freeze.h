#pragma once

#include <sys/types.h>

#include "drivers/os/descriptor.h"
#include "state/result.h"

namespace rexray {

// A mounted filesystem whose writers wait while this lives (FIFREEZE, `fsfreeze`): all that they
// wrote before is on its device, and nothing comes after it. A process of its own thaws it should
// this one die. Only in helpers.
class FrozenFilesystem {
 public:
  // `root`: any open directory of it. FailedPrecondition, reason FrozenByOthers: it is frozen
  // already; Unimplemented: filesystems of its kind cannot be.
  static Result<FrozenFilesystem> Of(Descriptor root);

  FrozenFilesystem(FrozenFilesystem&& other) noexcept;
  ~FrozenFilesystem();

  // Lets the writers go on. FailedPrecondition, reason ThawedMeanwhile: somebody did so before, so
  // that what was read is not of one moment.
  Result<void> Thaw();

 private:
  FrozenFilesystem(Descriptor root, Descriptor life, pid_t keeper)
      : root_(std::move(root)), life_(std::move(life)), keeper_(keeper) {}

  Descriptor root_;
  Descriptor life_;  // the keeper thaws when its other end is closed without a word
  pid_t keeper_ = -1;
};

// Lets the writers go on that a process which was killed together with its keeper left waiting; of
// a filesystem that is not frozen nothing changes.
void ThawLeftover(const Descriptor& root);

}  // namespace rexray
