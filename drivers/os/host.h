#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "drivers/os/helper.h"
#include "state/observation.h"
#include "state/plan.h"
#include "state/record.h"

namespace rexray {

// The host's part of the world: devices, filesystems, mounts, targets. The reconciler's only way to
// them; tests put a simulated host in its place. Any method from any thread. Every method that gets
// a CallContext may reach storage and goes through a helper process; Mounts() never does.
class Host {
 public:
  virtual ~Host() = default;

  // The mount table of the daemon's namespace, current at the time of the call (re-read only when
  // the kernel says that it changed). Shared and immutable: with 10,000 mounts nobody copies it.
  using MountTable =
      std::vector<MountEntry>;  // in mountinfo's order: later lines cover earlier ones
  virtual Result<std::shared_ptr<const MountTable>> Mounts() = 0;

  // The same, but re-read although the kernel did not say that it changed: a filesystem that turns
  // read-only is no change of the table to it. The same object if every line is as before.
  virtual Result<std::shared_ptr<const MountTable>> RereadMounts() = 0;

  // Whether `entry` shows `device`: major:minor and root; for btrfs, whose major:minor is its own,
  // the source's number.
  virtual bool Shows(const MountEntry& entry, const Device& device) = 0;

  // What the kernel says of a device node or directory. NotFound: no such path. FailedPrecondition:
  // the node exists but has no medium (an unconfigured loop device).
  virtual Result<Device> Inspect(const std::string& path, const CallContext& context) = 0;

  // Reads both ends and every signature, after checking the identity on the open descriptor
  // (FailedPrecondition, reason IdentityMismatch). With `ourUuid`, and if the only signature is a
  // filesystem of that uuid, also runs the read-only check. Any read error is an error: never
  // "blank".
  virtual Result<Probe> ProbeDevice(const Device& device, const std::string& ourUuid,
                                    const CallContext& context) = 0;

  // mkfs with our uuid, identity checked on a descriptor that stays open throughout; then flushes
  // the device. The caller has proven that nothing is lost by it; still, a signature other than
  // that of a filesystem with our uuid is refused (FailedPrecondition, reason FormatRefused).
  virtual Result<void> Format(const step::Format& format, const CallContext& context) = 0;

  // Before anybody sees a filesystem we just made: mounts it outside of any namespace, removes an
  // empty lost+found, sets owner and mode of the root, unmounts, flushes. Idempotent.
  virtual Result<void> FinishFormat(const step::MarkFormatted& format,
                                    const CallContext& context) = 0;

  // Which of the target's directories do not exist, outermost first (empty: the target exists); to
  // be recorded before MakeTarget. Follows no symlink: one in the path is FailedPrecondition.
  virtual Result<std::vector<std::string>> MissingDirectories(const std::string& target,
                                                              const CallContext& context) = 0;
  // Makes those directories (the target itself mode 0000 and immutable where the filesystem can).
  // Gives whether the target is protected. Idempotent.
  virtual Result<bool> MakeTarget(const std::vector<std::string>& directories,
                                  const CallContext& context) = 0;
  // Removes directories that we made: clears immutable, rmdir of empty unmounted directories,
  // innermost first; one that is not empty or already gone is left, without error. Never recursive.
  virtual Result<void> RemoveTarget(const std::vector<std::string>& directories,
                                    const CallContext& context) = 0;
  // NotFound: no such path.
  virtual Result<TargetState> InspectTarget(const std::string& target,
                                            const CallContext& context) = 0;

  // Whether the last use of a filesystem ended well, by its superblock, after checking the device's
  // identity. Only ext4 and its ancestors are asked: the others replay their logs when they are
  // mounted. True while the kernel has it mounted, wherever.
  virtual Result<bool> LeftClean(const Device& device, const CallContext& context) = 0;
  // Mends what can be mended without a question (`e2fsck -p`), device and filesystem checked
  // before. FailedPrecondition, reason NeedsRepair: the rest needs a decision. Idempotent.
  virtual Result<void> Check(const step::Check& check, const CallContext& context) = 0;

  // Whether a mounted ext4 can be grown: the kernel asks for CAP_SYS_RESOURCE. Constant.
  virtual bool GrowsMountedExt4() const = 0;
  // Makes a filesystem as large as its device; one that is as large stays as it is. With a target
  // the one that is mounted there; else, ext4 only, one that the kernel has mounted nowhere
  // (FailedPrecondition, reason DeviceInUse), after a check that mends what can be mended without a
  // question, or what a growth left that was cut off. FailedPrecondition, reason NeedsRepair: the
  // rest needs a decision. Idempotent.
  virtual Result<void> GrowFilesystem(const step::GrowFilesystem& grow,
                                      const CallContext& context) = 0;

  // Mounts the device, its identity (and filesystem uuid, unless empty) checked on a descriptor
  // that stays open until the kernel's mount table shows the right device at the target; else
  // unmounts what it mounted and answers FailedPrecondition, reason IdentityMismatch. Never stacks:
  // FailedPrecondition if anything is mounted at the target; reason NeedsRepair: the kernel finds
  // its filesystem damaged. Unavailable: an ext4 says that it has errors, which LeftClean
  // cannot tell before the kernel lets go of it. Gives the mount table's line.
  virtual Result<MountEntry> Mount(const step::Mount& mount, const CallContext& context) = 0;
  virtual Result<MountEntry> Remount(const step::Remount& remount, const CallContext& context) = 0;
  // Makes a folder, and those above it, on the volume that is mounted at the target: mode 0755,
  // owned by who owns the filesystem's root. What is there stays as it is; no symlink is followed
  // and no mount entered. FailedPrecondition, reason IdentityMismatch: another device is mounted
  // there, or none; reason FolderUnusable: something else is in the way, or it would have to be
  // made on a read-only mount. Idempotent.
  virtual Result<void> MakeSubPath(const step::MakeSubPath& make, const CallContext& context) = 0;
  // Takes the topmost mount away; neither forced nor lazy. FailedPrecondition, reason TargetBusy,
  // while used. Succeeds if nothing is mounted there.
  virtual Result<void> Unmount(const std::string& target, const CallContext& context) = 0;

  // To be asked before a detach. FailedPrecondition, reason DeviceInUse, naming up to five users:
  // mounts of any part of it in any mount namespace, processes with one of its files or the device
  // itself open, block devices made of it, a filesystem that the kernel still has mounted where no
  // namespace shows it. Waits for no storage but the device's own.
  virtual Result<void> CheckUnused(const Device& device, const CallContext& context) = 0;

  // Whether any mount namespace shows a part of the device anywhere but at `target`, as that of a
  // container does which uses a volume that we mounted there. Reaches no storage.
  virtual Result<bool> IsMountedBeyond(const Device& device, const std::string& target,
                                       const CallContext& context) = 0;
};

// The real one. `helpers` outlives it. In `marks`, a folder that it makes when it needs it, it
// notes which filesystems are growing.
std::unique_ptr<Host> MakeLinuxHost(Helpers& helpers, std::string marks);

// What the helper processes must be able to do for it.
std::vector<HelperFunction> HostHelperFunctions();

// This boot, from the kernel.
BootId CurrentBoot();

}  // namespace rexray
