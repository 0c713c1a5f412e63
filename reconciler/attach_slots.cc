#include "reconciler/attach_slots.h"

namespace rexray {

AttachSlots::Lease AttachSlots::TryTake(const ServiceName& service, ActionKind action,
                                        const PlanInput& input) {
  const bool attaches = action == ActionKind::Attach;
  const bool competes = attaches || action == ActionKind::Detach;
  const auto free = std::make_shared<int>();
  if (!competes || !input.capabilities) return free;
  const std::lock_guard lock(mutex_);
  Counts& running = running_[service];
  if (input.capabilities->serialAttach && running.attaching + running.detaching > 0) return nullptr;
  const auto& limit = input.capabilities->attachLimit;
  const std::size_t used = input.observation.listing.value.attachedHere + running.attaching;
  if (attaches && limit && used >= *limit) return nullptr;
  std::size_t& count = attaches ? running.attaching : running.detaching;
  ++count;
  return Lease(&count, [this](std::size_t* taken) {
    const std::lock_guard release(mutex_);
    --*taken;
  });
}

}  // namespace rexray
