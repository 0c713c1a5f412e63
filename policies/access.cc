#include "policies/preemption.h"
#include "policies/rules.h"

namespace rexray::policies {
namespace {

bool TwoMayNotWrite(const VolumeSpec& spec, const Capabilities& capabilities) {
  if (!capabilities.block) return false;
  return !spec.filesystem || spec.filesystem->type != FilesystemType::None;
}

}  // namespace

// Two nodes never write one ext4, xfs or btrfs (G45), and no node gets more volumes than the
// backend takes.
Verdict JudgeAccess(const Action& action, const PlanInput& input) {
  const auto* attach = std::get_if<step::Attach>(&action.step);
  if (attach == nullptr || !input.capabilities || !input.stored.volume) return {};
  const bool unsafe = attach->accessMode == AccessMode::ReadWriteMany &&
                      TwoMayNotWrite(input.stored.volume->spec, *input.capabilities);
  if (unsafe) return Deny(Reason::AccessModeConflict, "its filesystem takes one writing node only");
  const Observed<BackendVolume>& backend = input.observation.backend;
  const auto* other = FindInTheWay(backend.value, input.node.name, attach->accessMode);
  if (backend.present() && other != nullptr) {
    return Deny(Reason::AttachedElsewhere, "node " + other->node.value + " has it attached");
  }
  const auto& limit = input.capabilities->attachLimit;
  const Observed<ListingExtract>& listing = input.observation.listing;
  if (!limit || !listing.present() || listing.value.attachedHere < *limit) return {};
  return Deny(Reason::NoFreeSlot, std::string(Explain(Reason::NoFreeSlot)));
}

}  // namespace rexray::policies
