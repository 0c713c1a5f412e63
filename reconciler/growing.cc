#include <algorithm>

#include "reconciler/planner.h"
#include "reconciler/planning.h"

// Makes a volume as large as it is declared, layer by layer: the backend's, its device here, its
// filesystem. Each layer is told by what is seen of the one below it, so a step that was cut off is
// just taken again. Nothing ever shrinks.

namespace rexray {
namespace planning {
namespace {

// What others made, and a copy of a snapshot, may hold less than their device.
bool IsSmaller(const Planning& plan, const FormatState& format, Bytes device) {
  if (format.size.value != 0) return format.size < device;
  return plan.stored().volume->spec.source && plan.stored().volume->spec.size;
}

// The filesystem of the volume, if it is to be grown to `device`, and where it is used.
struct Growth {
  FormatState format;
  DesiredMount mount;
};

std::optional<Growth> GrowthOf(const Planning& plan, Bytes device) {
  const auto& facts = FactsOf(plan.in);
  if (!facts) return std::nullopt;
  const FormatState& format = facts->format;
  if (format.phase != FormatPhase::Formatted || format.type == FilesystemType::None)
    return std::nullopt;
  if (!IsSmaller(plan, format, device)) return std::nullopt;
  auto mount = WantedMount(plan.stored(), plan.in.node);
  if (!mount || mount->IsReadOnly()) return std::nullopt;
  return Growth{format, std::move(*mount)};
}

bool IsRefused(const Planning& plan, Bytes device) {
  const auto& failure = plan.record().growthFailure;
  return failure && failure->device == device && !plan.in.node.growsAgain;
}

bool GrowsMounted(const Planning& plan, FilesystemType type) {
  return type != FilesystemType::Ext4 || plan.in.node.growsMountedExt4;
}

bool IsClaimed(const Planning& plan) { return ClaimedHere(plan.stored(), plan.in.node); }

bool IsAlone(const Planning& plan, const DesiredMount& mount) {
  const auto& mounts = plan.seen().mounts.value;
  return std::ranges::count_if(
             mounts, [&](const SeenMount& each) { return each.entry.target == mount.target; }) == 1;
}

void GrowUnmounted(Planning& plan, const Growth& growth, const Device& device) {
  plan.Do(step::GrowFilesystem{device, growth.format.type, growth.format.uuid, {}},
          Reason::FilesystemSmaller, device.path);
}

// Those who have claimed it are not disturbed: it grows when it is mounted next.
std::optional<Stop> PlanFilesystem(Planning& plan, const Device& device, Bytes size) {
  const auto growth = GrowthOf(plan, size);
  if (!growth || device.readOnly) return std::nullopt;
  if (IsRefused(plan, size)) {
    return plan.Block(Reason::GrowRefused, plan.record().growthFailure->message, device.path);
  }
  const std::string& target = growth->mount.target;
  if (GrowsMounted(plan, growth->format.type)) {
    plan.Do(step::GrowFilesystem{device, growth->format.type, growth->format.uuid, target},
            Reason::FilesystemSmaller, target);
    return std::nullopt;
  }
  const bool known = growth->format.size.value != 0;
  if (!known || IsClaimed(plan) || !IsAlone(plan, growth->mount)) return std::nullopt;
  plan.Do(step::Unmount{target, 1}, Reason::GrowsUnmounted, target, Risk::Disruptive);
  GrowUnmounted(plan, *growth, device);
  plan.Do(MountStep(plan, growth->mount, device), Reason::NotMounted, target);
  return std::nullopt;
}

// What is not declared stays as it is.
void PlanModification(Planning& plan, const BackendVolume& volume) {
  const VolumeSpec& spec = plan.stored().volume->spec;
  step::Modify modify{volume.id, {}, {}};
  if (!spec.type.empty() && spec.type != volume.type) modify.type = spec.type;
  if (spec.iops && spec.iops != volume.iops) modify.iops = spec.iops;
  if (modify.type.empty() && !modify.iops) return;
  plan.Do(std::move(modify), Reason::TypeChanged, "service " + plan.record().service.value);
}

// Gives the size that the backend volume has, or is about to have.
Bytes PlanBackend(Planning& plan, const BackendVolume& volume) {
  const auto& declared = plan.stored().volume->spec.size;
  const auto owner = OwnerOf(plan.in);
  if (!owner || *owner != plan.in.node.name) return volume.size;
  if (plan.in.capabilities->modify) PlanModification(plan, volume);
  const bool larger = declared && volume.size < *declared && plan.in.capabilities->expand;
  if (!larger) return volume.size;
  plan.Do(step::Expand{volume.id, volume.size, *declared}, Reason::SizeChanged,
          "service " + plan.record().service.value);
  return *declared;
}

}  // namespace

// Before its journal is replayed: where an earlier growth was cut off, that is taken back first.
bool PlanGrowthBeforeMount(Planning& plan, const Device& device) {
  const auto growth = GrowthOf(plan, device.size);
  if (!growth || growth->format.type != FilesystemType::Ext4 || device.readOnly) return false;
  if (IsRefused(plan, device.size)) return false;
  if (std::ranges::any_of(plan.seen().mounts.value, &SeenMount::ofVolume)) return false;
  GrowUnmounted(plan, *growth, device);
  return true;
}

std::optional<Stop> PlanGrowth(Planning& plan) {
  const Observed<BackendVolume>& backend = CurrentBackend(plan.in);
  if (plan.predicting() || !plan.in.capabilities->block) return std::nullopt;
  if (!backend.present() || backend.value.state != BackendState::Available) return std::nullopt;
  const Bytes size = PlanBackend(plan, backend.value);
  const Observed<Device>& device = plan.seen().device;
  const bool here =
      WantedHere(plan.in) && device.present() && device.value.identity == backend.value.identity;
  if (!here) return std::nullopt;
  // What is less than a step of sizes is rounded off: a device has whole sectors.
  const Bytes shown{device.value.size.value + plan.in.capabilities->sizeStep.value};
  if (shown <= size && plan.in.capabilities->expand) {
    plan.Do(step::ResizeDevice{*plan.id, device.value.path, size}, Reason::SizeChanged,
            device.value.path);
  }
  return PlanFilesystem(plan, device.value, plan.predicting() ? size : device.value.size);
}

}  // namespace planning

bool WaitsForUnmountToGrow(const PlanInput& input) {
  const planning::Planning plan{input, {}, {}};
  const Observed<Device>& device = input.observation.device;
  if (!input.stored.volume || !input.capabilities || !device.present()) return false;
  const auto growth = planning::GrowthOf(plan, device.value.size);
  return growth && !device.value.readOnly && !planning::GrowsMounted(plan, growth->format.type) &&
         planning::IsClaimed(plan);
}

}  // namespace rexray
