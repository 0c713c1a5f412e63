#include "reconciler/planner.h"

#include <algorithm>
#include <type_traits>

#include "reconciler/door_target.h"
#include "reconciler/planning.h"

namespace rexray {
namespace planning {

void Planning::Do(Step step, Reason reason, std::string touches, Risk risk) {
  actions.push_back({std::move(step), reason, risk, std::move(touches)});
}

Stop Planning::WaitFor(Milliseconds time, Reason reason, std::string message) const {
  return WaitUntil(in.now + time, reason, std::move(message));
}

Stop Planning::WaitUntil(TimePoint until, Reason reason, std::string message) const {
  if (message.empty()) message = Explain(reason);
  return Wait{until, reason, std::move(message)};
}

Stop Planning::Block(Reason reason, std::string message, std::string blocker) const {
  if (message.empty()) message = Explain(reason);
  return Blocked{reason, std::move(message), std::move(blocker), std::string(ExitCommand(reason))};
}

Plan Planning::Finish(std::optional<Stop> stop) {
  if (!actions.empty() || !stop) return std::move(actions);
  return std::visit([](auto&& value) -> Plan { return std::move(value); }, std::move(*stop));
}

namespace {

template <class T>
const Observed<T>& Current(const PlanInput& in, const Observed<T>& seen) {
  static const auto kStale = Observed<T>::NotKnown("the last look is older than our last change");
  if (seen.unknown() || !in.capabilities) return seen;
  const TimePoint settled = in.stored.record.lastEffectAt + in.capabilities->consistencyWindow;
  return seen.asOf >= settled ? seen : kStale;
}

}  // namespace

const Observed<BackendVolume>& CurrentBackend(const PlanInput& in) {
  return Current(in, in.observation.backend);
}

const Observed<BackendSnapshot>& CurrentSnapshot(const PlanInput& in) {
  return Current(in, in.observation.snapshot);
}

const Observed<std::vector<BackendSnapshot>>& CurrentSnapshots(const PlanInput& in) {
  return Current(in, in.observation.snapshots);
}

const BackendAttachment* AttachmentOn(const BackendVolume& volume, const NodeName& node) {
  const auto found = std::ranges::find(volume.attachments, node, &BackendAttachment::node);
  return found == volume.attachments.end() ? nullptr : &*found;
}

const BackendAttachment* AttachmentOnOther(const BackendVolume& volume, const NodeName& node) {
  const auto found = std::ranges::find_if(
      volume.attachments, [&](const BackendAttachment& each) { return each.node != node; });
  return found == volume.attachments.end() ? nullptr : &*found;
}

bool ClaimedHere(const VolumeState& stored, const NodeView& node) {
  return std::ranges::any_of(stored.claims, [&](const Claim& claim) {
    return claim.node == node.name && claim.boot == node.boot && claim.count > 0;
  });
}

bool WantedHere(const PlanInput& in) {
  return FindAttachment(in.stored, in.node.name) != nullptr || ClaimedHere(in.stored, in.node);
}

std::optional<NodeName> DeclaredOwner(const PlanInput& in) {
  const VolumeState& stored = in.stored;
  if (stored.volume && stored.volume->spec.owner) return stored.volume->spec.owner;
  if (stored.attachments.size() == 1 && !stored.attachments.front().spec.node.empty()) {
    return stored.attachments.front().spec.node;
  }
  if (in.node.domainOfOne || ClaimedHere(stored, in.node)) return in.node.name;
  return std::nullopt;
}

std::optional<NodeName> OwnerOf(const PlanInput& in) {
  const auto& facts = FactsOf(in);
  if (!facts || facts->owner.empty()) return DeclaredOwner(in);
  // A domain of one has one node, whatever it was called when it made the volume.
  if (in.node.domainOfOne && facts->domain == in.node.domain) return in.node.name;
  return facts->owner;
}

const std::optional<VolumeFacts>& FactsOf(const PlanInput& in) {
  if (!in.capabilities || !in.capabilities->keepsFacts) return in.stored.record.facts;
  if (in.observation.backend.present()) return in.observation.backend.value.facts;
  return in.stored.record.facts;
}

namespace {

std::optional<Stop> PlanDrain(Planning& plan) {
  if (plan.in.capabilities) {
    plan.id = plan.record().backendId;
    if (auto stop = PlanRelease(plan, Reason::Draining)) return stop;
  }
  if (plan.predicting()) return std::nullopt;
  return plan.Block(Reason::Drained, {}, "node " + plan.in.node.name.value);
}

// What is wanted on this node, or taken away from it, while the volume itself is declared.
std::optional<Stop> PlanPresence(Planning& plan) {
  const VolumeState& stored = plan.stored();
  const NodeView& node = plan.in.node;
  if (node.draining && WantedHere(plan.in)) return PlanDrain(plan);
  if (auto stop = PlanExistence(plan)) return stop;
  const bool removedHere = std::ranges::any_of(
      stored.removedAttachments, [&](const auto& each) { return each.node == node.name; });
  if (WantedHere(plan.in)) {
    if (auto stop = PlanAttach(plan)) return stop;
    if (auto stop = PlanFormat(plan)) return stop;
    if (auto stop = PlanMount(plan)) return stop;
  } else if (removedHere) {
    if (auto stop = PlanRelease(plan, Reason::AttachmentDeleted)) return stop;
  } else if (plan.record().lastClaimEnded && plan.record().lastClaimBoot == node.boot) {
    const TimePoint lingers = *plan.record().lastClaimEnded +
                              plan.record().lastClaimLinger.value_or(plan.in.config.linger);
    if (plan.in.now < lingers) return plan.WaitUntil(lingers, Reason::Lingering, {});
    if (auto stop = PlanRelease(plan, Reason::ClaimsEnded)) return stop;
  }
  if (!stored.removedAttachments.empty()) {
    plan.Do(step::Forget{}, Reason::RemovalComplete, "the database");
  }
  if (auto stop = PlanGrowth(plan)) return stop;
  return PlanSnapshots(plan);
}

// nullopt: nobody has an opinion of the volume itself, an orphan or a spec that could not be read.
std::optional<Stop> PlanVolume(Planning& plan) {
  if (plan.stored().tombstone) return PlanRemoval(plan);
  if (plan.stored().volume) return PlanPresence(plan);
  return std::nullopt;
}

}  // namespace
}  // namespace planning

Plan MakePlan(const PlanInput& input) {
  planning::Planning plan{input, {}, {}};
  auto stop = planning::PlanVolume(plan);
  auto deletions = planning::PlanSnapshotDeletions(plan);
  return plan.Finish(stop ? std::move(stop) : std::move(deletions));
}

namespace {

// Where no spec tells: a volume that is being removed.
const VolumeSpec& SpecOf(const VolumeState& stored) {
  static const VolumeSpec kNone{};
  return stored.volume ? stored.volume->spec : kNone;
}

DesiredMount MountOfClaims(const VolumeState& stored, const NodeView& node) {
  const VolumeSpec& spec = SpecOf(stored);
  return {DoorTarget(node.mountRoot, stored.name), spec.mountOptions, spec.subPath};
}

DesiredMount DeclaredMount(const VolumeState& stored, const MountSpec& mount) {
  DesiredMount wanted{mount.path, mount.options, mount.subPath};
  if (wanted.subPath.empty()) wanted.subPath = SpecOf(stored).subPath;
  if (mount.readOnly) wanted.options.push_back("ro");
  return wanted;
}

}  // namespace

std::optional<DesiredMount> WantedMount(const VolumeState& stored, const NodeView& node) {
  std::optional<DesiredMount> wanted;
  if (const auto* attachment = FindAttachment(stored, node.name); attachment && attachment->mount) {
    wanted = DeclaredMount(stored, *attachment->mount);
  } else if (planning::ClaimedHere(stored, node)) {
    wanted = MountOfClaims(stored, node);
  }
  const bool shared = SpecOf(stored).accessMode == AccessMode::ReadOnlyMany;
  if (wanted && shared && !wanted->IsReadOnly()) wanted->options.push_back("ro");
  return wanted;
}

FilesystemSpec WantedFilesystem(const VolumeSpec& spec, const Capabilities& capabilities) {
  if (spec.filesystem) return *spec.filesystem;
  FilesystemSpec filesystem;
  filesystem.type = capabilities.block ? FilesystemType::Ext4 : FilesystemType::None;
  return filesystem;
}

}  // namespace rexray
