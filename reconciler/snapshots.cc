#include <algorithm>

#include "reconciler/planning.h"

namespace rexray::planning {
namespace {

const std::string& NameOf(const StoredSnapshot& snapshot) { return snapshot.spec.name.value; }

// What its service shows of it; Nothing: proven not to be there.
Observed<BackendSnapshot> ShownOf(const Planning& plan, const StoredSnapshot& snapshot) {
  const Observed<std::vector<BackendSnapshot>>& all = CurrentSnapshots(plan.in);
  if (all.unknown()) return Observed<BackendSnapshot>::NotKnown(all.why);
  const auto found = std::ranges::find(all.value, snapshot.status.token, &BackendSnapshot::token);
  return found == all.value.end() ? Observed<BackendSnapshot>::Nothing(all.asOf)
                                  : Observed<BackendSnapshot>::Known(*found, all.asOf);
}

std::string NotKnown(const StoredSnapshot& snapshot, const std::string& why) {
  return "what its service has of snapshot " + NameOf(snapshot) + " is not known" +
         (why.empty() ? "" : ": " + why);
}

// The name may have become that of a volume of another service, which does not show it: what it has
// is left alone.
std::optional<Stop> PlanDeletion(Planning& plan, const StoredSnapshot& snapshot) {
  std::optional<SnapshotId> id;
  if (!snapshot.status.id || snapshot.status.service == plan.record().service) {
    const auto shown = ShownOf(plan, snapshot);
    if (shown.unknown()) {
      return plan.WaitFor(plan.in.config.retryUnknown, Reason::SnapshotWaits,
                          NotKnown(snapshot, shown.why));
    }
    if (shown.present()) id = shown.value.id;
  }
  plan.Do(step::DeleteSnapshot{snapshot.spec.name, id}, Reason::SnapshotDeleted,
          "service " + snapshot.status.service.value, id ? Risk::Destructive : Risk::Safe);
  return std::nullopt;
}

// Where the volume is mounted here now; nullopt: nowhere that it could be frozen at.
std::optional<MountedFilesystem> MountedHere(const Planning& plan) {
  const auto& mount = plan.record().mount;
  const Observation& seen = plan.seen();
  if (!mount || mount->boot != plan.in.node.boot || !seen.device.present()) return std::nullopt;
  const bool there = std::ranges::any_of(seen.mounts.value, [&](const SeenMount& each) {
    return each.ofVolume && each.entry.target == mount->target;
  });
  if (!there) return std::nullopt;
  const auto& open = plan.stored().openOperation;
  return MountedFilesystem{mount->target, seen.device.value,
                           open && open->action == ActionKind::Snapshot};
}

// Why its data is not of one moment, whoever copies it now; empty: it can be.
std::string WhyNotNow(const Planning& plan, const BackendVolume& volume, bool mounted) {
  if (const auto* other = AttachmentOnOther(volume, plan.in.node.name)) {
    return "node " + other->node.value + " has the volume attached: release it there";
  }
  const bool here = AttachmentOn(volume, plan.in.node.name) != nullptr;
  if (!here || mounted) return {};
  return "the volume is attached and not mounted, so that nobody can make its writers wait: mount "
         "it, or "
         "detach it";
}

std::optional<Stop> PlanTaking(Planning& plan, const StoredSnapshot& snapshot) {
  const auto wait = [&](Milliseconds time, const std::string& why) {
    return plan.WaitFor(time, Reason::SnapshotWaits, "snapshot " + NameOf(snapshot) + ": " + why);
  };
  const Milliseconds again = plan.in.config.recheckBlocked;
  if (!plan.in.capabilities->snapshots) return wait(again, "its service makes none");
  const auto owner = OwnerOf(plan.in);
  if (!owner) return wait(again, "no node is known that may take it");
  if (*owner != plan.in.node.name) return wait(again, "node " + owner->value + " takes it");
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  const auto shown = ShownOf(plan, snapshot);
  if (shown.unknown() || !backend.present() || plan.seen().mounts.unknown()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::SnapshotWaits,
                        NotKnown(snapshot, shown.why));
  }
  auto mounted = MountedHere(plan);
  const std::string why = WhyNotNow(plan, backend.value, mounted.has_value());
  if (!why.empty()) return wait(plan.in.config.retryUnknown, why);
  plan.Do(step::Snapshot{*plan.id, snapshot.status.token, snapshot.spec.name, std::move(mounted)},
          Reason::SnapshotDeclared, "service " + plan.record().service.value);
  return std::nullopt;
}

bool IsToBeTaken(const StoredSnapshot& each) { return !each.removed && !each.status.id; }

void PredictTaking(Planning& plan) {
  for (const StoredSnapshot& each : plan.stored().snapshots) {
    if (!IsToBeTaken(each)) continue;
    plan.Do(step::Snapshot{plan.id.value_or(BackendId{plan.stored().name.value}), each.status.token,
                           each.spec.name, std::nullopt},
            Reason::SnapshotDeclared, "service " + each.status.service.value);
  }
}

}  // namespace

std::optional<Stop> PlanSnapshots(Planning& plan) {
  if (plan.predicting()) {
    if (plan.stored().volume) PredictTaking(plan);
    return std::nullopt;
  }
  for (const StoredSnapshot& each : plan.stored().snapshots) {
    if (!plan.stored().volume || !plan.in.capabilities || !plan.id) break;
    if (IsToBeTaken(each)) return PlanTaking(plan, each);
    const bool begun = !each.removed && each.status.state == SnapshotState::Creating;
    if (!begun) continue;
    // A listing of all snapshots is dear: not as often as one volume is looked at.
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::SnapshotWaits,
                        "snapshot " + NameOf(each) + " is not complete yet");
  }
  return std::nullopt;
}

std::optional<Stop> PlanSnapshotDeletions(Planning& plan) {
  if (plan.predicting() || !plan.in.capabilities) return std::nullopt;
  for (const StoredSnapshot& each : plan.stored().snapshots)
    if (each.removed) return PlanDeletion(plan, each);
  return std::nullopt;
}

}  // namespace rexray::planning
