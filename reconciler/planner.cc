#include "reconciler/planner.h"

#include <algorithm>
#include <type_traits>

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

Observed<BackendVolume> CurrentBackend(const PlanInput& in) {
  const Observed<BackendVolume>& backend = in.observation.backend;
  if (backend.unknown() || !in.capabilities) return backend;
  const TimePoint settled = in.stored.record.lastEffectAt + in.capabilities->consistencyWindow;
  if (backend.asOf >= settled) return backend;
  return Observed<BackendVolume>::NotKnown("the last look is older than our last change");
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

namespace {

const Declared<AttachmentSpec>* AttachmentHere(const VolumeState& stored, const NodeView& node) {
  const auto found = std::ranges::find_if(
      stored.attachments, [&](const auto& each) { return each.spec.node == node.name; });
  return found == stored.attachments.end() ? nullptr : &*found;
}

bool ClaimedHere(const VolumeState& stored, const NodeView& node) {
  return std::ranges::any_of(stored.claims, [&](const Claim& claim) {
    return claim.node == node.name && claim.boot == node.boot && claim.count > 0;
  });
}

}  // namespace

bool WantedHere(const PlanInput& in) {
  return AttachmentHere(in.stored, in.node) != nullptr || ClaimedHere(in.stored, in.node);
}

std::optional<NodeName> OwnerOf(const PlanInput& in) {
  const VolumeState& stored = in.stored;
  if (const auto facts = FactsOf(in); facts && !facts->owner.empty()) return facts->owner;
  if (stored.volume && stored.volume->spec.owner) return stored.volume->spec.owner;
  if (stored.attachments.size() == 1) return stored.attachments.front().spec.node;
  if (in.node.domainOfOne || ClaimedHere(stored, in.node)) return in.node.name;
  return std::nullopt;
}

std::optional<VolumeFacts> FactsOf(const PlanInput& in) {
  if (!in.capabilities || !in.capabilities->keepsFacts) return in.stored.record.facts;
  if (in.observation.backend.present()) return in.observation.backend.value.facts;
  return in.stored.record.facts;
}

namespace {

// What is wanted on this node, or taken away from it, while the volume itself is declared.
std::optional<Stop> PlanPresence(Planning& plan) {
  if (auto stop = PlanExistence(plan)) return stop;
  const VolumeState& stored = plan.stored();
  const NodeView& node = plan.in.node;
  const bool removedHere = std::ranges::any_of(
      stored.removedAttachments, [&](const auto& each) { return each.node == node.name; });
  if (WantedHere(plan.in)) {
    if (auto stop = PlanAttach(plan)) return stop;
    if (auto stop = PlanFormat(plan)) return stop;
    if (auto stop = PlanMount(plan)) return stop;
  } else if (removedHere) {
    if (auto stop = PlanRelease(plan, Reason::AttachmentDeleted)) return stop;
  } else if (plan.record().lastClaimEnded && plan.record().lastClaimBoot == node.boot) {
    const TimePoint lingers = *plan.record().lastClaimEnded + plan.in.config.linger;
    if (plan.in.now < lingers) return plan.WaitUntil(lingers, Reason::Lingering, {});
    if (auto stop = PlanRelease(plan, Reason::ClaimsEnded)) return stop;
  }
  if (!stored.removedAttachments.empty()) {
    plan.Do(step::Forget{}, Reason::RemovalComplete, "the database");
  }
  return std::nullopt;
}

}  // namespace
}  // namespace planning

Plan MakePlan(const PlanInput& input) {
  planning::Planning plan{input, {}, {}};
  if (input.stored.tombstone) return plan.Finish(planning::PlanRemoval(plan));
  if (input.stored.volume) return plan.Finish(planning::PlanPresence(plan));
  return Actions{};  // nobody has an opinion: an orphan, or a spec that could not be read
}

std::optional<DesiredMount> WantedMount(const VolumeState& stored, const NodeView& node) {
  if (const auto* attachment = planning::AttachmentHere(stored, node)) {
    const auto& mount = attachment->spec.mount;
    if (mount) {
      std::vector<std::string> options = mount->options;
      if (mount->readOnly) options.push_back("ro");
      return DesiredMount{mount->path, std::move(options)};
    }
  }
  if (!planning::ClaimedHere(stored, node)) return std::nullopt;
  return DesiredMount{node.mountRoot + "/" + stored.name.value, {}};
}

FilesystemSpec WantedFilesystem(const VolumeSpec& spec, const Capabilities& capabilities) {
  if (spec.filesystem) return *spec.filesystem;
  FilesystemSpec filesystem;
  filesystem.type = capabilities.block ? FilesystemType::Ext4 : FilesystemType::None;
  return filesystem;
}

}  // namespace rexray
