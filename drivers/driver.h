#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "state/capabilities.h"
#include "state/observation.h"

namespace rexray {

// What every call into the outside world is given. A call past its deadline, or one that was
// stopped, answers DeadlineExceeded; what it began may still take effect.
struct CallContext {
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
  // The volume's lock descriptor, handed on to helper processes so that the lock lives as long as
  // what they do; -1 for calls that change nothing.
  int volumeLock = -1;
  // Whose call it is, "volume pg": while a helper process of an earlier one hangs in the kernel, no
  // other is begun for it. Empty: nobody's.
  std::string onBehalfOf = {};
};

struct CreateRequest {
  VolumeName name;
  VolumeUid uid;      // also the idempotency token
  Bytes size;         // 0 with drivers that do not size
  VolumeFacts facts;  // written in the same call where the backend allows
  // Only what capabilities().createOptions has; empty: as the backend does it.
  std::string type = {};
  std::optional<std::uint64_t> iops = {};
  std::string availabilityZone = {};
  bool encrypted = false;
  std::string encryptionKey = {};
  // What the volume starts as a copy of, where capabilities().snapshots. Of size 0 it gets the
  // snapshot's; what is larger ends in zeros, and no filesystem is grown.
  std::optional<SnapshotId> source = {};
};

// What a volume is to be like; empty: as it is.
struct ModifyRequest {
  std::string type = {};
  std::optional<std::uint64_t> iops = {};
};

struct SnapshotRequest {
  BackendId volume;
  VolumeName name;
  VolumeUid token;  // the idempotency token: there is one snapshot for it, for ever
  // Its writers wait while the moment is taken, however the call ends; none: nobody may have it.
  std::optional<MountedFilesystem> mounted = {};
};

// One storage backend, as one configured service.
//
// A driver translates this vocabulary and nothing else: it never sleeps, polls, retries, logs,
// caches or persists. Waiting for `Creating` or `Attaching` is the reconciler's job. Every mutating
// call is idempotent: repeated, it answers as the first time did. Thread rule: any method from any
// thread; calls for one volume are never concurrent from one daemon (they may be from several).
//
// Errors: NotFound only where absence is proven; Unavailable and DeadlineExceeded leave the effect
// unknown; FailedPrecondition where the world must change first; AlreadyExists where a volume of
// this token exists with other properties; Aborted where a compare-and-swap lost.
class Driver {
 public:
  virtual ~Driver() = default;

  virtual const Capabilities& capabilities() const = 0;

  // The id that a volume of this name and uid has or will have, where we choose it (ChosenId); else
  // empty. Pure.
  virtual BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const = 0;

  // Makes the volume, or gives the one this uid made before. May answer while it is still Creating.
  // FailedPrecondition, reason SourceUnusable: its source is not there, or is not whole;
  // InvalidArgument: it is smaller than its source. Unimplemented: a source where
  // capabilities().snapshots is false.
  virtual Result<BackendVolume> Create(const CreateRequest& request,
                                       const CallContext& context) = 0;

  // A point look-up. NotFound is proof of absence (within the consistency window). Failed: its data
  // is gone, or a Delete was cut off; only a Delete is left for it.
  virtual Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) = 0;

  // Everything the service shows. A volume that is there but cannot be looked at is Unreadable: its
  // id, its name as far as the id tells, and nothing else. Incomplete if any page is missing.
  virtual Result<Listing> List(const CallContext& context) = 0;

  // Attaches to `node`; succeeds if it is attached there already in this mode. ReadWriteOnce is
  // exclusive; ReadOnlyMany attaches read-only beside others of this mode, and nothing can be
  // written through it; ReadWriteMany attaches beside others of this mode. FailedPrecondition,
  // reason AttachedElsewhere, if another node's attachment does not allow it. One that is attached
  // there in another mode changes only while nothing uses it: FailedPrecondition, reason
  // DeviceInUse, otherwise. InvalidArgument for a mode that is not in capabilities().accessModes.
  // ResourceExhausted, reason AttachLimit, when the node has no slot left; Aborted where calls of a
  // node must not overlap and did. May answer while Attaching.
  virtual Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node,
                                           AccessMode mode, const CallContext& context) = 0;

  // Detaches from `node`; succeeds if it is not attached there, or the volume is gone. Where the
  // attachment was taken away by force, this removes what is left of its device on the node, and
  // touches nothing of the new holder's. FailedPrecondition while the device is in use.
  virtual Result<void> Detach(const BackendId& id, const NodeName& node,
                              const CallContext& context) = 0;

  // Ends the attachment of another node, `node`, without its help: what it has not written yet is
  // lost, and it can write no more where the backend can see to that. Only ever called with
  // evidence. Succeeds if it is not attached there, or the volume is gone. Unimplemented where
  // capabilities().forceDetach is false. May end while Detaching.
  virtual Result<void> ForceDetach(const BackendId& id, const NodeName& node,
                                   const CallContext& context) = 0;

  // Destroys the volume and its data; succeeds if it is gone. FailedPrecondition while attached.
  virtual Result<void> Delete(const BackendId& id, const CallContext& context) = 0;

  // Makes the volume at least so large, attached or not; its data stays, and what is new of it is
  // zero. Durable. Nothing ever shrinks. InvalidArgument: no size here. The device of a node that has
  // it attached shows the new size once ResizeDevice of that node has succeeded.
  // These two are Unimplemented where capabilities().expand is false.
  virtual Result<void> Expand(const BackendId& id, Bytes size, const CallContext& context) = 0;

  // Makes the device that the volume has on `node` as large as the volume, in use or not.
  // FailedPrecondition if it is not attached there.
  virtual Result<void> ResizeDevice(const BackendId& id, const NodeName& node,
                                    const CallContext& context) = 0;

  // Makes the volume of that type and speed, attached or not; its data stays and it can be used
  // meanwhile. May answer before all of it is so, once Inspect shows what was asked for.
  // Unimplemented where capabilities().modify is false.
  virtual Result<void> Modify(const BackendId& id, const ModifyRequest& request,
                              const CallContext& context) = 0;

  // Replaces the facts that travel with the volume, durably, if their fencing token still is
  // `expectedToken`; stores and returns them with the token grown by one. Aborted otherwise.
  // Unimplemented where capabilities().keepsFacts is false.
  virtual Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                         std::uint64_t expectedToken,
                                         const CallContext& context) = 0;

  // Makes a snapshot of what the volume holds, or gives the one that this token made before, also
  // when the volume is gone since. May answer while it is still Creating; one that is shown
  // Available is whole, and durable. FailedPrecondition while the volume is attached, where a copy
  // of it would not be of one moment; with request.mounted, while another node has it attached, or
  // somebody else froze or thaws the filesystem. AlreadyExists: the token made one of another
  // volume. These three are Unimplemented where capabilities().snapshots is false.
  virtual Result<BackendSnapshot> Snapshot(const SnapshotRequest& request,
                                           const CallContext& context) = 0;

  // Every snapshot of the service. One that is there but cannot be looked at is Unreadable. Incomplete if
  // any page is missing.
  virtual Result<SnapshotListing> ListSnapshots(const CallContext& context) = 0;

  // Destroys the snapshot; succeeds if it is gone.
  virtual Result<void> DeleteSnapshot(const SnapshotId& id, const CallContext& context) = 0;
};

}  // namespace rexray
