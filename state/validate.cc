#include "state/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "state/validate_attachment.h"
#include "state/validate_change.h"
#include "state/validate_report.h"
#include "state/validate_set.h"
#include "state/validate_snapshot.h"
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

// One backend volume is one Volume (G44); said before anything begins.
void CheckAdoptedOnce(const SetAfter& after, const SpecChange& change, ValidationReport& report) {
  using Place = std::pair<ServiceName, BackendId>;
  const auto placeOf = [](const VolumeSpec& spec) -> std::optional<Place> {
    if (!spec.adopt || !spec.adopt->id) return std::nullopt;
    return Place{spec.service, *spec.adopt->id};
  };
  std::map<Place, const Sourced<VolumeSpec>*> adopting;
  for (const auto& volume : change.volumes) {
    if (const auto place = placeOf(volume.spec)) adopting.emplace(*place, &volume);
  }
  if (adopting.empty()) return;
  for (const std::string_view name : after.volumes.Names()) {
    const VolumeSpec& other = *after.volumes.Find({std::string(name)});
    const auto place = placeOf(other);
    const auto same = place ? adopting.find(*place) : adopting.end();
    if (same == adopting.end() || same->second->spec.name == other.name) continue;
    report.Add(same->second->spec, same->second->managedBy, "spec.adopt.id",
               fmt::format("\"{}\" is the Volume \"{}\" already; remove one of them",
                           place->second.value, name));
  }
}

}  // namespace

void Complete(SpecChange& change, const ValidationContext& context) {
  const ServiceName* only =
      OnlyCreator(context.services, [](const Capabilities& can) { return can; });
  for (auto& volume : change.volumes) {
    if (volume.spec.service.empty() && only != nullptr) volume.spec.service = *only;
  }
  for (auto& attachment : change.attachments) {
    AttachmentSpec& spec = attachment.spec;
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
  CheckSnapshots(current, change, after, context, report);
  CheckAdoptedOnce(after, change, report);
  CheckNeighbours(after, context, report);
  CheckChanges(current, change, context, report);
  return report.Take();
}

}  // namespace rexray
