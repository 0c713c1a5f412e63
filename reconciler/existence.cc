#include <algorithm>

#include "reconciler/planning.h"

namespace rexray::planning {
namespace {

// A Create whose reply was lost, on a backend that only a listing tells about.
std::optional<Stop> ResolveByListing(Planning& plan) {
  const Observed<Listing>& listing = plan.seen().listing;
  const PlanConfig& config = plan.in.config;
  if (!listing.present() || !listing.value.complete) {
    return plan.WaitFor(config.retryUnknown, Reason::BackendUnknown,
                        "a Create was begun and its outcome is unknown; waiting for a complete "
                        "listing: " + listing.why);
  }
  const TimePoint called = std::max(plan.record().lastCreateAt.value_or(TimePoint{}),
                                    plan.record().lastEffectAt);
  const TimePoint settled = called + plan.in.capabilities->consistencyWindow;
  if (listing.asOf < settled) {
    return plan.WaitUntil(settled, Reason::ConsistencyWindow,
                          "a Create was begun and may not show in a listing yet");
  }
  std::vector<BackendId> ours;
  for (const BackendVolume& each : listing.value.volumes) {
    if (each.facts && each.facts->uid == plan.stored().uid) ours.push_back(each.id);
  }
  if (ours.size() > 1) {
    return plan.Block(Reason::AmbiguousName,
                      "several backend volumes carry our uid; none is picked", ours.front().value);
  }
  if (!ours.empty()) plan.id = ours.front();
  return std::nullopt;
}

}  // namespace

std::optional<Stop> ResolveId(Planning& plan) {
  const Record& record = plan.record();
  if (record.backendId) {
    plan.id = record.backendId;
    return std::nullopt;
  }
  const Observed<BackendVolume> backend = CurrentBackend(plan.in);
  switch (plan.in.capabilities->create) {
    case CreateIdempotency::ChosenId:  // asked for by the id that it has if it exists
      if (backend.unknown()) {
        return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
      }
      if (backend.present()) plan.id = backend.value.id;
      return std::nullopt;
    case CreateIdempotency::Token:
      // Replaying Create finds it; a removal must not create, so it asks the listing.
      if (!record.createStarted || plan.stored().volume) return std::nullopt;
      return ResolveByListing(plan);
    case CreateIdempotency::ListingOnly:
      if (!record.createStarted) return std::nullopt;
      return ResolveByListing(plan);
  }
  return std::nullopt;
}

std::optional<Stop> PlanExistence(Planning& plan) {
  const VolumeSpec& spec = plan.stored().volume->spec;
  if (!plan.in.capabilities) {
    return plan.Block(Reason::NoService,
                      "service " + spec.service.value + " is not configured on this node",
                      spec.service.value);
  }
  if (auto stop = ResolveId(plan)) return stop;
  if (!plan.id) {
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
    plan.Do(step::Create{spec.service, spec.size.value_or(Bytes{0})}, Reason::NotCreated,
            "service " + spec.service.value);
    return std::nullopt;
  }
  const Observed<BackendVolume> backend = CurrentBackend(plan.in);
  if (backend.absent()) {
    return plan.Block(Reason::BackendMissing,
                      "the backend says that " + plan.id->value + " does not exist",
                      plan.id->value);
  }
  if (backend.unknown()) return std::nullopt;  // a local repair needs no backend
  if (backend.value.facts && backend.value.facts->uid != plan.stored().uid) {
    return plan.Block(Reason::NameTaken,
                      plan.id->value + " belongs to the volume with uid " +
                          backend.value.facts->uid.value,
                      plan.id->value);
  }
  if (!plan.record().backendId && backend.present()) {
    plan.Do(step::Adopt{*plan.id}, Reason::NotCreated, "the database");
    return std::nullopt;
  }
  switch (backend.value.state) {
    case BackendState::Available: return std::nullopt;
    case BackendState::Creating:
    case BackendState::Deleting:
      return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy, {});
    case BackendState::Failed:
      return plan.Block(Reason::BackendFailed, {}, plan.id->value);
  }
  return std::nullopt;
}

std::optional<Stop> PlanAttach(Planning& plan) {
  if (plan.predicting()) {
    plan.Do(step::Attach{plan.id.value_or(BackendId{"the new volume"})}, Reason::NotAttached,
            "node " + plan.in.node.name.value);
    return std::nullopt;
  }
  const Observed<BackendVolume> backend = CurrentBackend(plan.in);
  const Observed<Device>& device = plan.seen().device;
  const auto& attached = plan.record().attach;
  if (backend.unknown()) {
    // Enough for repairing a mount: a device that we attached in this boot and that still is the same.
    const bool sameDevice = attached && attached->boot == plan.in.node.boot && device.present() &&
                            device.value.identity == attached->identity;
    if (sameDevice) return std::nullopt;
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
  }
  if (const auto* other = AttachmentOnOther(backend.value, plan.in.node.name)) {
    return plan.Block(Reason::AttachedElsewhere, "node " + other->node.value + " has it attached",
                      other->node.value);
  }
  const auto* here = AttachmentOn(backend.value, plan.in.node.name);
  const bool recorded = attached && attached->boot == plan.in.node.boot;
  if (here == nullptr || (here->state == AttachState::Attached && !recorded)) {
    plan.Do(step::Attach{*plan.id}, Reason::NotAttached, "node " + plan.in.node.name.value);
    return std::nullopt;
  }
  if (here->state != AttachState::Attached) {
    return plan.WaitFor(plan.in.config.pollTransition, Reason::BackendBusy,
                        "the backend is attaching or detaching it");
  }
  if (!device.present()) return std::nullopt;  // formatting and mounting ask for it themselves
  if (device.value.identity != backend.value.identity) {
    return plan.Block(Reason::IdentityMismatch,
                      device.value.path + " is " + device.value.identity.value + ", the volume is " +
                          backend.value.identity.value,
                      device.value.path);
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
  const Observed<BackendVolume> backend = CurrentBackend(plan.in);
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
