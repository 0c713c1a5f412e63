#include "state/validate.h"

#include "state/validate_attachment.h"
#include "state/validate_change.h"
#include "state/validate_report.h"
#include "state/validate_set.h"
#include "state/validate_volume.h"

namespace rexray {

void Complete(SpecChange& change, const ValidationContext& context) {
  if (context.services.size() == 1) {
    for (auto& volume : change.volumes) {
      if (volume.spec.service.empty()) volume.spec.service = context.services.begin()->first;
    }
  }
  if (!context.domainOfOne) return;
  for (auto& attachment : change.attachments) {
    if (attachment.spec.node.empty()) attachment.spec.node = context.node;
  }
}

std::vector<Problem> Validate(const DesiredSet& current, const SpecChange& change,
                              const ValidationContext& context) {
  ValidationReport report;
  const SetAfter after = MakeSetAfter(current, change);
  std::map<VolumeName, const VolumeSpec*> before;
  for (const auto& declared : current.volumes) before.emplace(declared.spec.name, &declared.spec);
  for (const auto& volume : change.volumes) {
    const auto found = before.find(volume.spec.name);
    CheckVolume(volume, found == before.end() ? nullptr : found->second, context, report);
  }
  for (const auto& attachment : change.attachments) {
    CheckAttachment(attachment, after, context, report);
  }
  CheckNeighbours(after, context, report);
  CheckChanges(current, change, context, report);
  return report.Take();
}

}  // namespace rexray
