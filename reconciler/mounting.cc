#include <algorithm>

#include "reconciler/mount_difference.h"
#include "reconciler/planning.h"
#include "state/codec.h"

namespace rexray::planning {
namespace {

using Layers = std::vector<SeenMount>;  // what is mounted at one target, bottom first

Layers LayersAt(const Observation& seen, const std::string& target) {
  Layers layers;
  std::ranges::copy_if(seen.mounts.value, std::back_inserter(layers),
                       [&](const SeenMount& each) { return each.entry.target == target; });
  return layers;
}

bool HasOption(const std::string& options, std::string_view option) {
  std::size_t start = 0;
  while (start <= options.size()) {
    const std::size_t end = std::min(options.find(',', start), options.size());
    if (std::string_view(options).substr(start, end - start) == option) return true;
    start = end + 1;
  }
  return false;
}

// The kernel did it, after an error: from Linux 6.15 on ext4 says so in words of its own. The mount
// itself stays writable, and so is told from one that somebody made read-only.
bool TurnedReadOnly(const MountEntry& live, const DesiredMount& wanted) {
  if (wanted.IsReadOnly()) return false;
  return HasOption(live.options, "rw") &&
         (HasOption(live.fsOptions, "ro") || HasOption(live.fsOptions, "emergency_ro") ||
          HasOption(live.fsOptions, "shutdown"));
}

// Whether we mounted at this target in this boot: only then may layers on it be taken away.
const MountRecord* OurMount(const Planning& plan, const std::string& target) {
  const auto& mount = plan.record().mount;
  const bool ours = mount && mount->boot == plan.in.node.boot && mount->target == target;
  return ours ? &*mount : nullptr;
}

bool Confirmed(const MountRecord& mount) { return !mount.liveOptions.empty(); }

// A stranger's change is repaired at once; one that comes back is repaired ever later.
std::optional<Stop> PutOffContested(const Planning& plan) {
  const PlanConfig& config = plan.in.config;
  std::int64_t recent = 0;
  TimePoint last{};
  for (const TimePoint repaired : plan.record().repairs) {
    if (plan.in.now - repaired >= config.contestReset) continue;
    ++recent;
    last = std::max(last, repaired);
  }
  if (recent == 0) return std::nullopt;
  const Milliseconds grown = config.contestWindow * (1LL << std::min<std::int64_t>(recent - 1, 20));
  const Milliseconds delay = std::min(config.contestReset, grown);
  if (plan.in.now >= last + delay) return std::nullopt;
  return plan.WaitUntil(last + delay, Reason::Contested,
                        "it was repaired " + std::to_string(recent) +
                            " times within the last hour and changed again");
}

std::optional<Stop> CheckTarget(const Planning& plan, const std::string& target) {
  const Observed<TargetState>& state = plan.seen().target;
  if (state.unknown()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::HostUnknown,
                        target + " could not be looked at: " + state.why);
  }
  if (state.absent()) return std::nullopt;
  if (!state.value.directory) {
    return plan.Block(Reason::TargetNotDirectory, target + " is not a directory", target);
  }
  if (!state.value.empty) {
    return plan.Block(Reason::TargetNotEmpty,
                      target + " has files of its own, which a mount would hide", target);
  }
  return std::nullopt;
}

}  // namespace

step::Mount MountStep(const Planning& plan, const DesiredMount& wanted, const Device& device) {
  step::Mount mount;
  mount.device = device;
  mount.type = WantedFilesystem(plan.stored().volume->spec, *plan.in.capabilities).type;
  mount.target = wanted.target;
  mount.options = wanted.options;
  if (const auto& facts = FactsOf(plan.in); facts && facts->format.phase == FormatPhase::Formatted) {
    mount.type = facts->format.type;
    mount.filesystemUuid = facts->format.uuid;
  }
  return mount;
}

namespace {

// A read-only flip that was unmounted, a host that lost power: what is left of it is mended before
// anybody writes again.
void PlanCheck(Planning& plan, const step::Mount& mount, Reason reason) {
  const Observed<bool>& clean = plan.seen().leftClean;
  if (!clean.present() || clean.value) return;
  plan.Do(step::Check{mount.device, mount.type, mount.filesystemUuid}, reason, mount.device.path);
}

std::optional<Stop> PlanFirstLayer(Planning& plan, const DesiredMount& wanted) {
  const MountRecord* ours = OurMount(plan, wanted.target);
  const bool vanished = ours != nullptr && Confirmed(*ours);
  if (vanished) {
    if (auto stop = PutOffContested(plan)) return stop;
  }
  if (const auto& parent = plan.in.node.unmountedParent) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::ParentNotMounted,
                        "its path lies under that of " + parent->value + ", which is not mounted");
  }
  if (auto stop = CheckTarget(plan, wanted.target)) return stop;
  if (auto stop = NeedDevice(plan)) return stop;
  const step::Mount mount = MountStep(plan, wanted, plan.seen().device.value);
  const Reason reason = vanished ? Reason::MountVanished : Reason::NotMounted;
  if (!PlanGrowthBeforeMount(plan, mount.device)) PlanCheck(plan, mount, reason);
  plan.Do(mount, reason, wanted.target);
  return std::nullopt;
}

bool RepairsDriftHere(const Planning& plan) {
  const AttachmentSpec* here = FindAttachment(plan.stored(), plan.in.node.name);
  return here == nullptr || here->driftPolicy == DriftPolicy::Repair;
}

// Somebody else mounted it, where and as it is wanted: fstab at the system's start, say. Whoever
// uses it is not disturbed.
void PlanFoundMount(Planning& plan, const DesiredMount& wanted, const MountEntry& live) {
  const std::string difference = MountDifference(live, wanted.options);
  if (difference.empty() || !RepairsDriftHere(plan)) {
    plan.Do(step::KeepMount{wanted.target, wanted.options, live, difference}, Reason::MountFound,
            wanted.target);
  } else {
    plan.Do(step::Remount{wanted.target, wanted.options}, Reason::OptionsChanged, wanted.target);
  }
}

// Before anything is taken over, what will be found is seen already.
const MountEntry* FindMountOfOthers(const Planning& plan, const DesiredMount& wanted) {
  const Observation& seen = plan.seen();
  const bool told = seen.device.present() && seen.backend.present() && !seen.mounts.unknown() &&
                    seen.device.value.identity == seen.backend.value.identity;
  if (!told || OurMount(plan, wanted.target) != nullptr) return nullptr;
  const SeenMount* only = nullptr;
  for (const SeenMount& each : seen.mounts.value) {
    if (each.entry.target != wanted.target) continue;
    if (only != nullptr || !each.ofVolume) return nullptr;
    only = &each;
  }
  return only == nullptr ? nullptr : &only->entry;
}

// Whether it was taken over with other options, which may be changed by now.
bool IsToldToDiffer(const Planning& plan) {
  return plan.record().conditions.contains(kMountOptionsDiffer) && RepairsDriftHere(plan);
}

// Exactly one layer, and it is the volume: do its options stand?
std::optional<Stop> PlanOptions(Planning& plan, const DesiredMount& wanted,
                                const MountEntry& live) {
  if (TurnedReadOnly(live, wanted)) {
    return plan.Block(Reason::FilesystemReadOnly,
                      "the kernel turned the filesystem at " + wanted.target + " read-only",
                      live.source);
  }
  const MountRecord* ours = OurMount(plan, wanted.target);
  const step::Remount remount{wanted.target, wanted.options};
  if (ours == nullptr) {
    PlanFoundMount(plan, wanted, live);
    return std::nullopt;
  }
  if (!Confirmed(*ours) || ours->declaredOptions != wanted.options || IsToldToDiffer(plan)) {
    plan.Do(remount, Reason::OptionsChanged, wanted.target);
    return std::nullopt;
  }
  if (live.options == ours->liveOptions && live.fsOptions == ours->liveFsOptions)
    return std::nullopt;
  if (auto stop = PutOffContested(plan)) return stop;
  plan.Do(remount, Reason::OptionsDrifted, wanted.target);
  return std::nullopt;
}

std::optional<Stop> PlanTarget(Planning& plan, const DesiredMount& wanted) {
  const Layers layers = LayersAt(plan.seen(), wanted.target);
  if (layers.empty()) return PlanFirstLayer(plan, wanted);
  if (layers.size() == 1 && layers.front().ofVolume) {
    return PlanOptions(plan, wanted, layers.front().entry);
  }
  const MountEntry& top = layers.back().entry;
  if (OurMount(plan, wanted.target) == nullptr) {
    return plan.Block(Reason::TargetMounted,
                      top.source + " (" + top.fstype + ") is mounted at " + wanted.target +
                          " and rexray did not mount it",
                      top.source);
  }
  if (auto stop = PutOffContested(plan)) return stop;
  // Down to our own layer where it lies at the bottom; else everything, and it is mounted anew.
  const std::size_t stale = layers.size() - (layers.front().ofVolume ? 1 : 0);
  plan.Do(step::Unmount{wanted.target, stale}, Reason::StaleMount, wanted.target, Risk::Disruptive);
  return std::nullopt;
}

bool WillMount(const Planning& plan) {
  return std::ranges::any_of(plan.actions,
                             [](const Action& each) { return each.kind() == ActionKind::Mount; });
}

// A volume that is handed out whole needs no look into it. Each new mount gets one: whoever took
// the last one away may have changed what is on the device.
std::optional<Stop> PlanSubPath(Planning& plan, const DesiredMount& wanted) {
  const MountRecord* ours = OurMount(plan, wanted.target);
  const bool made = ours != nullptr && ours->subPath == wanted.subPath && !WillMount(plan);
  if (wanted.subPath.empty() || made) return std::nullopt;
  if (!plan.predicting()) {
    if (auto stop = NeedDevice(plan)) return stop;
  }
  const Observed<Device>& device = plan.seen().device;
  plan.Do(step::MakeSubPath{device.present() ? device.value : ExpectedDevice(), wanted.target,
                            wanted.subPath},
          Reason::NotHandedOut, wanted.target + wanted.subPath);
  return std::nullopt;
}

}  // namespace

std::optional<Stop> PlanMount(Planning& plan) {
  const auto wanted = WantedMount(plan.stored(), plan.in.node);
  const FilesystemSpec filesystem =
      WantedFilesystem(plan.stored().volume->spec, *plan.in.capabilities);
  if (wanted && plan.in.capabilities->block && filesystem.type == FilesystemType::None) {
    return plan.Block(Reason::InvalidInput, "a volume with filesystem type none cannot be mounted");
  }
  const auto& mounted = plan.record().mount;
  const bool moved = mounted && (!wanted || wanted->target != mounted->target);
  if (plan.predicting()) {
    if (!wanted) return std::nullopt;
    if (const MountEntry* found = FindMountOfOthers(plan, *wanted)) {
      PlanFoundMount(plan, *wanted, *found);
    } else {
      plan.Do(MountStep(plan, *wanted, ExpectedDevice()), Reason::NotMounted, wanted->target);
    }
    return PlanSubPath(plan, *wanted);
  }
  if (wanted || moved) {
    if (auto stop = NeedMounts(plan)) return stop;
  }
  if (moved) {
    if (auto stop = PlanUnmount(plan, Reason::TargetChanged)) return stop;
  }
  if (!wanted) return std::nullopt;
  if (plan.predicting()) {
    plan.Do(MountStep(plan, *wanted, plan.seen().device.value), Reason::NotMounted, wanted->target);
    return PlanSubPath(plan, *wanted);
  }
  if (auto stop = PlanTarget(plan, *wanted)) return stop;
  return PlanSubPath(plan, *wanted);
}

// Takes away the mount that we made. What others mounted on top of it in this boot goes first; what
// others mounted there in a later boot is not ours to touch.
std::optional<Stop> PlanUnmount(Planning& plan, Reason reason) {
  const auto& mount = plan.record().mount;
  if (!mount) return std::nullopt;
  if (auto stop = NeedMounts(plan)) return stop;
  const Layers layers = LayersAt(plan.seen(), mount->target);
  const auto lowest = std::ranges::find_if(layers, &SeenMount::ofVolume);
  const auto count = static_cast<std::size_t>(layers.end() - lowest);
  if (count > 0 && !plan.in.node.mountedChildren.empty()) {
    const std::string child = plan.in.node.mountedChildren.front().value;
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::ChildMounted,
                        child + " is mounted below " + mount->target);
  }
  plan.Do(step::Unmount{mount->target, count}, reason, mount->target,
          count > 0 ? Risk::Disruptive : Risk::Safe);
  return std::nullopt;
}

}  // namespace rexray::planning
