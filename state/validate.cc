#include "state/validate.h"

#include <algorithm>

#include "state/validate_attachment.h"
#include "state/validate_change.h"
#include "state/validate_report.h"
#include "state/validate_set.h"
#include "state/validate_volume.h"

namespace rexray {
namespace {

bool IsSelected(const std::map<std::string, std::string>& selector,
                const std::map<std::string, std::string>& labels) {
  return std::ranges::all_of(selector, [&](const auto& wanted) {
    const auto found = labels.find(wanted.first);
    return found != labels.end() && found->second == wanted.second;
  });
}

}  // namespace

void Complete(SpecChange& change, const ValidationContext& context) {
  if (context.services.size() == 1) {
    for (auto& volume : change.volumes) {
      if (volume.spec.service.empty()) volume.spec.service = context.services.begin()->first;
    }
  }
  for (auto& [spec, managedBy] : change.attachments) {
    const bool chosen = spec.nodeSelector.empty() ? context.domainOfOne
                                                  : IsSelected(spec.nodeSelector, context.labels);
    if (spec.node.empty() && chosen) spec.node = context.node;
  }
}

std::vector<Problem> Validate(const DesiredSet& current, const SpecChange& change,
                              const ValidationContext& context) {
  ValidationReport report;
  const SetAfter after = MakeSetAfter(current, change);
  for (const auto& volume : change.volumes) {
    const auto* before = FindDeclared(current.volumes, volume.spec.name);
    CheckVolume(volume, before == nullptr ? nullptr : &before->spec, context, report);
  }
  for (const auto& attachment : change.attachments) {
    CheckAttachment(attachment, after, context, report);
  }
  CheckNeighbours(after, context, report);
  CheckChanges(current, change, context, report);
  return report.Take();
}

}  // namespace rexray
