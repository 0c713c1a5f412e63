#include "tests/support/sim_tree.h"

#include <algorithm>
#include <ranges>

namespace rexray {
namespace {

MountEntry RootMount() {
  MountEntry root;
  root.id = 1;
  root.major = 8;
  root.minor = 1;
  root.root = root.target = "/";
  root.options = "rw,relatime";
  root.fstype = "ext4";
  root.source = "/dev/sda1";
  root.fsOptions = "rw";
  return root;
}

bool IsBelow(const std::string& path, const std::string& directory) {
  return directory == "/" ? path.size() > 1 : path.starts_with(directory + "/");
}

}  // namespace

std::vector<std::string> PathAndParents(const std::string& path) {
  std::vector<std::string> all;
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    all.push_back(path.substr(0, slash));
  }
  if (path.size() > 1) all.push_back(path);
  return all;
}

SimTree::SimTree() {
  Replace({RootMount()});
  for (const char* path : {"/srv", "/var", "/var/lib"}) Put(path, {});
}

std::optional<MountEntry> SimTree::Top(const std::string& path) const {
  for (const MountEntry& each : *table_ | std::views::reverse) {
    if (each.target == path) return each;
  }
  return std::nullopt;
}

bool SimTree::HasMountsBelow(const std::string& path) const {
  return std::ranges::any_of(*table_, [&](const auto& each) { return IsBelow(each.target, path); });
}

// The mount that a path lies in, a mount at the path itself left out.
const MountEntry& SimTree::Above(const std::string& path) const {
  const MountEntry* above = &table_->front();
  for (const MountEntry& each : *table_) {
    if (IsBelow(path, each.target) && each.target.size() >= above->target.size()) above = &each;
  }
  return *above;
}

MountEntry SimTree::Push(MountEntry entry) {
  const std::optional<MountEntry> covered = Top(entry.target);
  entry.id = ++lastId_;
  entry.parent = covered ? covered->id : Above(entry.target).id;
  Host::MountTable table = *table_;
  table.push_back(entry);
  Replace(std::move(table));
  return entry;
}

bool SimTree::Pop(const std::string& path) {
  const std::optional<MountEntry> top = Top(path);
  if (!top) return false;
  Host::MountTable table = *table_;
  std::erase(table, *top);
  Replace(std::move(table));
  return true;
}

bool SimTree::SetOptions(const std::string& path, const std::string& options,
                         const std::string& fsOptions) {
  const std::optional<MountEntry> top = Top(path);
  if (!top) return false;
  Host::MountTable table = *table_;
  const auto changed = std::ranges::find(table, *top);
  changed->options = options;
  changed->fsOptions = fsOptions;
  Replace(std::move(table));
  return true;
}

void SimTree::Reboot() { Replace({RootMount()}); }

SimTree::Place SimTree::Locate(const std::string& path) const {
  const MountEntry& above = Above(path);
  const std::string relative = above.target == "/" ? path : path.substr(above.target.size());
  return {std::to_string(above.major) + ":" + std::to_string(above.minor) + ":" + above.root,
          relative};
}

const SimEntry* SimTree::Find(const std::string& path) const {
  static constexpr SimEntry kRoot;
  if (path == "/") return &kRoot;
  const auto found = nodes_.find(Locate(path));
  return found == nodes_.end() ? nullptr : &found->second;
}

void SimTree::Put(const std::string& path, SimEntry node) { nodes_[Locate(path)] = node; }

void SimTree::Erase(const std::string& path) { nodes_.erase(Locate(path)); }

bool SimTree::Empty(const std::string& path) const {
  const Place place = Locate(path);
  return std::ranges::none_of(nodes_, [&](const auto& each) {
    return each.first.filesystem == place.filesystem && IsBelow(each.first.path, place.path);
  });
}

}  // namespace rexray
