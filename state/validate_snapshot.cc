#include "state/validate_snapshot.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/spelling.h"
#include "state/validate_spec.h"

namespace rexray {
namespace {

// One that was taken already needs no volume any more.
std::string WhyNoVolume(const SnapshotSpec& spec, const SetAfter& after,
                        const ValidationContext& context) {
  const VolumeSpec* volume = after.volumes.Find(spec.volume);
  if (volume == nullptr) {
    return fmt::format("there is no Volume \"{}\"{}; declare it, or correct the name",
                       spec.volume.value, DidYouMean(spec.volume.value, after.volumes.Names()));
  }
  const Capabilities* can = CapabilitiesOf(*volume, context);
  if (can == nullptr || can->snapshots) return "";
  return fmt::format("the service \"{}\" of Volume \"{}\" makes no snapshots",
                     volume->service.value, spec.volume.value);
}

// The service of the Snapshot that a Volume names as its source; nullptr: it names none.
const ServiceName* ServiceOfSource(const SnapshotName& name, const DesiredSet& current,
                                   const SpecChange& change, const SetAfter& after) {
  if (const auto* declared = FindDeclared(current.snapshots, name))
    return &declared->status.service;
  const auto wanted =
      std::ranges::find(change.snapshots, name, [](const auto& each) { return each.spec.name; });
  if (wanted == change.snapshots.end()) return nullptr;
  const VolumeSpec* of = after.volumes.Find(wanted->spec.volume);
  return of == nullptr ? nullptr : &of->service;
}

void CheckCopy(const Sourced<VolumeSpec>& copy, const SetAfter& after,
               const ValidationContext& context, ValidationReport& report) {
  const VolumeName& name = copy.spec.source->volume;
  if (name.empty()) return;
  const VolumeSpec* origin = after.volumes.Find(name);
  const auto add = [&](const std::string& why) {
    report.Add(copy.spec, copy.managedBy, "spec.source.volume", why);
  };
  if (origin == nullptr || name == copy.spec.name) {
    return add(fmt::format("there is no other Volume \"{}\"{}; declare it, or correct the name",
                           name.value, DidYouMean(name.value, after.volumes.Names())));
  }
  if (origin->service != copy.spec.service) {
    return add(
        fmt::format("the Volume \"{}\" is one of the service \"{}\"; declare the same service",
                    name.value, origin->service.value));
  }
  const Capabilities* can = CapabilitiesOf(*origin, context);
  if (can != nullptr && !can->snapshots) {
    add(fmt::format("the service \"{}\" makes no snapshots, by which a copy is made",
                    origin->service.value));
  }
}

}  // namespace

void CheckSnapshots(const DesiredSet& current, const SpecChange& change, const SetAfter& after,
                    const ValidationContext& context, ValidationReport& report) {
  for (const auto& snapshot : change.snapshots) {
    const SnapshotSpec& spec = snapshot.spec;
    for (const SpecProblem& problem : CheckSpec(spec)) {
      report.Add(spec, snapshot.managedBy, problem.path, problem.message);
    }
    if (FindDeclared(current.snapshots, spec.name) != nullptr) continue;
    const std::string why = WhyNoVolume(spec, after, context);
    if (!why.empty()) report.Add(spec, snapshot.managedBy, "spec.volume", why);
  }
  for (const auto& volume : change.volumes) {
    if (!volume.spec.source || context.created.contains(volume.spec.name)) continue;
    CheckCopy(volume, after, context, report);
    const SnapshotName source{volume.spec.source->snapshot.value};
    const ServiceName* service = ServiceOfSource(source, current, change, after);
    if (service == nullptr || *service == volume.spec.service) continue;
    report.Add(volume.spec, volume.managedBy, "spec.source.snapshot",
               fmt::format("Snapshot \"{}\" is kept by the service \"{}\", and a Volume of \"{}\" "
                           "cannot be made from it; declare the same service",
                           source.value, service->value, volume.spec.service.value));
  }
}

}  // namespace rexray
