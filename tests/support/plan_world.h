#pragma once

#include <string>
#include <vector>

#include "state/plan_input.h"

namespace rexray {

// A PlanInput put together in a test's own words. It starts as a block volume "pg" on service
// "local", declared with ext4 and an Attachment that mounts it at /srv/pg on node "n1"; nothing
// exists yet, and everything was looked at just now.
class PlanWorld {
 public:
  PlanWorld();

  PlanInput input;

  static constexpr const char* kTarget = "/srv/pg";
  static constexpr const char* kUuid = "11111111-1111-5111-8111-111111111111";

  // Each states one more thing that is so, earlier ones included.
  PlanWorld& Created();     // the backend has it, its facts say created blank
  PlanWorld& Attached();    // to n1, and its device is there, blank
  PlanWorld& Formatting();  // MarkFormatting was written
  PlanWorld& Formatted();   // complete
  PlanWorld& Mounted();     // by us, in this boot

  PlanWorld& Probed(std::vector<Signature> signatures, bool endsAreZero,
                    std::optional<bool> clean = std::nullopt);
  PlanWorld& Layer(const std::string& target, bool ofVolume);  // one more line of mountinfo
  PlanWorld& NothingMounted();
  PlanWorld& Deleted(ReclaimPolicy policy, TimePoint deleteAfter);
  PlanWorld& Snapshotted(SnapshotState state);  // for this deletion, on a service that can
  PlanWorld& WithoutAttachment();               // it was deleted
  PlanWorld& Clean();                           // the mount point is an empty directory

  AttachmentSpec& attachment() { return input.stored.attachments.front().spec; }
  Record& record() { return input.stored.record; }
  BackendVolume& backend() { return input.observation.backend.value; }
};

// "Create Attach Mount", "Wait BackendUnknown", "Blocked FormatRefused", "" for converged.
std::string Summary(const Plan& plan);
// The plan that the planner makes of it, summarised.
std::string PlanOf(const PlanWorld& world);

}  // namespace rexray
