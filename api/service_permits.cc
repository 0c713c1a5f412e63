#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "api/phase.h"
#include "api/volume_service.h"
#include "state/plan_input.h"

// What an operator answers for with their name.

namespace rexray {
namespace {

std::vector<std::string> HoldersOf(const Listing& listing, const VolumeState& stored,
                                   const NodeName& here) {
  std::vector<std::string> holders;
  for (const BackendVolume& each : listing.volumes) {
    const bool meant = stored.record.backendId ? each.id == *stored.record.backendId
                                               : each.facts && each.facts->uid == stored.uid;
    if (!meant) continue;
    for (const BackendAttachment& attachment : each.attachments) {
      if (attachment.node != here) holders.push_back(attachment.node.value);
    }
  }
  return holders;
}

bool IsWanted(const VolumeState& stored, const NodeName& node) {
  const bool claimed = std::ranges::count(stored.claims, node, &Claim::node) > 0;
  return claimed || FindAttachment(stored, node) != nullptr;
}

std::string InWords(const PlanReport& report) {
  if (const auto* wait = std::get_if<Wait>(&report.plan)) {
    return std::string(ToString(wait->reason));
  }
  if (const auto* blocked = std::get_if<Blocked>(&report.plan)) {
    return std::string(ToString(blocked->reason));
  }
  const auto& actions = std::get<Actions>(report.plan);
  return std::string(ToString(actions.empty() ? Reason::Converged : actions.front().reason));
}

std::string InWords(const std::vector<Claim>& claims) {
  std::vector<std::string> words;
  for (const Claim& claim : claims) {
    words.push_back(fmt::format("{} {} ({})", claim.door, claim.consumer, claim.count));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

Event VolumeService::Audit(const VolumeName& volume, std::string reason,
                           std::string message) const {
  Event event;
  event.at = seams_.clock.Now();
  event.volume = volume;
  event.reason = std::move(reason);
  event.message = std::move(message);
  return event;
}

ApiResult<VolumeState> VolumeService::Grant(const VolumeName& name, const Permit& permit,
                                            Event event) {
  event.type = EventType::Warning;  // a risk that somebody takes
  REXRAY_TRY(seams_.store.Grant(name, permit, {std::move(event)}));
  Wake(name);
  REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(name));
  return stored;
}

ApiResult<VolumeState> VolumeService::PermitPreemption(const PreemptRequest& request) {
  const std::string& name = request.name.value;
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(request.name));
  if (!stored.volume || !IsWanted(stored, config_.node)) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is not wanted on {}, so nothing is to be taken away for it; "
                            "apply an Attachment to this node first",
                            name, config_.node.value));
  }
  REXRAY_ASSIGN(const NodeName holder, HolderOf(stored, request.holder));
  const Permit permit{PermitKind::Preempt, holder.value, request.evidence, request.by,
                      seams_.clock.Now()};
  return Grant(request.name, permit,
               Audit(request.name, "PreemptionPermitted",
                     fmt::format("{} may take it away from {}, permitted by {}: {}",
                                 config_.node.value, holder.value, request.by, request.evidence)));
}

Result<std::vector<std::string>> VolumeService::HoldersElsewhere(const VolumeState& stored) {
  const ServiceName& service =
      stored.record.backendId ? stored.record.service : stored.volume->spec.service;
  const auto listings = listings_.Of({service}, config_.listPatience);
  const ShownListing& listing = listings.at(service);
  if (!listing.present()) {
    return Fail(Code::Unavailable,
                fmt::format("service {} does not tell who holds volume {}: {}; try again",
                            service.value, stored.name.value, listing.why));
  }
  return HoldersOf(*listing.value, stored, config_.node);
}

Result<NodeName> VolumeService::HolderOf(const VolumeState& stored,
                                         const std::optional<NodeName>& named) {
  REXRAY_ASSIGN(const std::vector<std::string> holders, HoldersElsewhere(stored));
  if (holders.empty()) {
    return Fail(Code::FailedPrecondition,
                fmt::format("no other node holds volume {0}; `rexray why {0}` tells what does",
                            stored.name.value));
  }
  const std::string wanted = named ? named->value : holders.front();
  const bool holds = std::ranges::find(holders, wanted) != holders.end();
  if (holds && (named || holders.size() == 1)) return NodeName{wanted};
  return Fail(Code::FailedPrecondition,
              fmt::format("volume {} is held by {}; name one of them with --holder",
                          stored.name.value, fmt::join(holders, ", ")));
}

ApiResult<VolumeState> VolumeService::PermitFormat(const FormatRequest& request) {
  const std::string& name = request.name.value;
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(request.name));
  const auto service = config_.services.find(stored.record.service);
  if (service != config_.services.end() && !service->second.capabilities.creates) {
    return Fail(Code::FailedPrecondition,
                fmt::format("service {} takes volumes as they are and formats none; make a "
                            "filesystem by hand, and adopt it by its new id",
                            service->first.value));
  }
  REXRAY_ASSIGN(const std::vector<PlanReport> plans, Plan(request.name));
  const auto* blocked = std::get_if<Blocked>(&plans.front().plan);
  if (blocked == nullptr || blocked->reason != Reason::FormatRefused) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("volume {} is not blocked by FormatRefused ({}), so there is nothing to "
                    "confirm; `rexray why {}` tells more",
                    name, InWords(plans.front()), name));
  }
  if (stored.record.backendId != request.confirm) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("{} is not the backend id of volume {}; nothing is formatted. Look at it "
                    "with `rexray get volumes {} -o wide`, and confirm its id if all that is "
                    "on it may be lost",
                    request.confirm.value, name, name));
  }
  const Permit permit{
      PermitKind::Format, request.confirm.value, {}, request.by, seams_.clock.Now()};
  return Grant(request.name, permit,
               Audit(request.name, "FormatPermitted",
                     fmt::format("{} may be formatted, whatever is on it, permitted by {}",
                                 request.confirm.value, request.by)));
}

// A claim of an earlier boot has no user any more. Whether one of this boot has, only its door
// knows.
ApiResult<ReleaseOutcome> VolumeService::Release(const ReleaseRequest& request) {
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(request.name));
  ReleaseOutcome outcome;
  for (const Claim& claim : stored.claims) {
    if (claim.node != config_.node) continue;
    const bool gone = request.all || claim.boot != config_.boot;
    (gone ? outcome.released : outcome.kept).push_back(claim);
  }
  if (outcome.released.empty()) return outcome;
  // Told first: no claim ends without a trace.
  REXRAY_TRY(seams_.store.AppendEvents(
      {Audit(request.name, "ClaimsReleased",
             fmt::format("{} by {}", InWords(outcome.released), request.by))}));
  for (Claim claim : outcome.released) {
    claim.count = 0;
    REXRAY_TRY(seams_.store.PutClaim(claim, seams_.clock.Now()));
  }
  Wake(request.name);
  return outcome;
}

}  // namespace rexray
