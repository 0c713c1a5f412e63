#include "state/validate_change.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

#include "state/fields.h"
#include "state/validate_set.h"

namespace rexray {
namespace {

// Whose objects a manifest may take over.
bool IsNoApplySet(std::string_view set) {
  return set == kCliSet || set == kDockerSet || set == kDiscoveredSet;
}

struct Shown {
  std::string operator()(std::monostate) const { return "nothing"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const std::string& value) const { return fmt::format("\"{}\"", value); }
  std::string operator()(const std::vector<std::string>& value) const {
    return fmt::format("[{}]", fmt::join(value, ", "));
  }
  std::string operator()(const std::map<std::string, std::string>& value) const {
    return fmt::format("{} entries", value.size());
  }
};

std::string Show(const std::optional<FieldValue>& value) {
  return value ? std::visit(Shown{}, *value) : "nothing";
}

template <class Spec>
std::string WhyFixed(const SpecField<Spec>& candidate, const Spec& before, const Spec& after) {
  return fmt::format("cannot change from {} to {} once the volume exists; {}",
                     Show(candidate.get(before)), Show(candidate.get(after)),
                     candidate.field.route);
}

std::string_view RouteOf(std::string_view path) {
  for (const SpecField<VolumeSpec>& each : FieldsOf<VolumeSpec>())
    if (each.field.path == path) return each.field.route;
  return {};
}

void CheckSize(const VolumeSpec& before, const Sourced<VolumeSpec>& after,
               const ValidationContext& context, ValidationReport& report) {
  if (!before.size || !after.spec.size || *after.spec.size == *before.size) return;
  const bool shrinks = *after.spec.size < *before.size;
  const Capabilities* can = CapabilitiesOf(after.spec, context);
  if (!shrinks && can != nullptr && can->expand) return;
  const std::string why = shrinks
                              ? "would cut off data"
                              : fmt::format("is beyond the service \"{}\"", before.service.value);
  constexpr std::string_view kSize = "spec.size";
  report.Add(
      after.spec, after.managedBy, kSize,
      fmt::format("{} from {} to {} {}; keep the size, or {}", shrinks ? "shrinking" : "expanding",
                  ToString(*before.size), ToString(*after.spec.size), why, RouteOf(kSize)));
}

// What its backend can change of a volume that exists.
bool CanChange(const VolumeSpec& spec, std::string_view path, const ValidationContext& context) {
  const Capabilities* can = CapabilitiesOf(spec, context);
  return can != nullptr && can->modify && (path == "spec.type" || path == "spec.iops");
}
template <class Spec>
bool CanChange(const Spec&, std::string_view, const ValidationContext&) {
  return false;
}

template <class Spec>
void CheckImmutables(const Spec& before, const Sourced<Spec>& after, const Spec& effectiveAfter,
                     const ValidationContext& context, ValidationReport& report) {
  for (const SpecField<Spec>& candidate : FieldsOf<Spec>()) {
    const Field& field = candidate.field;
    if (CanChange(after.spec, field.path, context)) continue;
    if (field.mutability != Mutability::Immutable || field.type == FieldType::Object) continue;
    if (candidate.get(before) == candidate.get(effectiveAfter)) continue;
    report.Add(after.spec, after.managedBy, field.path,
               WhyFixed(candidate, before, effectiveAfter));
  }
}

// With everything written out that leaving it out means: saying so later is no change.
VolumeSpec Effective(VolumeSpec spec, const ValidationContext& context) {
  spec.filesystem = EffectiveFilesystem(spec, CapabilitiesOf(spec, context));
  if (!spec.owner && context.domainOfOne) spec.owner = context.node;
  return spec;
}

template <class Spec>
void CheckManager(const Declared<Spec>& before, const Sourced<Spec>& after,
                  ValidationReport& report) {
  const ManagedBy& owner = before.managedBy;
  const bool verb = after.managedBy.set == kCliSet;
  if (owner.set == after.managedBy.set || verb || IsNoApplySet(owner.set)) return;
  const std::string where = owner.source.empty() ? "" : fmt::format(" ({})", owner.source);
  report.Add(
      after.spec, after.managedBy, "",
      fmt::format("it is managed by the set \"{}\"{}, not by \"{}\"; change it there, or delete "
                  "it there before it is declared here",
                  owner.set, where, after.managedBy.set));
}

template <class Object, class Spec, class Check>
void ForEachChanged(const std::vector<std::shared_ptr<const Object>>& current,
                    const std::vector<Sourced<Spec>>& changed, Check check) {
  for (const auto& sourced : changed) {
    const auto* before = FindDeclared(current, sourced.spec.name);
    if (before != nullptr) check(*before, sourced);
  }
}

constexpr std::string_view kProtected =
    "it is protected from deletion; set deletionProtection: false, apply, then delete it";

void CheckProtection(const DesiredSet& current, const SpecChange& change,
                     ValidationReport& report) {
  for (const VolumeRemoval& removal : change.removedVolumes) {
    const auto* found = FindDeclared(current.volumes, removal.name);
    if (found == nullptr || !found->spec.deletionProtection) continue;
    report.Add(found->spec, found->managedBy, "spec.deletionProtection", kProtected);
  }
  for (const SnapshotName& removal : change.removedSnapshots) {
    const auto* found = FindDeclared(current.snapshots, removal);
    if (found == nullptr || !found->spec.deletionProtection) continue;
    report.Add(found->spec, found->managedBy, "spec.deletionProtection", kProtected);
  }
}

void CheckContradictions(const SpecChange& change, ValidationReport& report) {
  std::set<std::string_view> removed;
  for (const VolumeRemoval& removal : change.removedVolumes) removed.insert(removal.name.value);
  for (const auto& volume : change.volumes) {
    if (!removed.contains(volume.spec.name.value)) continue;
    report.Add(volume.spec, volume.managedBy, "", "it is both declared and removed; choose one");
  }
}

}  // namespace

void CheckChanges(const DesiredSet& current, const SpecChange& change,
                  const ValidationContext& context, ValidationReport& report) {
  ForEachChanged(current.volumes, change.volumes, [&](const auto& before, const auto& after) {
    CheckManager(before, after, report);
    if (!context.created.contains(before.spec.name)) return;
    CheckImmutables(Effective(before.spec, context), after, Effective(after.spec, context), context,
                    report);
    CheckSize(before.spec, after, context, report);
  });
  ForEachChanged(current.attachments, change.attachments,
                 [&](const auto& before, const auto& after) {
                   CheckManager(before, after, report);
                   if (!context.created.contains(before.spec.volume)) return;
                   CheckImmutables(before.spec, after, after.spec, context, report);
                 });
  ForEachChanged(current.snapshots, change.snapshots, [&](const auto& before, const auto& after) {
    CheckManager(before, after, report);
    CheckImmutables(before.spec, after, after.spec, context, report);
  });
  CheckProtection(current, change, report);
  CheckContradictions(change, report);
}

}  // namespace rexray
