#include "reconciler/steps.h"

#include "reconciler/live_mounts.h"

namespace rexray {
namespace {

// Where a Create replays its token and no facts travel with the volume, one of an earlier epoch would
// pass for new.
bool MayBeOfEarlierEpoch(const PlanInput& input) {
  return input.node.epoch > 1 && input.capabilities && !input.capabilities->keepsFacts &&
         input.capabilities->create == CreateIdempotency::Token;
}

VolumeFacts NewFacts(const PlanInput& input) {
  VolumeFacts facts;
  facts.uid = input.stored.uid;
  facts.name = input.stored.name;
  facts.domain = input.node.domain;
  facts.owner = input.node.name;
  // A copy of a snapshot is not blank, whatever it turns out to hold (G01).
  const auto& declared = input.stored.volume;
  facts.createdBlank = !(declared && declared->spec.source) && !MayBeOfEarlierEpoch(input);
  return facts;
}

CreateRequest RequestOf(const step::Create& create, const PlanInput& input) {
  CreateRequest request{input.stored.name, input.stored.uid, create.size, NewFacts(input)};
  if (input.stored.volume) {
    const VolumeSpec& spec = input.stored.volume->spec;
    request.type = spec.type;
    request.iops = spec.iops;
    request.availabilityZone = spec.availabilityZone;
    request.encrypted = spec.encrypted;
    request.encryptionKey = spec.encryptionKey;
  }
  request.source = create.source;
  return request;
}

// Where facts travel with the volume they are written there first: a crash before the database
// knows is healed by reading them back.
Result<void> SaveFacts(StepContext& c, const BackendId& id, VolumeFacts facts) {
  if (c.driver->capabilities().keepsFacts) {
    const auto& current = c.input.observation.backend.value.facts;
    const std::uint64_t token = current ? current->fencingToken : 0;
    REXRAY_ASSIGN(facts, c.driver->WriteFacts(id, facts, token, c.call));
  }
  c.record.facts = std::move(facts);
  return {};
}

const std::optional<VolumeFacts>& KnownFacts(const StepContext& c) {
  const bool travels = c.driver->capabilities().keepsFacts;
  return travels ? c.input.observation.backend.value.facts : c.record.facts;
}

template <class Change>
Result<void> ChangeFacts(StepContext& c, Change change) {
  const auto& current = KnownFacts(c);
  if (!current || !c.record.backendId) {
    return Fail(Code::FailedPrecondition,
                "the facts of " + c.record.volume.value + " are not known");
  }
  VolumeFacts facts = *current;
  change(facts);
  return SaveFacts(c, *c.record.backendId, std::move(facts));
}

Result<void> WriteFormat(StepContext& c, const FormatState& format) {
  return ChangeFacts(c, [&](VolumeFacts& facts) { facts.format = format; });
}

// What no facts travel with is told by its id: the store refuses one uid for two volumes (G44).
VolumeUid UidOfExisting(const PlanInput& input) {
  const std::string& id = input.observation.backend.value.id.value;
  return DeriveVolumeUid(input.node.domain, input.stored.volume->spec.service,
                         VolumeName{"existing:" + id}, 0);
}

// What others made is never formatted: it counts as not blank, and a format that they began as
// theirs.
VolumeFacts TakenOver(const PlanInput& input, const std::optional<VolumeFacts>& theirs) {
  VolumeFacts facts = NewFacts(input);
  facts.createdBlank = false;
  if (!input.capabilities->creates) facts.uid = UidOfExisting(input);
  if (!theirs) return facts;
  facts.uid = theirs->uid;
  if (theirs->format.phase == FormatPhase::Formatted) facts.format = theirs->format;
  return facts;
}

void RecordLayer(StepContext& c, const std::string& target, const std::vector<std::string>& options,
                 const MountEntry& live) {
  const auto& before = c.record.mount;
  const bool same = before && before->target == target && before->boot == c.input.node.boot;
  c.record.mount = MountRecord{target,
                               options,
                               live.options,
                               live.fsOptions,
                               c.input.node.boot,
                               same ? before->subPath : std::string(),
                               MountedDevice(live)};
}

// Told until somebody remounts it, or lets it be remounted.
void RecordDifference(StepContext& c, const std::string& difference) {
  if (difference.empty()) {
    c.record.conditions.erase(kMountOptionsDiffer);
    return;
  }
  Condition& condition = c.record.conditions[kMountOptionsDiffer];
  if (!condition.status) condition.since = c.clock.Now();
  condition.status = true;
  condition.reason = kMountOptionsDiffer;
  condition.message =
      difference +
      "; it stays as it is while driftPolicy is Report, and is remounted with what is "
      "declared under driftPolicy: Repair";
}

void RecordUnderlay(StepContext& c) {
  const bool ours = !c.record.target->created.empty();
  if (!ours || c.record.target->protectedUnderlay) {
    c.record.conditions.erase(kUnderlayUnprotected);
    return;
  }
  Condition& condition = c.record.conditions[kUnderlayUnprotected];
  if (condition.status) return;
  condition.status = true;
  condition.reason = kUnderlayUnprotected;
  condition.message = "the filesystem below " + c.record.target->path +
                      " knows no immutable attribute: while the volume is not mounted there, root "
                      "could write under it";
  condition.since = c.clock.Now();
}

// Whoever still has the device would lose what he writes. By its path another volume's device may
// be seen by now: that one is nobody's business here.
Result<void> CheckUnused(StepContext& c) {
  const Observed<Device>& device = c.input.observation.device;
  const Observed<BackendVolume>& backend = c.input.observation.backend;
  if (!device.present()) return {};
  const bool ours = backend.present()
                        ? device.value.identity == backend.value.identity
                        : c.record.attach && device.value.identity == c.record.attach->identity;
  return ours ? c.host.CheckUnused(device.value, c.call) : Result<void>();
}

// What keeps a volume from growing keeps nobody from using it.
Result<void> Growth(Result<void> result) {
  if (!result && result.error().reason.empty()) result.error().reason = kGrowFailed;
  return result;
}

// Whether it is no use trying again by itself: the volume is better used as it is. What was cut
// off, or needs repair, must not be mounted.
bool IsRefused(const Result<void>& grown) {
  if (grown || grown.error().code != Code::FailedPrecondition) return false;
  return grown.error().reason == kGrowFailed ||
         grown.error().reason == ToString(Reason::DeviceInUse);
}

// Nor does what keeps a Snapshot from being taken. Whether it is complete is observed.
Result<void> OfSnapshot(Result<void> result, const SnapshotName& name) {
  if (!result && !name.empty()) result.error().reason = kSnapshotNotTaken;
  return result;
}

struct Preparer {
  StepContext& c;

  Result<void> operator()(const step::Create&) {
    c.record.createStarted = true;
    c.record.lastCreateAt = c.clock.Now();
    // Where no facts travel with the volume, what we are about to create is known here or nowhere.
    if (!c.driver->capabilities().keepsFacts) c.record.facts = NewFacts(c.input);
    return {};
  }
  Result<void> operator()(const step::Mount& s) {
    REXRAY_ASSIGN(auto missing, c.host.MissingDirectories(s.target, c.call));
    TargetRecord target{s.target, {}, false};
    if (c.record.target && c.record.target->path == s.target) target = *c.record.target;
    if (missing.size() > target.created.size()) target.created = std::move(missing);
    c.record.target = std::move(target);
    c.record.mount = MountRecord{s.target, s.options, {}, {}, c.input.node.boot};
    return {};
  }
  template <class Other>
  Result<void> operator()(const Other&) {
    return {};
  }
};

struct Performer {
  StepContext& c;
  Reason reason;

  Result<void> operator()(const step::Create& s) {
    REXRAY_ASSIGN(BackendVolume made, c.driver->Create(RequestOf(s, c.input), c.call));
    c.record.backendId = made.id;
    if (c.driver->capabilities().keepsFacts) c.record.facts = made.facts;
    return {};
  }
  Result<void> operator()(const step::Adopt& s) {
    if (s.takeOver) {
      REXRAY_TRY(SaveFacts(c, s.id, TakenOver(c.input, c.input.observation.backend.value.facts)));
      c.record.uid = c.record.facts->uid;
      c.record.createStarted = true;
      c.record.backendId = s.id;
      return {};
    }
    c.record.backendId = s.id;
    if (!c.driver->capabilities().keepsFacts) return {};
    c.record.facts = c.input.observation.backend.value.facts;
    if (c.record.facts)
      c.record.uid = c.record.facts->uid;  // another incarnation of a host of our domain
    return {};
  }
  Result<void> operator()(const step::Attach& s) {
    REXRAY_ASSIGN(BackendAttachment made,
                  c.driver->Attach(s.id, c.input.node.name, s.accessMode, c.call));
    if (made.state != AttachState::Attached) return {};  // observed until it is
    c.record.attach =
        AttachRecord{made.device, c.input.observation.backend.value.identity, c.input.node.boot};
    return {};
  }
  Result<void> operator()(const step::ForceDetach& s) {
    return c.driver->ForceDetach(s.id, s.node, c.call);
  }
  Result<void> operator()(const step::MarkFormatting& s) {
    const auto& facts = c.input.observation.backend.value.facts;
    if (!s.permitted || facts || !c.record.backendId) return WriteFormat(c, s.format);
    VolumeFacts first = TakenOver(c.input, {});  // the operator's word is all that is known
    first.format = s.format;
    return SaveFacts(c, *c.record.backendId, std::move(first));
  }
  Result<void> operator()(const step::Format& s) { return c.host.Format(s, c.call); }
  Result<void> operator()(const step::MarkFormatted& s) {
    REXRAY_TRY(c.host.FinishFormat(s, c.call));
    return WriteFormat(c, s.format);
  }
  Result<void> operator()(const step::TrustFilesystem& s) { return WriteFormat(c, s.format); }
  Result<void> operator()(const step::Check& s) { return c.host.Check(s, c.call); }
  // A filesystem of which it is not known how large it is, is at most as large as the volume was.
  Result<void> operator()(const step::Expand& s) {
    const auto& known = KnownFacts(c);
    if (known && known->format.phase == FormatPhase::Formatted && known->format.size.value == 0) {
      FormatState format = known->format;
      format.size = s.from;
      REXRAY_TRY(WriteFormat(c, format));
    }
    return Growth(c.driver->Expand(s.id, s.size, c.call));
  }
  Result<void> operator()(const step::Modify& s) {
    return Growth(c.driver->Modify(s.id, {s.type, s.iops}, c.call));
  }
  Result<void> operator()(const step::ResizeDevice& s) {
    return Growth(c.driver->ResizeDevice(s.id, c.input.node.name, c.call));
  }
  Result<void> operator()(const step::GrowFilesystem& s) {
    const auto grown = Growth(c.host.GrowFilesystem(s, c.call));
    c.record.growthFailure.reset();
    if (IsRefused(grown))
      c.record.growthFailure = GrowthFailure{s.device.size, grown.error().message};
    REXRAY_TRY(grown);
    return ChangeFacts(c, [&](VolumeFacts& facts) { facts.format.size = s.device.size; });
  }
  Result<void> operator()(const step::Mount& s) {
    TargetRecord& target = *c.record.target;
    if (!target.created.empty()) {
      REXRAY_ASSIGN(target.protectedUnderlay, c.host.MakeTarget(target.created, c.call));
    }
    REXRAY_ASSIGN(const MountEntry live, c.host.Mount(s, c.call));
    RecordLayer(c, s.target, s.options, live);
    RecordDifference(c, {});
    RecordUnderlay(c);
    return {};
  }
  Result<void> operator()(const step::Remount& s) {
    REXRAY_ASSIGN(const MountEntry live, c.host.Remount(s, c.call));
    RecordLayer(c, s.target, s.options, live);
    RecordDifference(c, {});
    return {};
  }
  Result<void> operator()(const step::KeepMount& s) {
    RecordLayer(c, s.target, s.options, s.live);
    RecordDifference(c, s.difference);
    return {};
  }
  Result<void> operator()(const step::MakeSubPath& s) {
    REXRAY_TRY(c.host.MakeSubPath(s, c.call));
    c.record.mount->subPath = s.subPath;
    return {};
  }
  Result<void> operator()(const step::Unmount& s) {
    for (std::size_t i = 0; i < s.layers; ++i) REXRAY_TRY(c.host.Unmount(s.target, c.call));
    if (reason == Reason::StaleMount) return {};  // the volume stays wanted there
    // We did it: should it be wanted again before the rest is done, nobody took it away.
    c.record.mount->liveOptions.clear();
    c.record.mount->liveFsOptions.clear();
    c.record.mount->liveDevice.clear();
    if (reason == Reason::GrowsUnmounted) return {};
    REXRAY_TRY(ClearTarget());
    c.record.mount.reset();
    c.record.target.reset();
    c.record.conditions.erase(kUnderlayUnprotected);
    c.record.conditions.erase(kMountOptionsDiffer);
    return {};
  }
  // With a directory the kernel takes away what other mount namespaces have mounted on it, in use
  // or not. A volume that only moves is not kept waiting for them: then the directory stays.
  Result<void> ClearTarget() {
    if (!c.record.target || c.record.target->created.empty()) return {};
    auto unused = CheckUnused(c);
    if (unused) return c.host.RemoveTarget(c.record.target->created, c.call);
    if (reason == Reason::TargetChanged) return {};
    return unused;
  }
  Result<void> operator()(const step::Detach& s) {
    REXRAY_TRY(CheckUnused(c));
    REXRAY_TRY(c.driver->Detach(s.id, c.input.node.name, c.call));
    c.record.attach.reset();
    return {};
  }
  Result<void> operator()(const step::Quarantine& s) {
    return ChangeFacts(c, [&](VolumeFacts& facts) { facts.deletedAt = s.deletedAt; });
  }
  Result<void> operator()(const step::Restore&) {
    return ChangeFacts(c, [&](VolumeFacts& facts) {
      facts.deletedAt.reset();
      facts.name = c.record.volume;
    });
  }
  Result<void> operator()(const step::Snapshot& s) {
    auto made = c.driver->Snapshot({s.id, c.input.stored.name, s.token, s.mounted}, c.call);
    return OfSnapshot(made ? Result<void>() : std::unexpected(std::move(made).error()), s.name);
  }
  Result<void> operator()(const step::DeleteSnapshot& s) {
    return OfSnapshot(s.id ? c.driver->DeleteSnapshot(*s.id, c.call) : Result<void>(), s.name);
  }
  Result<void> operator()(const step::Delete& s) { return c.driver->Delete(s.id, c.call); }
  Result<void> operator()(const step::Forget& s) {
    if (s.volume) c.record.orphaned = s.orphan;
    return {};
  }
};

}  // namespace

Result<void> Prepare(const Action& action, StepContext& context) {
  return std::visit(Preparer{context}, action.step);
}

Result<void> Perform(const Action& action, StepContext& context) {
  return std::visit(Performer{context, action.reason}, action.step);
}

bool ChangesBackend(ActionKind kind) {
  switch (kind) {
    case ActionKind::Create:
    case ActionKind::Adopt:
    case ActionKind::Attach:
    case ActionKind::ForceDetach:
    case ActionKind::MarkFormatting:
    case ActionKind::MarkFormatted:
    case ActionKind::TrustFilesystem:
    case ActionKind::Expand:
    case ActionKind::Modify:
    case ActionKind::GrowFilesystem:
    case ActionKind::Detach:
    case ActionKind::Quarantine:
    case ActionKind::Restore:
    case ActionKind::Snapshot:
    case ActionKind::DeleteSnapshot:
    case ActionKind::Delete:
      return true;
    case ActionKind::Format:
    case ActionKind::Check:
    case ActionKind::ResizeDevice:
    case ActionKind::Mount:
    case ActionKind::Remount:
    case ActionKind::KeepMount:
    case ActionKind::MakeSubPath:
    case ActionKind::Unmount:
    case ActionKind::Forget:
      return false;
  }
  return true;
}

}  // namespace rexray
