#include <algorithm>

#include "reconciler/planning.h"
#include "state/codec.h"

namespace rexray::planning {
namespace {

// A mount of the volume that we did not make and so do not take away: the device cannot go.
std::optional<Stop> PlanOthersMounts(const Planning& plan) {
  const auto& ours = plan.record().mount;
  for (const SeenMount& each : plan.seen().mounts.value) {
    if (!each.ofVolume || (ours && ours->target == each.entry.target)) continue;
    return plan.WaitFor(plan.in.config.recheckBlocked, Reason::DeviceInUse,
                        "its device is also mounted at " + each.entry.target);
  }
  return std::nullopt;
}

std::optional<Stop> PlanDetach(Planning& plan, Reason reason) {
  if (!plan.id) return std::nullopt;
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  const auto& attached = plan.record().attach;
  const bool attachedNow = attached && attached->boot == plan.in.node.boot;
  // What a node has anyway is let go, and its backend has nothing to do with that.
  const bool stays = !plan.in.capabilities->creates;
  if (backend.unknown() && !plan.predicting() && !stays) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
  }
  if (auto stop = NeedMounts(plan)) return stop;
  const auto* here = backend.present() ? AttachmentOn(backend.value, plan.in.node.name) : nullptr;
  if (here != nullptr && here->state == AttachState::Detaching) {
    return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy, "it is being detached");
  }
  if ((here == nullptr || stays) && !attachedNow) return std::nullopt;
  if (auto stop = PlanOthersMounts(plan)) return stop;
  plan.Do(step::Detach{*plan.id}, reason, "node " + plan.in.node.name.value, Risk::Disruptive);
  return std::nullopt;
}

// All other nodes are told not to begin to use it.
void PlanMark(Planning& plan, const Tombstone& tombstone) {
  const auto& facts = CurrentBackend(plan.in).value.facts;
  if (!plan.in.capabilities->keepsFacts || !facts || facts->deletedAt) return;
  plan.Do(step::Quarantine{*plan.id, tombstone.deletedAt}, Reason::VolumeDeleted,
          "the volume's facts");
}

// Until the grace time is over.
std::optional<Stop> PlanQuarantine(Planning& plan, const Tombstone& tombstone) {
  PlanMark(plan, tombstone);
  if (plan.predicting()) return std::nullopt;
  return plan.WaitUntil(tombstone.deleteAfter, Reason::Quarantined, {});
}

void DoSnapshot(Planning& plan, const Tombstone& tombstone) {
  plan.Do(step::Snapshot{*plan.id, SnapshotToken(plan.stored().uid, tombstone)},
          Reason::VolumeDeleted, "service " + plan.record().service.value);
}

// Nobody may begin to write to what is being copied.
std::optional<Stop> PlanFirstSnapshot(Planning& plan, const Tombstone& tombstone) {
  switch (CurrentBackend(plan.in).value.state) {
    case BackendState::Available:
      break;
    case BackendState::Creating:
    case BackendState::Deleting:
      return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy, {});
    case BackendState::Failed:
    case BackendState::Unreadable:
      return plan.Block(Reason::BackendFailed, "there is no data that a snapshot could keep");
  }
  PlanMark(plan, tombstone);
  DoSnapshot(plan, tombstone);
  return std::nullopt;
}

// Lets the Delete come next only where a look after the step that made the snapshot shows it
// complete.
std::optional<Stop> PlanSnapshot(Planning& plan, const Tombstone& tombstone) {
  if (!plan.in.capabilities->snapshots) {
    return plan.Block(Reason::NoSnapshots, {}, "service " + plan.record().service.value);
  }
  if (plan.predicting()) {
    DoSnapshot(plan, tombstone);
    return std::nullopt;
  }
  const Observed<BackendSnapshot>& seen = CurrentSnapshot(plan.in);
  const BackendSnapshot& snapshot = seen.value;
  if (seen.unknown()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown,
                        "whether its snapshot is complete is not known" +
                            (seen.why.empty() ? "" : ": " + seen.why));
  }
  if (seen.absent()) return PlanFirstSnapshot(plan, tombstone);
  if (Keeps(snapshot, *plan.id, plan.stored())) return std::nullopt;
  const std::string which = "snapshot " + snapshot.id.value;
  if (snapshot.state == SnapshotState::Creating) {
    // A listing of all snapshots is dear: not as often as one volume is looked at.
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::SnapshotPending,
                        which + " is not complete yet; then its backend volume is deleted");
  }
  const std::string flaw = snapshot.state == SnapshotState::Available
                               ? "of another volume or deletion"
                               : std::string(ToString(snapshot.state));
  return plan.Block(Reason::SnapshotFailed, which + " is " + flaw + ", so its backend volume stays",
                    which + " on service " + plan.record().service.value);
}

std::optional<step::Kept> KeptBy(const Planning& plan) {
  const Observed<BackendSnapshot>& seen = CurrentSnapshot(plan.in);
  if (!seen.present() || !Keeps(seen.value, *plan.id, plan.stored())) return std::nullopt;
  return step::Kept{seen.value.id, plan.record().service};
}

std::optional<Stop> PlanDelete(Planning& plan, const Tombstone& tombstone) {
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  if (plan.in.now < tombstone.deleteAfter && !plan.predicting()) {
    if (auto stop = PlanQuarantine(plan, tombstone)) return stop;
  }
  if (!plan.predicting()) {
    if (const auto* other = AttachmentOnOther(backend.value, plan.in.node.name)) {
      return plan.Block(Reason::AttachedElsewhere, "node " + other->node.value + " has it attached",
                        other->node.value);
    }
    if (backend.value.state == BackendState::Deleting) {
      return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy,
                          "it is being deleted");
    }
  }
  if (tombstone.reclaimPolicy == ReclaimPolicy::Snapshot) {
    if (auto stop = PlanSnapshot(plan, tombstone)) return stop;
  }
  plan.Do(step::Delete{*plan.id, KeptBy(plan)}, Reason::VolumeDeleted, plan.id->value,
          Risk::Destructive);
  return std::nullopt;
}

}  // namespace

std::optional<Stop> PlanRelease(Planning& plan, Reason reason) {
  if (auto stop = PlanUnmount(plan, reason)) return stop;
  return PlanDetach(plan, reason);
}

std::optional<Stop> PlanRemoval(Planning& plan) {
  const Tombstone& tombstone = *plan.stored().tombstone;
  const Record& record = plan.record();
  if (!plan.in.capabilities) {
    if (record.createStarted || record.backendId) {
      return plan.Block(Reason::NoService,
                        "service " + record.service.value + " is not configured on this node",
                        record.service.value);
    }
    plan.Do(step::Forget{.volume = true}, Reason::RemovalComplete, "the database");
    return std::nullopt;
  }
  if (auto stop = ResolveId(plan)) return stop;
  const bool backendGone = plan.id && CurrentBackend(plan.in).absent();
  if (auto stop = PlanRelease(plan, Reason::VolumeDeleted)) return stop;
  if (!plan.id || backendGone) {
    plan.Do(step::Forget{.volume = true,
                         .deleted = record.createStarted || record.backendId,
                         .kept = plan.id ? KeptBy(plan) : std::nullopt},
            Reason::RemovalComplete, "the database");
    return std::nullopt;
  }
  const auto owner = OwnerOf(plan.in);
  if (owner && *owner != plan.in.node.name) {  // who owns it decides what becomes of it
    plan.Do(step::Forget{.volume = true}, Reason::RemovalComplete,
            "the database; node " + owner->value + " owns the volume");
    return std::nullopt;
  }
  const bool deletes = tombstone.reclaimPolicy != ReclaimPolicy::Retain;
  if (deletes) {
    if (!owner) return plan.Block(Reason::NoOwner, "no node is known that may delete it");
    if (auto stop = PlanDelete(plan, tombstone)) return stop;
  }
  plan.Do(step::Forget{.volume = true, .orphan = !deletes, .deleted = deletes},
          Reason::RemovalComplete, "the database");
  return std::nullopt;
}

}  // namespace rexray::planning
