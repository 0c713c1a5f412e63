#include "reconciler/planning.h"

namespace rexray::planning {
namespace {

// The snapshot that it is to be a copy of; a Stop while there is none yet.
std::variant<std::optional<SnapshotId>, Stop> FindSource(const Planning& plan) {
  const auto& source = plan.stored().volume->spec.source;
  const auto& declared = plan.in.source;
  if (!source) return std::optional<SnapshotId>();
  if (!declared && source->volume.empty()) return std::optional(source->snapshot);
  const std::string which = "snapshot " + SourceOf(plan.stored().volume->spec)->value;
  if (!declared) return plan.Block(Reason::SourceUnusable, which + " is not there");
  switch (declared->state) {
    case SnapshotState::Available:
      return declared->id;
    case SnapshotState::Creating:
      return plan.WaitFor(plan.in.config.pollTransition, Reason::SourcePending,
                          which + " is not complete yet");
    case SnapshotState::Failed:
    case SnapshotState::Unreadable:
      return plan.Block(Reason::SourceUnusable, which + " is not whole");
  }
  return declared->id;
}

std::optional<Stop> PlanCreate(Planning& plan) {
  const VolumeSpec& spec = plan.stored().volume->spec;
  if (plan.stored().damaged) {
    return plan.Block(Reason::StateDamaged,
                      "its record could not be read and the backend shows no volume of it; an "
                      "empty one is not created in its place");
  }
  const auto owner = OwnerOf(plan.in);
  if (!owner) return plan.Block(Reason::NoOwner, {});
  if (*owner != plan.in.node.name) {
    return plan.Block(Reason::NotThisNode, "node " + owner->value + " creates it", owner->value);
  }
  auto source = FindSource(plan);
  if (auto* stop = std::get_if<Stop>(&source)) return std::move(*stop);
  plan.Do(step::Create{spec.service, spec.size.value_or(Bytes{0}), std::get<0>(source)},
          Reason::NotCreated, "service " + spec.service.value);
  return std::nullopt;
}

std::optional<Stop> PlanAdopt(Planning& plan) {
  const auto owner = DeclaredOwner(plan.in);
  if (plan.takeOver && !owner) return plan.Block(Reason::NoOwner, {});
  if (plan.takeOver && *owner != plan.in.node.name) {
    return plan.Block(Reason::NotThisNode, "node " + owner->value + " takes it over", owner->value);
  }
  plan.Do(step::Adopt{*plan.id, plan.takeOver},
          plan.takeOver ? Reason::AdoptDeclared : Reason::NotCreated,
          plan.takeOver ? "the volume's facts" : "the database");
  return std::nullopt;
}

// The facts still say that it was deleted, or how it was called before it was taken back under
// another name: other nodes must neither shun it nor take it for what is called so now.
std::optional<Stop> PlanRestore(Planning& plan, const VolumeFacts& facts) {
  const auto owner = OwnerOf(plan.in);
  const bool owned = owner && *owner == plan.in.node.name;
  if (!owned && !facts.deletedAt) return std::nullopt;
  if (!owned) {
    const std::string who = owner ? "node " + owner->value : "the node that owns it";
    return plan.Block(Reason::DeletedElsewhere, who + " deleted it", facts.owner.value);
  }
  plan.Do(step::Restore{*plan.id}, Reason::Undeleted, "the volume's facts");
  return std::nullopt;
}

}  // namespace

std::optional<Stop> PlanExistence(Planning& plan) {
  const VolumeSpec& spec = plan.stored().volume->spec;
  if (!plan.in.capabilities) {
    return plan.Block(Reason::NoService,
                      "service " + spec.service.value + " is not configured on this node",
                      spec.service.value);
  }
  if (auto stop = ResolveId(plan)) return stop;
  if (!plan.id) return PlanCreate(plan);
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  if (backend.absent()) {
    return plan.Block(Reason::BackendMissing,
                      "the backend says that " + plan.id->value + " does not exist",
                      plan.id->value);
  }
  if (backend.unknown()) return std::nullopt;  // a local repair needs no backend
  const bool adopting = !plan.record().backendId;
  const auto& facts = backend.value.facts;
  if (!adopting && facts && facts->uid != plan.stored().uid) {
    return plan.Block(Reason::NameTaken,
                      plan.id->value + " belongs to the volume with uid " + facts->uid.value,
                      plan.id->value);
  }
  if (adopting) return PlanAdopt(plan);
  switch (backend.value.state) {
    case BackendState::Available:
      if (!facts || (!facts->deletedAt && facts->name == plan.stored().name)) return std::nullopt;
      return PlanRestore(plan, *facts);
    case BackendState::Creating:
    case BackendState::Deleting:
      return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy, {});
    case BackendState::Unreadable:
      return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, {});
    case BackendState::Failed:
      return plan.Block(Reason::BackendFailed, {}, plan.id->value);
  }
  return std::nullopt;
}

Device ExpectedDevice() {
  Device device;
  device.path = "its device";
  return device;
}

std::optional<Stop> NeedDevice(const Planning& plan) {
  const Observed<Device>& device = plan.seen().device;
  if (device.present()) return std::nullopt;
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  const auto* here = backend.present() ? AttachmentOn(backend.value, plan.in.node.name) : nullptr;
  if (here != nullptr && here->device.empty()) return plan.Block(Reason::NoDevice, {});
  const std::string path = here != nullptr ? here->device : "its device";
  return plan.WaitFor(plan.in.config.pollTransition, Reason::HostUnknown,
                      path + " has not appeared: " + device.why);
}

std::optional<Stop> NeedMounts(const Planning& plan) {
  const Milliseconds again = plan.in.config.retryUnknown;
  if (plan.seen().mounts.unknown()) {
    return plan.WaitFor(again, Reason::HostUnknown, plan.seen().mounts.why);
  }
  if (plan.seen().device.unknown()) {
    return plan.WaitFor(again, Reason::HostUnknown,
                        "its device could not be looked at: " + plan.seen().device.why);
  }
  return std::nullopt;
}

}  // namespace rexray::planning
