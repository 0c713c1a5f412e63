#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>

#include "policies/policy.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

// What holds for every input, however strange: generated worlds need not be reachable.

namespace rexray {
namespace {

using namespace std::chrono_literals;

bool Coin() { return *rc::gen::arbitrary<bool>(); }
int Below(int limit) { return *rc::gen::inRange(0, limit); }

template <class T>
void Blur(Observed<T>& fact) {
  const int choice = Below(6);
  if (choice == 0) fact = Observed<T>::NotKnown("blurred");
  if (choice == 1) fact = Observed<T>::Nothing(fact.asOf);
}

std::vector<Signature> AnySignatures() {
  static const std::vector<Signature> kKinds = {{"ext4", PlanWorld::kUuid}, {"ext4", "theirs"},
                                                {"xfs", "theirs"},          {"crypto_LUKS", "u"},
                                                {"dos", ""},                {"ambivalent", ""}};
  std::vector<Signature> signatures;
  for (int i = Below(3); i > 0; --i) signatures.push_back(kKinds[static_cast<std::size_t>(Below(6))]);
  return signatures;
}

PlanWorld AnyStage() {
  PlanWorld world;
  switch (Below(6)) {
    case 0: break;
    case 1: world.Created(); break;
    case 2: world.Attached(); break;
    case 3: world.Formatting(); break;
    case 4: world.Formatted(); break;
    case 5: world.Mounted(); break;
  }
  return world;
}

ReclaimPolicy AnyPolicy() {
  return *rc::gen::element(ReclaimPolicy::Retain, ReclaimPolicy::Delete, ReclaimPolicy::Snapshot,
                           ReclaimPolicy::Snapshot);
}

// A snapshot that may be of this deletion, of another one, of another volume, or seen too early.
void AnySnapshot(PlanWorld& world) {
  PlanInput& input = world.input;
  world.Snapshotted(Coin() ? SnapshotState::Available : static_cast<SnapshotState>(Below(4)));
  auto& seen = input.observation.snapshot;
  if (Below(6) == 0) seen.value.volume = BackendId{"another"};
  if (Below(6) == 0) seen.value.token = VolumeUid{UuidV5("an earlier deletion")};
  if (Below(6) == 0) seen.asOf -= 2h;
  input.capabilities->snapshots = Below(6) != 0;
  Blur(seen);
}

void AnySizes(PlanWorld& world) {
  PlanInput& input = world.input;
  const Bytes size = world.backend().size;
  const auto any = [&] { return Bytes{size.value * static_cast<std::uint64_t>(1 + Below(3)) / 2}; };
  input.capabilities->expand = Coin();
  input.stored.volume->spec.size = any();
  input.observation.device.value.size = any();
  input.observation.device.value.readOnly = Below(4) == 0;
  input.node.growsMountedExt4 = Coin();
  if (world.backend().facts) world.backend().facts->format.size = Coin() ? any() : Bytes{};
  if (Coin()) world.attachment().mount->readOnly = true;
}

void Disturb(PlanWorld& world) {
  PlanInput& input = world.input;
  if (Coin()) world.Probed(AnySignatures(), Coin(), Coin() ? std::optional(Coin()) : std::nullopt);
  if (Coin()) world.Layer(Coin() ? PlanWorld::kTarget : "/elsewhere", Coin());
  if (Coin()) input.stored.damaged = true;
  if (Coin()) input.stored.paused = true;
  if (Below(4) == 0) input.capabilities->create = CreateIdempotency::ListingOnly;
  if (Below(4) == 0) input.capabilities->keepsFacts = false;
  if (Below(4) == 0) input.capabilities->block = false;
  if (Below(4) == 0) world.record().lastEffectAt = input.now + 1s;
  if (Below(4) == 0 && input.observation.backend.present()) {
    world.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, "", Coin(),
                                    static_cast<HolderState>(Below(4))}};
  }
  input.capabilities->forceDetach = Coin();
  if (Coin()) world.attachment().preemption = static_cast<Preemption>(Below(5));
  if (Below(4) == 0) world.attachment().foreignAttachments = ForeignAttachments::Detach;
  if (Below(4) == 0) input.stored.volume->spec.accessMode = static_cast<AccessMode>(Below(3));
  if (Below(6) == 0) input.stored.permits = {{PermitKind::Preempt, Coin() ? "n2" : "n3", "", "ann", {}}};
  if (Below(4) == 0) world.attachment().mount->subPath = "/data";
  if (Below(8) == 0) input.node.draining = true;
  if (Below(8) == 0) input.capabilities->attachLimit = 1;
  if (Below(6) == 0 && input.observation.backend.present()) world.backend().facts.reset();
  if (Below(6) == 0) input.observation.device.value.identity = DeviceIdentity{"other"};
  if (Below(4) == 0) world.record().repairs = {input.now - 10s};
  if (Coin()) AnySizes(world);
  if (Below(8) == 0) input.capabilities.reset();
  Blur(input.observation.backend);
  Blur(input.observation.listing);
  Blur(input.observation.device);
  Blur(input.observation.probe);
  Blur(input.observation.mounts);
  Blur(input.observation.target);
  switch (Below(5)) {
    case 0: world.Deleted(AnyPolicy(), input.now + (Coin() ? 1h : -1h));
            if (Coin() && input.capabilities) AnySnapshot(world);
            break;
    case 1: world.WithoutAttachment(); break;
    case 2: input.stored.attachments.clear(); break;
    default: break;
  }
}

PlanWorld AnyWorld() {
  PlanWorld world = AnyStage();
  Disturb(world);
  return world;
}

// The only action that will be executed: the first, if no policy objects.
std::optional<Action> Head(const PlanWorld& world) {
  const Plan plan = MakePlan(world.input);
  const auto* actions = std::get_if<Actions>(&plan);
  if (actions == nullptr || actions->empty()) return std::nullopt;
  if (Judge(actions->front(), world.input).decision != Decision::Allow) return std::nullopt;
  return actions->front();
}

RC_GTEST_PROP(PlannerProperty, SameInputSamePlan, ()) {
  const PlanWorld world = AnyWorld();
  RC_ASSERT(Summary(MakePlan(world.input)) == Summary(MakePlan(world.input)));
}

RC_GTEST_PROP(PlannerProperty, NeverAttachesWhatAnotherNodeHolds, ()) {
  const PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::Attach)) return;
  const auto& backend = world.input.observation.backend;
  RC_ASSERT(backend.present());
  const AccessMode mode = world.input.stored.volume->spec.accessMode;
  RC_ASSERT(std::ranges::none_of(backend.value.attachments, [&](const BackendAttachment& each) {
    const bool others = each.node != world.input.node.name;
    return others && (mode == AccessMode::ReadWriteOnce ||
                      (mode == AccessMode::ReadOnlyMany && !each.readOnly));
  }));
  const bool filesystem = world.input.capabilities->block &&
                          world.input.stored.volume->spec.filesystem->type != FilesystemType::None;
  RC_ASSERT(!(mode == AccessMode::ReadWriteMany && filesystem));
}

RC_GTEST_PROP(PlannerProperty, MakesFoldersOnlyOnTheVolumeItself, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::MakeSubPath)) return;
  const auto& mounts = world.input.observation.mounts;
  RC_ASSERT(mounts.present());
  RC_ASSERT(world.record().mount.has_value());
  RC_ASSERT(world.input.observation.device.present());
  const auto at = std::ranges::count_if(mounts.value, [](const SeenMount& each) {
    return each.entry.target == PlanWorld::kTarget;
  });
  RC_ASSERT(at == 1);
  RC_ASSERT(std::ranges::any_of(mounts.value, [](const SeenMount& each) {
    return each.ofVolume && each.entry.target == PlanWorld::kTarget;
  }));
}

RC_GTEST_PROP(PlannerProperty, G37_OnlyWhatIsDeclaredLargerIsMadeLarger, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::Expand)) return;
  const auto& expand = std::get<step::Expand>(head->step);
  RC_ASSERT(world.input.observation.backend.present() && world.input.capabilities->expand);
  RC_ASSERT(expand.size == world.input.stored.volume->spec.size);
  RC_ASSERT(expand.size > world.backend().size && expand.id == world.backend().id);
  RC_ASSERT(!world.input.stored.damaged && !world.input.stored.paused);
}

RC_GTEST_PROP(PlannerProperty, G37_OnlyItsOwnFilesystemGrowsAndOnlyWhereItMay, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::GrowFilesystem)) return;
  const auto& grow = std::get<step::GrowFilesystem>(head->step);
  const Observation& seen = world.input.observation;
  RC_ASSERT(seen.device.present() && !seen.device.value.readOnly && !seen.mounts.unknown());
  RC_ASSERT(grow.device == seen.device.value);
  RC_ASSERT(!world.attachment().mount->readOnly);
  const bool mounted = std::ranges::any_of(seen.mounts.value, &SeenMount::ofVolume);
  const bool there = std::ranges::any_of(seen.mounts.value, [&](const SeenMount& each) {
    return each.ofVolume && each.entry.target == grow.target;
  });
  RC_ASSERT((grow.target.empty() ? !mounted : there));
  const bool may = grow.type != FilesystemType::Ext4 || world.input.node.growsMountedExt4;
  RC_ASSERT((grow.target.empty() ? grow.type == FilesystemType::Ext4 : may));
}

RC_GTEST_PROP(PlannerProperty, G03_TakesAwayOnlyWithTheEvidenceThatWasAskedFor, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::ForceDetach)) return;
  RC_ASSERT(head->risk == Risk::Destructive);
  RC_ASSERT(world.input.observation.backend.present());
  const auto& cut = std::get<step::ForceDetach>(head->step);
  const BackendAttachment& holder = world.backend().attachments.front();
  RC_ASSERT(cut.node == holder.node && cut.node != world.input.node.name);
  const bool permitted = std::ranges::any_of(world.input.stored.permits, [&](const Permit& each) {
    return each.kind == PermitKind::Preempt && each.subject == holder.node.value;
  });
  const AttachmentSpec& here = world.attachment();
  const bool proven = holder.holder == HolderState::Dead || holder.holder == HolderState::Fenced;
  const bool foreign = here.foreignAttachments == ForeignAttachments::Detach && proven;
  const bool dead = here.preemption == Preemption::WhenDead && holder.holder == HolderState::Dead;
  const bool fenced = here.preemption == Preemption::WhenFenced && holder.holder == HolderState::Fenced;
  RC_ASSERT(permitted || foreign || dead || fenced || here.preemption == Preemption::Always);
}

RC_GTEST_PROP(PlannerProperty, G09_DeletesOnlyOnARecordedPolicyPastItsQuarantine, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::Delete)) return;
  RC_ASSERT(world.input.stored.tombstone.has_value());
  const Tombstone& tombstone = *world.input.stored.tombstone;
  RC_ASSERT(tombstone.reclaimPolicy != ReclaimPolicy::Retain);
  if (tombstone.reclaimPolicy == ReclaimPolicy::Snapshot) {
    const auto& seen = world.input.observation.snapshot;
    RC_ASSERT(seen.present() && seen.value.state == SnapshotState::Available);
    RC_ASSERT(seen.value.volume == world.backend().id);
    RC_ASSERT(seen.value.token == SnapshotToken(world.input.stored.uid, tombstone));
    RC_ASSERT(seen.asOf >= world.record().lastEffectAt && world.input.capabilities->snapshots);
  }
  RC_ASSERT(world.input.now >= tombstone.deleteAfter);
  RC_ASSERT(world.input.observation.backend.present());
  RC_ASSERT(world.backend().attachments.empty());
  RC_ASSERT(!world.input.stored.damaged);
}

RC_GTEST_PROP(PlannerProperty, G01_FormatsOnlyWhatIsProvenBlankOrOurOwnUnfinishedWork, ()) {
  PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && (head->kind() == ActionKind::MarkFormatting || head->kind() == ActionKind::Format))) return;
  const Observation& seen = world.input.observation;
  RC_ASSERT(seen.backend.present() && seen.device.present() && seen.probe.present());
  RC_ASSERT(seen.device.value.identity == seen.backend.value.identity);
  RC_ASSERT(std::ranges::none_of(seen.mounts.value, &SeenMount::ofVolume));
  RC_ASSERT(!world.input.stored.damaged);
  const auto& facts = world.input.capabilities->keepsFacts ? seen.backend.value.facts
                                                           : world.record().facts;
  RC_ASSERT(facts.has_value() && facts->createdBlank);
  RC_ASSERT(facts->format.phase != FormatPhase::Formatted);
  const bool foreign = std::ranges::any_of(seen.probe.value.signatures, [](const Signature& each) {
    return each.uuid != PlanWorld::kUuid;
  });
  RC_ASSERT(!foreign);
  if (head->kind() == ActionKind::MarkFormatting) {
    RC_ASSERT(seen.probe.value.signatures.empty() && seen.probe.value.endsAreZero);
  } else {
    RC_ASSERT(facts->format.phase == FormatPhase::Formatting);
  }
}

RC_GTEST_PROP(PlannerProperty, NothingRiskyRestsOnTheUnknown, ()) {
  const PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->risk != Risk::Safe)) return;
  const bool ofOthers = head->kind() == ActionKind::ForceDetach;  // rests on the backend alone
  if (!ofOthers) RC_ASSERT(!world.input.observation.mounts.unknown());
  if (!ofOthers) RC_ASSERT(!world.input.observation.device.unknown());
  if (head->kind() != ActionKind::Unmount) RC_ASSERT(!world.input.observation.backend.unknown());
}

RC_GTEST_PROP(PlannerProperty, TakesAwayOnlyWhatWasRemovedMovedOrIsStale, ()) {
  const PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && (head->kind() == ActionKind::Unmount || head->kind() == ActionKind::Detach))) return;
  const VolumeState& stored = world.input.stored;
  const bool removed = stored.tombstone || !stored.removedAttachments.empty();
  const bool lost = head->reason == Reason::AttachedElsewhere;
  if (lost) {
    RC_ASSERT(head->kind() == ActionKind::Unmount);
    RC_ASSERT(world.input.observation.backend.value.attachments.front().node != world.input.node.name);
  }
  const bool grows = head->reason == Reason::GrowsUnmounted;  // and is mounted again
  if (grows) RC_ASSERT(head->kind() == ActionKind::Unmount);
  RC_ASSERT(removed || lost || grows || head->reason == Reason::StaleMount || world.input.node.draining);
}

RC_GTEST_PROP(PlannerProperty, NeverMountsTwiceAtOneTarget, ()) {
  const PlanWorld world = AnyWorld();
  const auto head = Head(world);
  if (!(head && head->kind() == ActionKind::Mount)) return;
  const std::string& target = std::get<step::Mount>(head->step).target;
  RC_ASSERT(std::ranges::none_of(world.input.observation.mounts.value, [&](const SeenMount& each) {
    return each.entry.target == target;
  }));
}

RC_GTEST_PROP(PlannerProperty, G39_WhatStopsSaysWhy, ()) {
  const PlanWorld world = AnyWorld();
  const Plan plan = MakePlan(world.input);
  if (const auto* wait = std::get_if<Wait>(&plan)) {
    RC_ASSERT(!wait->message.empty());
    RC_ASSERT(wait->until > world.input.now);
  }
  if (const auto* blocked = std::get_if<Blocked>(&plan)) RC_ASSERT(!blocked->message.empty());
}

}  // namespace
}  // namespace rexray
