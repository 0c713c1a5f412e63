#include <algorithm>

#include "reconciler/existing.h"
#include "reconciler/planning.h"

// Finds out which backend volume a declaration means.

namespace rexray::planning {
namespace {

// By its facts; without any, because the look at the id that is derived from the uid found it: had
// that one not, a listing would have been asked for.
bool IsMeant(const Planning& plan, const BackendVolume& volume) {
  return volume.facts ? IsMeantBy(*volume.facts, plan.stored()) : !plan.seen().listing.present();
}

// A Create would answer with what its uid made before, under a name that it no longer has.
std::optional<Stop> RefuseRenamed(const Planning& plan) {
  for (const BackendVolume& each : plan.seen().listing.value.candidates) {
    if (!each.facts || each.facts->uid != plan.stored().uid) continue;
    return plan.Block(Reason::NameTaken,
                      each.id.value + " was made under this name and is called " +
                          each.facts->name.value + " now",
                      each.id.value);
  }
  return std::nullopt;
}

std::string IdsOf(const std::vector<BackendVolume>& volumes) {
  std::string ids;
  for (const BackendVolume& each : volumes) ids += (ids.empty() ? "" : ", ") + each.id.value;
  return ids;
}

std::optional<Stop> Choose(Planning& plan, const std::vector<BackendVolume>& found) {
  if (found.size() > 1) {
    return plan.Block(Reason::AmbiguousName,
                      "several backend volumes could be meant and none is picked: " + IdsOf(found),
                      found.front().id.value);
  }
  const BackendVolume& only = found.front();
  if (only.state == BackendState::Unreadable) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown,
                        only.id.value + " carries its name and could not be looked at");
  }
  plan.id = only.id;
  const bool ours = only.facts && IsMeantBy(*only.facts, plan.stored());
  plan.takeOver = !ours && IsTakeOver(only, plan.in.node.domain);
  return std::nullopt;
}

// A complete listing that shows what our last Create did, if it did anything.
std::optional<Stop> NeedListing(const Planning& plan) {
  const Observed<ListingExtract>& listing = plan.seen().listing;
  const PlanConfig& config = plan.in.config;
  if (!listing.present() || !listing.value.complete) {
    return plan.WaitFor(
        config.retryUnknown, Reason::BackendUnknown,
        "no complete listing tells whether the backend has it already: " + listing.why);
  }
  const Record& record = plan.record();
  if (!record.createStarted) return std::nullopt;
  const TimePoint called = std::max(record.lastCreateAt.value_or(TimePoint{}), record.lastEffectAt);
  const TimePoint settled = called + plan.in.capabilities->consistencyWindow;
  if (listing.asOf >= settled) return std::nullopt;
  return plan.WaitUntil(settled, Reason::ConsistencyWindow,
                        "a Create was begun and may not show in a listing yet");
}

// Of a volume that is being removed: only what our own Create made without our learning its id.
std::optional<Stop> ResolveLost(Planning& plan) {
  if (auto stop = NeedListing(plan)) return stop;
  const Existing existing =
      FindExisting(plan.stored(), plan.in.node.domain, plan.seen().listing.value.candidates);
  if (existing.kind != Existing::Kind::Ours) return std::nullopt;
  return Choose(plan, existing.found);
}

std::optional<Stop> ResolveById(Planning& plan, const BackendId& id) {
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  if (backend.unknown()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
  }
  if (backend.absent()) {
    return plan.Block(Reason::AdoptMissing, "the backend has no volume " + id.value, id.value);
  }
  return Choose(plan, {backend.value});
}

std::optional<Stop> ResolveDeclared(Planning& plan) {
  const VolumeSpec& spec = plan.stored().volume->spec;
  if (spec.adopt && spec.adopt->id) return ResolveById(plan, *spec.adopt->id);
  if (auto stop = NeedListing(plan)) return stop;
  const Existing existing =
      FindExisting(plan.stored(), plan.in.node.domain, plan.seen().listing.value.candidates);
  switch (existing.kind) {
    case Existing::Kind::None:
      if (!spec.adopt) return RefuseRenamed(plan);
      return plan.Block(Reason::AdoptMissing, "the backend shows no volume that spec.adopt names");
    case Existing::Kind::Ours:
    case Existing::Kind::Declared:
    case Existing::Kind::OfDomain:
      return Choose(plan, existing.found);
    case Existing::Kind::Others:
      if (spec.onExisting == OnExisting::Adopt) return Choose(plan, existing.found);
      return plan.Block(Reason::NameTaken,
                        "the backend holds " + IdsOf(existing.found) +
                            " under this name, which rexray did not make here",
                        existing.found.front().id.value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Stop> ResolveId(Planning& plan) {
  const Record& record = plan.record();
  if (record.backendId) {
    plan.id = record.backendId;
    return std::nullopt;
  }
  const bool declared = plan.stored().volume.has_value();
  // What bears its uid all the same, a database that was lost made: removing a wish is no leave to
  // delete that.
  if (!declared && !record.createStarted) return std::nullopt;
  switch (plan.in.capabilities->create) {
    case CreateIdempotency::ChosenId: {  // asked for by the id that it has if it exists
      const bool adopts = declared && plan.stored().volume->spec.adopt;
      const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
      if (!adopts && backend.unknown()) {
        return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown, backend.why);
      }
      if (!adopts && backend.present() && IsMeant(plan, backend.value)) {
        plan.id = backend.value.id;
        return std::nullopt;
      }
      return declared ? ResolveDeclared(plan) : std::nullopt;
    }
    case CreateIdempotency::Token:
      // Replaying Create finds it; a removal must not create, so it asks the listing.
      if (!declared) return ResolveLost(plan);
      return record.createStarted ? std::nullopt : ResolveDeclared(plan);
    case CreateIdempotency::ListingOnly:
      return declared ? ResolveDeclared(plan) : ResolveLost(plan);
  }
  return std::nullopt;
}

}  // namespace rexray::planning
