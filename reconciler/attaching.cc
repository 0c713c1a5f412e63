#include "policies/preemption.h"
#include "reconciler/planning.h"

// Attaches the volume to this node: beside others where its access mode allows it, in their place
// only with evidence.

namespace rexray::planning {
namespace {

AccessMode ModeOf(const Planning& plan) { return plan.stored().volume->spec.accessMode; }

void DoAttach(Planning& plan, BackendId id) {
  plan.Do(step::Attach{std::move(id), ModeOf(plan)}, Reason::NotAttached,
          "node " + plan.in.node.name.value);
}

// What of the holder the policy waits for, in words.
std::string AwaitedOf(Preemption preemption) {
  switch (preemption) {
    case Preemption::Never:
    case Preemption::Always:
      return {};
    case Preemption::WhenReleased:
      return "the backend shows it detached";
    case Preemption::WhenDead:
      return "the backend says that this node is stopped or gone";
    case Preemption::WhenFenced:
      return "the backend says that this node is fenced";
  }
  return {};
}

Stop Held(const Planning& plan, const BackendAttachment& holder) {
  const std::string who = "node " + holder.node.value + " has it attached";
  if (ModeOf(plan) != AccessMode::ReadWriteOnce) {
    return plan.Block(Reason::AccessModeConflict, who + " in another way", holder.node.value);
  }
  const AttachmentSpec* here = FindAttachment(plan.stored(), plan.in.node.name);
  const std::string awaited = here != nullptr ? AwaitedOf(here->preemption) : std::string();
  if (awaited.empty()) return plan.Block(Reason::AttachedElsewhere, who, holder.node.value);
  return plan.WaitFor(plan.in.config.retryUnknown, Reason::WaitsForRelease,
                      who + "; it is taken over once " + awaited);
}

// A mount that outlived our attachment shows nothing that may be relied on.
std::optional<Stop> PlanLost(Planning& plan) {
  const auto& attached = plan.record().attach;
  if (!attached || attached->boot != plan.in.node.boot || !plan.record().mount) return std::nullopt;
  return PlanUnmount(plan, Reason::AttachedElsewhere);
}

std::optional<Stop> PlanPreemption(Planning& plan, const BackendAttachment& holder,
                                   TimePoint asOf) {
  auto evidence = EvidenceAgainst(holder, asOf, plan.in);
  if (!evidence) {
    if (auto stop = PlanLost(plan)) return stop;
    return Held(plan, holder);
  }
  if (!plan.in.capabilities->forceDetach) {
    return plan.Block(Reason::AttachedElsewhere,
                      "node " + holder.node.value +
                          " has it attached, and the backend cannot take it away from there",
                      holder.node.value);
  }
  plan.Do(step::ForceDetach{*plan.id, holder.node, *std::move(evidence)}, Reason::Preempted,
          "node " + holder.node.value, Risk::Destructive);
  DoAttach(plan, *plan.id);
  return std::nullopt;
}

std::optional<Stop> NeedSlot(const Planning& plan) {
  const auto& limit = plan.in.capabilities->attachLimit;
  if (!limit) return std::nullopt;
  const Observed<ListingExtract>& listing = plan.seen().listing;
  if (!listing.present() || !listing.value.complete) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown,
                        "how many volumes are attached to this node is not known: " + listing.why);
  }
  if (listing.value.attachedHere < *limit) return std::nullopt;
  return plan.Block(Reason::NoFreeSlot,
                    "node " + plan.in.node.name.value + " has " +
                        std::to_string(listing.value.attachedHere) + " of " +
                        std::to_string(*limit) + " volumes attached",
                    plan.in.node.name.value);
}

// It is attached here: is the device there, and the right one?
std::optional<Stop> CheckDevice(const Planning& plan, const BackendVolume& volume) {
  const Observed<Device>& device = plan.seen().device;
  if (!device.present()) return std::nullopt;  // formatting and mounting ask for it themselves
  if (device.value.identity == volume.identity) return std::nullopt;
  return plan.Block(Reason::IdentityMismatch,
                    device.value.path + " is " + device.value.identity.value + ", the volume is " +
                        volume.identity.value,
                    device.value.path);
}

// Enough for repairing a mount: a device that we attached in this boot and that still is the same.
bool HasSameDevice(const Planning& plan) {
  const auto& attached = plan.record().attach;
  const Observed<Device>& device = plan.seen().device;
  return attached && attached->boot == plan.in.node.boot && device.present() &&
         device.value.identity == attached->identity;
}

}  // namespace

std::optional<Stop> PlanAttach(Planning& plan) {
  if (plan.predicting()) {
    DoAttach(plan, plan.id.value_or(BackendId{"the new volume"}));
    return std::nullopt;
  }
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  if (backend.unknown()) {
    if (HasSameDevice(plan)) return std::nullopt;
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
  }
  if (const auto* holder = FindInTheWay(backend.value, plan.in.node.name, ModeOf(plan))) {
    return PlanPreemption(plan, *holder, backend.asOf);
  }
  const auto* here = AttachmentOn(backend.value, plan.in.node.name);
  const auto& attached = plan.record().attach;
  const bool recorded = attached && attached->boot == plan.in.node.boot;
  if (here == nullptr) {
    if (auto stop = NeedSlot(plan)) return stop;
  }
  if (here == nullptr || (here->state == AttachState::Attached && !recorded)) {
    DoAttach(plan, *plan.id);
    return std::nullopt;
  }
  if (here->state != AttachState::Attached) {
    return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy,
                        "the backend is attaching or detaching it");
  }
  return CheckDevice(plan, backend.value);
}

}  // namespace rexray::planning
