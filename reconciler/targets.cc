#include "reconciler/targets.h"

#include <set>

#include "reconciler/door_target.h"

namespace rexray {
namespace {

bool IsBelow(const std::string& path, const std::string& parent) {
  return path.size() > parent.size() && path.starts_with(parent) && path[parent.size()] == '/';
}

}  // namespace

std::shared_ptr<const Targets::Paths> Targets::Current() {
  std::scoped_lock lock(mutex_);
  const std::uint64_t revision = store_.SpecRevision();
  if (paths_ && revision == revision_) return paths_;
  const auto desired = store_.Desired();
  if (!desired) return paths_ ? paths_ : std::make_shared<const Paths>();
  auto paths = std::make_shared<Paths>();
  for (const auto& each : (*desired)->attachments) {
    const AttachmentSpec& spec = each->spec;
    if (spec.node == node_ && spec.mount) (*paths)[spec.mount->path] = spec.volume;
  }
  revision_ = revision;
  paths_ = std::move(paths);
  return paths_;
}

std::optional<Targets::Parent> Targets::ParentOf(const std::string& path) {
  const auto paths = Current();
  for (std::size_t end = path.rfind('/'); end != std::string::npos && end > 0;
       end = path.rfind('/', end - 1)) {
    const auto found = paths->find(path.substr(0, end));
    if (found != paths->end()) return Parent{found->second, found->first};
  }
  return std::nullopt;
}

std::vector<VolumeName> Targets::Below(const std::string& path) {
  const auto paths = Current();
  std::vector<VolumeName> below;
  for (auto each = paths->lower_bound(path + "/");
       each != paths->end() && IsBelow(each->first, path); ++each) {
    below.push_back(each->second);
  }
  return below;
}

std::vector<VolumeName> Targets::MountedBelow(const std::string& path,
                                              const Host::MountTable& mounts) {
  const auto paths = Current();
  std::set<VolumeName> mounted;
  for (const MountEntry& entry : mounts) {
    if (!IsBelow(entry.target, path)) continue;
    if (const auto found = paths->find(entry.target); found != paths->end()) mounted.insert(found->second);
  }
  return {mounted.begin(), mounted.end()};
}

std::optional<VolumeName> Targets::At(const std::string& path) {
  const auto paths = Current();
  if (const auto found = paths->find(path); found != paths->end()) return found->second;
  return NameOfDoorTarget(mountRoot_, path);
}

}  // namespace rexray
