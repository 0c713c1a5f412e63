#pragma once

#include <string>

#include "state/store.h"

// Values for tests of what is stored: short ones, and full ones with no field at its default.

namespace rexray {

inline TimePoint At(std::int64_t seconds) { return TimePoint(std::chrono::seconds(seconds)); }

inline Sourced<VolumeSpec> SampleVolume(const std::string& name,
                                        const std::string& source = "a.yaml:1") {
  VolumeSpec spec;
  spec.name = {name};
  spec.service = {"local"};
  spec.size = Bytes{1 << 30};
  return {spec, {"default", source}};
}

inline Sourced<AttachmentSpec> SampleAttachment(const std::string& name, const std::string& volume,
                                                const std::string& node = "db1") {
  AttachmentSpec spec;
  spec.name = {name};
  spec.volume = {volume};
  spec.node = {node};
  spec.mount = MountSpec{"/srv/" + volume, {"noatime"}, false};
  return {spec, {"default", "a.yaml:9"}};
}

inline SpecChange Declaring(std::vector<Sourced<VolumeSpec>> volumes,
                            std::vector<Sourced<AttachmentSpec>> attachments = {}) {
  return {std::move(volumes), std::move(attachments), {}, {}};
}

inline SpecChange Removing(std::vector<VolumeRemoval> volumes,
                           std::vector<AttachmentName> attachments = {}) {
  return {{}, {}, std::move(volumes), std::move(attachments)};
}

inline VolumeSpec FullVolumeSpec() {
  VolumeSpec spec = SampleVolume("pgdata").spec;
  spec.metadata = {{{"app", "postgres"}}, {{"note", "über"}}};
  spec.owner = NodeName{"db1"};
  spec.filesystem = FilesystemSpec{FilesystemType::None, 0, 1000, 07777, "data", {"-i", "8192"}};
  spec.type = "gp3";
  spec.iops = 3000;
  spec.availabilityZone = "eu-1a";
  spec.encrypted = true;
  spec.encryptionKey = "keys/pg";
  spec.source = SourceSpec{{"snap-1"}};
  spec.accessMode = AccessMode::ReadOnlyMany;
  spec.mountOptions = {"noatime"};
  spec.subPath = "/data";
  spec.adopt = AdoptSpec{BackendId{"vol-9"}, "theirs", "a=b"};
  spec.onExisting = OnExisting::Adopt;
  spec.reclaimPolicy = ReclaimPolicy::Delete;
  spec.deletionProtection = true;
  return spec;
}

inline AttachmentSpec FullAttachmentSpec() {
  AttachmentSpec spec = SampleAttachment("pgdata-db1", "pgdata").spec;
  spec.metadata.labels = {{"tier", "gold"}};
  spec.mount->readOnly = true;
  spec.mount->subPath = "/data";
  spec.nodeSelector = {{"zone", "a"}};
  spec.driftPolicy = DriftPolicy::Report;
  spec.preemption = Preemption::WhenDead;
  spec.foreignAttachments = ForeignAttachments::Detach;
  return spec;
}

inline VolumeFacts FullFacts() {
  return {{"uid-1"}, {"pgdata"}, {"prod"},
          {"db1"},   true,       {FormatPhase::Formatted, FilesystemType::Xfs, "fs-uuid"},
          At(70),    7};
}

inline Record FullRecord() {
  Record record;
  record.volume = {"pgdata"};
  record.uid = {"uid-1"};
  record.service = {"local"};
  record.fencingToken = 9;
  record.observedGeneration = 3;
  record.createStarted = true;
  record.lastCreateAt = At(100);
  record.backendId = BackendId{"vol-1"};
  record.facts = FullFacts();
  record.attach = AttachRecord{"/dev/loop3", {"loop:254:0:1234"}, {"boot-1"}};
  record.mount = MountRecord{"/srv/pg", {"noatime"}, "rw,noatime", "rw", {"boot-1"}, "/data"};
  record.target = TargetRecord{"/srv/pg", {"/srv", "/srv/pg"}, true};
  record.repairs = {At(1), At(2)};
  record.lastClaimEnded = At(50);
  record.lastClaimBoot = {"boot-0"};
  record.lastEffectAt = At(120);
  record.orphaned = true;
  record.conditions = {{kReady, {true, "Converged", "m", "b", "e", At(3)}}};
  return record;
}

inline Operation SampleOperation(const std::string& volume, ActionKind action = ActionKind::Mount,
                                 TimePoint started = At(10)) {
  Operation operation;
  operation.volume = {volume};
  operation.action = action;
  operation.process = "42/1000";
  operation.boot = {"boot-1"};
  operation.started = started;
  return operation;
}

inline Event SampleEvent(const std::string& volume, const std::string& reason,
                         TimePoint at = At(10)) {
  Event event;
  event.at = at;
  event.volume = {volume};
  event.reason = reason;
  return event;
}

inline Claim SampleClaim(const std::string& volume, const std::string& consumer,
                         std::uint32_t count = 1, const std::string& boot = "boot-1") {
  return {{volume}, {"db1"}, "docker", consumer, count, {boot}, ClaimState::Held};
}

}  // namespace rexray
