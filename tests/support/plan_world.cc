#include "tests/support/plan_world.h"

#include "reconciler/planner.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

const NodeName kNode{"n1"};
const BackendId kId{"pg--1"};
const DeviceIdentity kIdentity{"loop:254:0:77"};

FormatState FormatOf(FormatPhase phase) { return {phase, FilesystemType::Ext4, PlanWorld::kUuid}; }

struct Summarise {
  std::string operator()(const Actions& actions) const {
    std::string text;
    for (const Action& each : actions) {
      text += (text.empty() ? "" : " ") + std::string(ToString(each.kind()));
    }
    return text;
  }
  std::string operator()(const Wait& wait) const {
    return "Wait " + std::string(ToString(wait.reason));
  }
  std::string operator()(const Blocked& blocked) const {
    return "Blocked " + std::string(ToString(blocked.reason));
  }
};

}  // namespace

PlanWorld::PlanWorld() {
  input.now = TimePoint(1000h);
  input.node.name = kNode;
  input.node.boot = BootId{"boot-2"};
  input.capabilities = Capabilities{};

  VolumeState& stored = input.stored;
  stored.name = VolumeName{"pg"};
  stored.uid = VolumeUid{"00000000-0000-5000-8000-000000000001"};
  stored.record.volume = stored.name;
  stored.record.uid = stored.uid;
  stored.record.service = ServiceName{"local"};

  VolumeSpec volume;
  volume.name = stored.name;
  volume.service = ServiceName{"local"};
  volume.size = Bytes{64 << 20};
  volume.filesystem = FilesystemSpec{};
  stored.volume = Declared<VolumeSpec>{volume, 1, {"default", "v.yaml:1"}, input.now - 1h};

  AttachmentSpec attached;
  attached.name = AttachmentName{"pg-n1"};
  attached.volume = stored.name;
  attached.node = kNode;
  attached.mount = MountSpec{kTarget, {}, false};
  stored.attachments = {
      Declared<AttachmentSpec>{attached, 1, {"default", "v.yaml:9"}, input.now - 1h}};

  input.observation.backend = Observed<BackendVolume>::Nothing(input.now);
  input.observation.listing = Observed<ListingExtract>::Known({true, {}, 0}, input.now);
  input.observation.device = Observed<Device>::Nothing(input.now);
  NothingMounted();
  input.observation.target = Observed<TargetState>::Nothing(input.now);
}

PlanWorld& PlanWorld::Created() {
  BackendVolume volume;
  volume.id = kId;
  volume.name = input.stored.name;
  volume.size = Bytes{64 << 20};
  volume.identity = kIdentity;
  volume.facts = VolumeFacts{input.stored.uid, input.stored.name, {}, kNode, true, {}, {}, 1};
  input.observation.backend = Observed<BackendVolume>::Known(volume, input.now);
  record().createStarted = true;
  record().backendId = kId;
  record().facts = volume.facts;
  return *this;
}

PlanWorld& PlanWorld::Attached() {
  Created();
  backend().attachments = {{kNode, AttachState::Attached, "/dev/loop7"}};
  Device device;
  device.path = "/dev/loop7";
  device.identity = kIdentity;
  device.major = 7;
  device.minor = 7;
  input.observation.device = Observed<Device>::Known(device, input.now);
  record().attach = AttachRecord{"/dev/loop7", kIdentity, input.node.boot};
  return Probed({}, true);
}

PlanWorld& PlanWorld::Formatting() {
  Attached();
  backend().facts->format = FormatOf(FormatPhase::Formatting);
  record().facts = backend().facts;
  return *this;
}

PlanWorld& PlanWorld::Formatted() {
  Attached();
  backend().facts->format = FormatOf(FormatPhase::Formatted);
  record().facts = backend().facts;
  input.observation.probe = Observed<Probe>::NotKnown("not asked");
  return *this;
}

PlanWorld& PlanWorld::Mounted() {
  Formatted();
  NothingMounted();
  Layer(kTarget, true);
  record().mount = MountRecord{kTarget, {}, "rw,relatime", "rw", input.node.boot};
  return *this;
}

PlanWorld& PlanWorld::Probed(std::vector<Signature> signatures, bool endsAreZero,
                             std::optional<bool> clean) {
  input.observation.probe =
      Observed<Probe>::Known(Probe{endsAreZero, std::move(signatures), clean}, input.now);
  return *this;
}

PlanWorld& PlanWorld::Layer(const std::string& target, bool ofVolume) {
  MountEntry entry;
  entry.id = 100 + static_cast<std::int64_t>(input.observation.mounts.value.size());
  entry.target = target;
  entry.options = "rw,relatime";
  entry.fsOptions = "rw";
  entry.fstype = ofVolume ? "ext4" : "tmpfs";
  entry.source = ofVolume ? "/dev/loop7" : "stranger";
  input.observation.mounts.value.push_back({entry, ofVolume});
  return *this;
}

PlanWorld& PlanWorld::NothingMounted() {
  input.observation.mounts = Observed<std::vector<SeenMount>>::Known({}, input.now);
  return *this;
}

PlanWorld& PlanWorld::Deleted(ReclaimPolicy policy, TimePoint deleteAfter) {
  input.stored.volume.reset();
  input.stored.attachments.clear();
  input.stored.tombstone = Tombstone{policy, 1, input.now, deleteAfter};
  return *this;
}

PlanWorld& PlanWorld::Snapshotted(SnapshotState state) {
  input.capabilities->snapshots = true;
  const BackendSnapshot snapshot{{"snap-1"},
                                 input.stored.name,
                                 kId,
                                 Bytes{64 << 20},
                                 input.now,
                                 state,
                                 SnapshotToken(input.stored.uid, *input.stored.tombstone)};
  input.observation.snapshot = Observed<BackendSnapshot>::Known(snapshot, input.now);
  return *this;
}

PlanWorld& PlanWorld::WithoutAttachment() {
  input.stored.attachments.clear();
  input.stored.removedAttachments = {{AttachmentName{"pg-n1"}, kNode, input.now}};
  return *this;
}

PlanWorld& PlanWorld::Clean() {
  input.observation.target = Observed<TargetState>::Known({true, true, true}, input.now);
  return *this;
}

std::string Summary(const Plan& plan) { return std::visit(Summarise{}, plan); }

std::string PlanOf(const PlanWorld& world) { return Summary(MakePlan(world.input)); }

}  // namespace rexray
