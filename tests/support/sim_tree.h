#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "drivers/os/host.h"

namespace rexray {

// A directory, file or symlink of a simulated node.
struct SimEntry {
  enum class Kind { Directory, File, Symlink };
  Kind kind = Kind::Directory;
  bool immutable = false;
};

// The mount table of a simulated node, and the directories on the filesystems that it shows. A path
// leads to what the topmost mount above it holds, as in the kernel. Not synchronised.
class SimTree {
 public:
  SimTree();

  std::shared_ptr<const Host::MountTable> table() const { return table_; }
  // The topmost mount at exactly this path.
  std::optional<MountEntry> Top(const std::string& path) const;
  bool HasMountsBelow(const std::string& path) const;
  // Puts a mount on top; id and parent are filled in.
  MountEntry Push(MountEntry entry);
  // Takes the topmost mount away; false if there is none.
  bool Pop(const std::string& path);
  // Changes the topmost mount's options; false if there is none.
  bool SetOptions(const std::string& path, const std::string& options,
                  const std::string& fsOptions);
  void Reboot();  // all mounts but the root go

  // What is at a path under its own mounts: the bare directory. nullptr: no such path.
  const SimEntry* Find(const std::string& path) const;
  void Put(const std::string& path, SimEntry node);  // parents are not checked
  void Erase(const std::string& path);
  bool Empty(const std::string& path) const;

 private:
  // A filesystem, as "major:minor:root", and a path in it.
  struct Place {
    std::string filesystem;
    std::string path;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  const MountEntry& Above(const std::string& path) const;
  Place Locate(const std::string& path) const;
  void Replace(Host::MountTable table) {
    table_ = std::make_shared<const Host::MountTable>(std::move(table));
  }

  std::shared_ptr<const Host::MountTable> table_;
  std::int64_t lastId_ = 1;
  std::map<Place, SimEntry> nodes_;
};

// "/a/b/c" → {"/a", "/a/b", "/a/b/c"}.
std::vector<std::string> PathAndParents(const std::string& path);

}  // namespace rexray
