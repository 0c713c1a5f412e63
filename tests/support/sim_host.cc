#include "tests/support/sim_host.h"

#include <algorithm>
#include <ranges>

#include "state/codec.h"
#include "tests/support/sim_mount_options.h"

namespace rexray {
namespace {

constexpr std::uint32_t kBlockMajor = 240;
constexpr std::uint32_t kSerials = 1 << 16;  // more volumes than any test has
constexpr std::string_view kDirectoryRoot = "/sim/";
constexpr const char* kTargetBusy = "TargetBusy";

// What was taken away by force comes back under another number: mounts of before show a dead
// device.
std::uint32_t MinorOf(const SimVolume& volume, const NodeName& node) {
  const auto taken = volume.taken.find(node);
  return volume.serial + (taken == volume.taken.end() ? 0 : taken->second * kSerials);
}

Signature SignatureOf(const SimContent& content) { return {content.type, content.uuid}; }

bool HasSignature(const SimContent& content) {
  return content.kind == SimContent::Kind::Filesystem || content.kind == SimContent::Kind::Foreign;
}

// What formatting would destroy, in words; empty if nothing.
std::string LostByFormat(const SimContent& content, const std::string& ourUuid) {
  if (!content.data.empty()) return content.data;
  if (!HasSignature(content) || content.uuid == ourUuid) return {};
  return content.type + " " + content.uuid;
}

SimContent Formatted(const step::Format& format) {
  SimContent content;
  content.kind = SimContent::Kind::Filesystem;
  content.type = ToString(format.filesystem.type);
  content.uuid = format.uuid;
  content.size = format.device.size;
  content.lostFound = true;
  return content;
}

}  // namespace

SimHost::SimHost(std::shared_ptr<SimWorld> world, NodeName node)
    : world_(std::move(world)),
      node_(std::move(node)),
      faults_({"Mounts", "Inspect", "ProbeDevice", "Format", "FinishFormat", "MissingDirectories",
               "MakeTarget", "RemoveTarget", "InspectTarget", "LeftClean", "Check",
               "GrowFilesystem", "Mount", "Remount", "MakeSubPath", "Unmount", "CheckUnused",
               "IsMountedBeyond"}) {}

// --- Devices
// ------------------------------------------------------------------------------------------

Device SimHost::DeviceOf(const std::string& path, const SimVolume& volume) const {
  Device device;
  device.path = path;
  device.identity = volume.shown.identity;
  const auto lagging = volume.devices.find(node_);
  device.size = lagging == volume.devices.end() ? volume.shown.size : lagging->second;
  device.major = world_->capabilities().block ? kBlockMajor : 8;
  device.minor = world_->capabilities().block ? MinorOf(volume, node_) : 1;
  for (const BackendAttachment& each : volume.shown.attachments) {
    if (each.node == node_) device.readOnly = each.readOnly;
  }
  if (!world_->capabilities().block)
    device.root = std::string(kDirectoryRoot) + volume.shown.id.value;
  return device;
}

// The volume whose device is at this path: attached to this node, and the name not reused.
Result<SimVolume> SimHost::VolumeAt(const std::string& path) const {
  const auto redirected = redirected_.find(path);
  const BackendId id = redirected != redirected_.end()
                           ? redirected->second
                           : BackendId{path.substr(path.rfind('/') + 1)};
  const std::optional<SimVolume> volume = world_->Find(id);
  const bool ours = redirected != redirected_.end() || path.starts_with("/dev/sim/") ||
                    path.starts_with(kDirectoryRoot);
  const bool attached =
      volume && std::ranges::any_of(volume->shown.attachments, [&](const BackendAttachment& each) {
        return each.node == node_ && each.state != AttachState::Attaching;
      });
  if (!ours || !attached) return Fail(Code::NotFound, "there is no device " + path);
  return *volume;
}

Result<SimVolume> SimHost::VolumeOf(const Device& device) const {
  REXRAY_ASSIGN(SimVolume volume, VolumeAt(device.path));
  if (volume.shown.identity == device.identity) return volume;
  return Fail(Code::FailedPrecondition,
              device.path + " is " + volume.shown.identity.value + ", not " + device.identity.value,
              std::string(ToString(Reason::IdentityMismatch)));
}

std::optional<SimVolume> SimHost::VolumeOf(const MountEntry& entry) const {
  const bool block = world_->capabilities().block;
  if (block && entry.major == kBlockMajor) return world_->FindSerial(entry.minor % kSerials);
  if (block || !entry.root.starts_with(kDirectoryRoot)) return std::nullopt;
  return world_->Find(BackendId{entry.root.substr(kDirectoryRoot.size())});
}

bool SimHost::Shows(const MountEntry& entry, const Device& device) {
  return entry.major == device.major && entry.minor == device.minor && entry.root == device.root;
}

Result<Device> SimHost::Inspect(const std::string& path, const CallContext& context) {
  return Run("Inspect", path, context, [&]() -> Result<Device> {
    REXRAY_ASSIGN(const SimVolume volume, VolumeAt(path));
    return DeviceOf(path, volume);
  });
}

Result<Probe> SimHost::ProbeDevice(const Device& device, const std::string& ourUuid,
                                   const CallContext& context) {
  return Run("ProbeDevice", device.path, context, [&]() -> Result<Probe> {
    REXRAY_ASSIGN(const SimVolume volume, VolumeOf(device));
    Probe probe;
    probe.endsAreZero = volume.content.kind == SimContent::Kind::Blank;
    if (HasSignature(volume.content)) probe.signatures = {SignatureOf(volume.content)};
    if (volume.content.kind == SimContent::Kind::Filesystem && volume.content.uuid == ourUuid) {
      ++checksMade_;
      probe.clean = volume.content.clean;
    }
    return probe;
  });
}

Result<bool> SimHost::LeftClean(const Device& device, const CallContext& context) {
  return Run("LeftClean", device.path, context, [&]() -> Result<bool> {
    REXRAY_ASSIGN(const SimVolume volume, VolumeOf(device));
    return !volume.usedOn.empty() || volume.content.lastUse == SimContent::LastUse::EndedWell;
  });
}

Result<void> SimHost::CheckNow(const step::Check& check) {
  REXRAY_ASSIGN(const SimVolume volume, VolumeOf(check.device));
  REXRAY_TRY(CheckFree(volume, check.device));
  if (volume.content.uuid != check.uuid) {
    return Fail(Code::FailedPrecondition, "another filesystem",
                std::string(ToString(Reason::IdentityMismatch)));
  }
  if (volume.content.lastUse == SimContent::LastUse::LeftDamage) {
    return Fail(Code::FailedPrecondition, "it needs a decision",
                std::string(ToString(Reason::NeedsRepair)));
  }
  return world_->Write(volume.shown.id, node_, [](SimContent& content) {
    content.lastUse = SimContent::LastUse::EndedWell;
  });
}

Result<void> SimHost::Check(const step::Check& check, const CallContext& context) {
  return Run("Check", check.device.path, context, [&] { return CheckNow(check); });
}

Result<void> SimHost::GrowNow(const step::GrowFilesystem& grow) {
  REXRAY_ASSIGN(const SimVolume volume, VolumeOf(grow.device));
  const Device device = DeviceOf(grow.device.path, volume);
  if (volume.content.uuid != grow.uuid) {
    return Fail(Code::FailedPrecondition, "another filesystem",
                std::string(ToString(Reason::IdentityMismatch)));
  }
  const bool ext4 = grow.type == FilesystemType::Ext4;
  if (grow.target.empty()) {
    if (!ext4) return Fail(Code::InvalidArgument, "only an ext4 grows while it is not mounted");
    REXRAY_TRY(CheckFree(volume, device));
    REXRAY_TRY(CheckNow({grow.device, grow.type, grow.uuid}));
  } else {
    const std::optional<MountEntry> top = tree_.Top(grow.target);
    if (!top || !Shows(*top, device) || top->options.starts_with("ro")) {
      return Fail(Code::FailedPrecondition, device.path + " is not mounted at " + grow.target);
    }
    if (ext4 && !growsMountedExt4_) return Fail(Code::FailedPrecondition, "not permitted");
  }
  return world_->Write(volume.shown.id, node_,
                       [&](SimContent& written) { written.size = device.size; });
}

Result<void> SimHost::GrowFilesystem(const step::GrowFilesystem& grow, const CallContext& context) {
  return Run("GrowFilesystem", grow.device.path, context, [&] { return GrowNow(grow); });
}

// --- Formatting
// ---------------------------------------------------------------------------------------

Result<void> SimHost::CheckFree(const SimVolume& volume, const Device& device) const {
  if (volume.usedOn.empty()) return {};
  return Fail(Code::FailedPrecondition, device.path + " is mounted", kTargetBusy);
}

Result<void> SimHost::FormatNow(const step::Format& format) {
  REXRAY_ASSIGN(const SimVolume volume, VolumeOf(format.device));
  REXRAY_TRY(CheckFree(volume, format.device));
  const std::string lost = LostByFormat(volume.content, format.uuid);
  SimContent content = Formatted(format);
  if (cut_) content.clean = false;
  if (cut_ == FormatCut::Garbage) {
    content = {};
    content.kind = SimContent::Kind::Garbage;
  }
  REXRAY_TRY(
      world_->Write(volume.shown.id, node_, [&](SimContent& written) { written = content; }));
  if (!lost.empty()) world_->NoteLoss({volume.shown.id, "Format", lost});
  if (!std::exchange(cut_, std::nullopt)) return {};
  return Fail(Code::Unavailable, "the helper that ran mkfs on " + format.device.path + " ended");
}

Result<void> SimHost::Format(const step::Format& format, const CallContext& context) {
  return Run("Format", format.device.path, context, [&] { return FormatNow(format); });
}

Result<void> SimHost::FinishFormat(const step::MarkFormatted& format, const CallContext& context) {
  return Run("FinishFormat", format.device.path, context, [&]() -> Result<void> {
    REXRAY_ASSIGN(const SimVolume volume, VolumeOf(format.device));
    REXRAY_TRY(CheckFree(volume, format.device));
    if (volume.content.kind != SimContent::Kind::Filesystem || !volume.content.clean ||
        volume.content.uuid != format.format.uuid) {
      return Fail(Code::FailedPrecondition,
                  format.device.path + " holds no clean filesystem " + format.format.uuid);
    }
    return world_->Write(volume.shown.id, node_,
                         [](SimContent& written) { written.lostFound = false; });
  });
}

// --- Mounts
// -------------------------------------------------------------------------------------------

Result<std::shared_ptr<const Host::MountTable>> SimHost::Mounts() {
  const CallContext patient{std::chrono::steady_clock::now() + std::chrono::hours(1), {}, -1};
  return Run("Mounts", "mountinfo", patient,
             [&]() -> Result<std::shared_ptr<const MountTable>> { return tree_.table(); });
}

Result<void> SimHost::CheckMountable(const step::Mount& mount, const SimVolume& volume) const {
  if (mount.type == FilesystemType::None) {
    if (!world_->capabilities().block) return {};
    return Fail(Code::InvalidArgument, mount.device.path + " is no directory");
  }
  const SimContent& content = volume.content;
  if (content.kind != SimContent::Kind::Filesystem || !content.clean ||
      content.type != ToString(mount.type)) {
    return Fail(Code::FailedPrecondition, mount.device.path + " holds no " +
                                              std::string(ToString(mount.type)) +
                                              " that can be mounted");
  }
  if (mount.filesystemUuid.empty() || mount.filesystemUuid == content.uuid) return {};
  return Fail(
      Code::FailedPrecondition,
      mount.device.path + " holds filesystem " + content.uuid + ", not " + mount.filesystemUuid,
      std::string(ToString(Reason::IdentityMismatch)));
}

Result<MountEntry> SimHost::MountNow(const step::Mount& mount) {
  REXRAY_ASSIGN(const SimVolume volume, VolumeOf(mount.device));
  REXRAY_TRY(CheckMountable(mount, volume));
  if (tree_.Top(mount.target)) {
    return Fail(Code::FailedPrecondition, "something is mounted at " + mount.target,
                std::string(ToString(Reason::TargetMounted)));
  }
  const SimEntry* const target = tree_.Find(mount.target);
  if (target == nullptr || target->kind != SimEntry::Kind::Directory) {
    return Fail(Code::FailedPrecondition, mount.target + " is no directory",
                std::string(ToString(Reason::TargetNotDirectory)));
  }
  const SimMountOptions options = KernelOptions(mount.options);
  MountEntry entry;
  entry.major = mount.device.major;
  entry.minor = mount.device.minor;
  entry.root = mount.device.root;
  entry.target = mount.target;
  entry.options = options.ofMount;
  entry.fsOptions = options.ofFilesystem;
  entry.fstype = world_->capabilities().block ? std::string(ToString(mount.type)) : "ext4";
  entry.source = world_->capabilities().block ? mount.device.path : "/dev/sda1";
  // A filesystem that is not mounted read-only writes at once that it is mounted.
  if (mount.type != FilesystemType::None && options.ofMount.starts_with("rw")) {
    REXRAY_TRY(world_->Write(volume.shown.id, node_, [](SimContent&) {}));
  }
  world_->Use(volume.shown.id, node_);
  return tree_.Push(std::move(entry));
}

Result<MountEntry> SimHost::Mount(const step::Mount& mount, const CallContext& context) {
  return Run("Mount", mount.target, context, [&] { return MountNow(mount); });
}

Result<MountEntry> SimHost::RemountNow(const step::Remount& remount) {
  const SimMountOptions options = KernelOptions(remount.options);
  if (!tree_.SetOptions(remount.target, options.ofMount, options.ofFilesystem)) {
    return Fail(Code::FailedPrecondition, "nothing is mounted at " + remount.target);
  }
  return *tree_.Top(remount.target);
}

Result<MountEntry> SimHost::Remount(const step::Remount& remount, const CallContext& context) {
  return Run("Remount", remount.target, context, [&] { return RemountNow(remount); });
}

Result<void> SimHost::MakeSubPathNow(const step::MakeSubPath& make) {
  REXRAY_ASSIGN(const SimVolume volume, VolumeOf(make.device));
  const std::optional<MountEntry> top = tree_.Top(make.target);
  if (!top || !Shows(*top, DeviceOf(make.device.path, volume))) {
    return Fail(Code::FailedPrecondition, make.device.path + " is not mounted at " + make.target,
                std::string(ToString(Reason::IdentityMismatch)));
  }
  if (volume.content.folders.contains(make.subPath)) return {};
  if (top->options.starts_with("ro")) {
    return Fail(Code::FailedPrecondition, make.subPath + " is not there, and cannot be made",
                std::string(ToString(Reason::FolderUnusable)));
  }
  return world_->Write(volume.shown.id, node_, [&](SimContent& written) {
    for (const std::string& each : PathAndParents(make.subPath)) written.folders.insert(each);
  });
}

Result<void> SimHost::MakeSubPath(const step::MakeSubPath& make, const CallContext& context) {
  return Run("MakeSubPath", make.target, context, [&] { return MakeSubPathNow(make); });
}

void SimHost::PopMount(const std::string& target) {
  const std::optional<MountEntry> top = tree_.Top(target);
  if (!top) return;
  tree_.Pop(target);
  const std::optional<SimVolume> volume = VolumeOf(*top);
  if (!volume) return;
  const Device device = DeviceOf({}, *volume);
  const auto table = tree_.table();
  if (std::ranges::any_of(*table, [&](const auto& each) { return Shows(each, device); })) return;
  world_->Edit(volume->shown.id, [&](SimVolume& edited) { edited.usedOn.erase(node_); });
}

Result<void> SimHost::UnmountNow(const std::string& target) {
  if (!tree_.Top(target)) return {};
  if (busy_.contains(target) || tree_.HasMountsBelow(target)) {
    return Fail(Code::FailedPrecondition, target + " is busy", kTargetBusy);
  }
  PopMount(target);
  return {};
}

Result<void> SimHost::Unmount(const std::string& target, const CallContext& context) {
  return Run("Unmount", target, context, [&] { return UnmountNow(target); });
}

Result<void> SimHost::CheckUnusedNow(const Device& device) {
  const auto held = held_.find(device.path);
  std::string by = held == held_.end() ? "" : held->second;
  for (const MountEntry& each : *tree_.table())
    if (Shows(each, device)) by = "the mount at " + each.target;
  if (by.empty()) return {};
  return Fail(Code::FailedPrecondition, device.path + " is in use by " + by,
              std::string(ToString(Reason::DeviceInUse)));
}

Result<void> SimHost::CheckUnused(const Device& device, const CallContext& context) {
  return Run("CheckUnused", device.path, context, [&] { return CheckUnusedNow(device); });
}

Result<bool> SimHost::IsMountedBeyond(const Device& device, const std::string& target,
                                      const CallContext& context) {
  return Run("IsMountedBeyond", target, context, [&]() -> Result<bool> {
    return std::ranges::any_of(*tree_.table(), [&](const MountEntry& each) {
      return Shows(each, device) && each.target != target;
    });
  });
}

}  // namespace rexray
