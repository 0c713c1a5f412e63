// Directories of a simulated node, and the hands behind everybody's back.

#include <algorithm>
#include <ranges>

#include "tests/support/sim_host.h"
#include "tests/support/sim_mount_options.h"

namespace rexray {
Result<std::vector<std::string>> SimHost::MissingDirectories(const std::string& target,
                                                             const CallContext& context) {
  return Run("MissingDirectories", target, context, [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> missing;
    for (const std::string& path : PathAndParents(target)) {
      const SimEntry* const node = tree_.Find(path);
      if (node == nullptr) {
        missing.push_back(path);
      } else if (node->kind != SimEntry::Kind::Directory) {
        return Fail(Code::FailedPrecondition, path + " is no directory",
                    std::string(ToString(Reason::TargetNotDirectory)));
      }
    }
    return missing;
  });
}

Result<void> SimHost::MakeOne(const std::string& directory, bool last) {
  if (tree_.Find(directory) == nullptr) {
    const std::string parent = directory.substr(0, std::max<std::size_t>(directory.rfind('/'), 1));
    const SimEntry* const above = tree_.Find(parent);
    if (above == nullptr) return Fail(Code::FailedPrecondition, "there is no " + parent);
    // A mount at the parent covers its attribute.
    if (above->immutable && !tree_.Top(parent)) {
      return Fail(Code::FailedPrecondition, parent + " is immutable");
    }
    tree_.Put(directory, {});
  }
  if (last && immutableSupported_) tree_.Put(directory, {SimEntry::Kind::Directory, true});
  return {};
}

Result<bool> SimHost::MakeTarget(const std::vector<std::string>& directories,
                                 const CallContext& context) {
  const std::string target = directories.empty() ? std::string() : directories.back();
  return Run("MakeTarget", target, context, [&]() -> Result<bool> {
    for (const std::string& directory : directories) {
      REXRAY_TRY(MakeOne(directory, directory == target));
    }
    return immutableSupported_ && !directories.empty();
  });
}

Result<void> SimHost::RemoveTarget(const std::vector<std::string>& directories,
                                   const CallContext& context) {
  const std::string target = directories.empty() ? std::string() : directories.back();
  return Run("RemoveTarget", target, context, [&]() -> Result<void> {
    for (const std::string& directory : directories | std::views::reverse) {
      if (!tree_.Top(directory) && tree_.Empty(directory)) tree_.Erase(directory);
    }
    return {};
  });
}

Result<TargetState> SimHost::InspectTarget(const std::string& target, const CallContext& context) {
  return Run("InspectTarget", target, context, [&]() -> Result<TargetState> {
    const SimEntry* const node = tree_.Find(target);
    if (node == nullptr) return Fail(Code::NotFound, "there is no " + target);
    TargetState state;
    state.directory = node->kind == SimEntry::Kind::Directory;
    state.empty = tree_.Empty(target);
    state.immutable = node->immutable;
    return state;
  });
}

// --- Behind everybody's back
// --------------------------------------------------------------------------

BootId SimHost::boot() const {
  std::lock_guard lock(mutex_);
  return {node_.value + "-boot-" + std::to_string(boots_)};
}

std::size_t SimHost::MountCount(const std::string& target) const {
  std::lock_guard lock(mutex_);
  const auto table = tree_.table();
  return static_cast<std::size_t>(std::ranges::count(*table, target, &MountEntry::target));
}

void SimHost::StrangerMounts(const std::string& target) {
  std::lock_guard lock(mutex_);
  MountEntry entry;
  entry.minor = 77;
  entry.root = "/";
  entry.target = target;
  entry.options = "rw,relatime";
  entry.fstype = entry.source = "tmpfs";
  entry.fsOptions = "rw";
  tree_.Push(std::move(entry));
}

void SimHost::StrangerUnmounts(const std::string& target) {
  std::lock_guard lock(mutex_);
  PopMount(target);
}

void SimHost::StrangerRemounts(const std::string& target, const std::string& options,
                               const std::string& fsOptions) {
  std::lock_guard lock(mutex_);
  tree_.SetOptions(target, options, fsOptions);
}

void SimHost::MakeDirectory(const std::string& path) {
  std::lock_guard lock(mutex_);
  for (const std::string& each : PathAndParents(path)) {
    if (tree_.Find(each) == nullptr) tree_.Put(each, {});
  }
}

void SimHost::PutFile(const std::string& path) {
  MakeDirectory(path);
  std::lock_guard lock(mutex_);
  tree_.Put(path, {SimEntry::Kind::File, false});
}

void SimHost::PutSymlink(const std::string& path) {
  MakeDirectory(path);
  std::lock_guard lock(mutex_);
  tree_.Put(path, {SimEntry::Kind::Symlink, false});
}

void SimHost::SetHeld(const std::string& device, const std::string& by) {
  std::lock_guard lock(mutex_);
  held_[device] = by;
}

void SimHost::SetBusy(const std::string& target, bool busy) {
  std::lock_guard lock(mutex_);
  if (busy) {
    busy_.insert(target);
  } else {
    busy_.erase(target);
  }
}

void SimHost::SetImmutableSupported(bool supported) {
  std::lock_guard lock(mutex_);
  immutableSupported_ = supported;
}

void SimHost::PointDevice(const std::string& path, const BackendId& id) {
  std::lock_guard lock(mutex_);
  redirected_[path] = id;
}

void SimHost::CutFormat(FormatCut cut) {
  std::lock_guard lock(mutex_);
  cut_ = cut;
}

void SimHost::Reboot(bool keepAttachments) {
  std::lock_guard lock(mutex_);
  ++boots_;
  tree_.Reboot();
  busy_.clear();
  held_.clear();
  redirected_.clear();
  for (const auto& [id, volume] : world_->volumes()) {
    world_->Edit(id, [&](SimVolume& edited) { edited.usedOn.erase(node_); });
  }
  if (!keepAttachments) world_->DropAttachments(node_);
}

// Into a volume, through a mount of it: one of a device that was taken away writes nothing, and one
// that nobody knows of any more writes over what others did.
Result<void> SimHost::WriteThrough(const MountEntry& mount, const SimVolume& volume,
                                   const std::string& data) {
  const BackendId& id = volume.shown.id;
  if (!Shows(mount, DeviceOf({}, volume))) {
    world_->NoteRefusedWrite({id, node_});
    return Fail(Code::Unavailable, mount.target + ": input/output error");
  }
  REXRAY_TRY(world_->Write(id, node_, [&](SimContent& written) { written.data = data; }));
  if (!volume.usedOn.contains(node_)) world_->NoteLoss({id, "Write", volume.content.data});
  return {};
}

Result<void> SimHost::Write(const std::string& path, const std::string& data) {
  std::lock_guard lock(mutex_);
  if (const std::optional<MountEntry> top = tree_.Top(path)) {
    const std::optional<SimVolume> volume = VolumeOf(*top);
    if (!volume) return {};
    if (top->options.starts_with("ro")) {
      return Fail(Code::PermissionDenied, path + " is mounted read-only");
    }
    return WriteThrough(*top, *volume, data);
  }
  const SimEntry* const bare = tree_.Find(path);
  if (bare == nullptr) return Fail(Code::NotFound, "there is no " + path);
  if (bare->immutable) return Fail(Code::PermissionDenied, path + " is immutable");
  tree_.Put(path + "/written", {SimEntry::Kind::File, false});
  return {};
}

std::optional<std::string> SimHost::Read(const std::string& path) const {
  std::lock_guard lock(mutex_);
  const std::optional<MountEntry> top = tree_.Top(path);
  const std::optional<SimVolume> volume = top ? VolumeOf(*top) : std::nullopt;
  if (!volume) return std::nullopt;
  return volume->content.data;
}

}  // namespace rexray
