#pragma once

#include <map>
#include <set>
#include <string>

#include "drivers/os/descriptor.h"
#include "state/result.h"

namespace rexray {

// The inotify watches of one folder: on itself, on each folder that is passed on the way to it, and
// on those that its symlinks lead through. Each is set before the next name is looked up, so that
// no change falls between. Private to folder_watcher.cc.
class FolderWatches {
 public:
  // Takes the place of the watches that were set before; what happened meanwhile is kept.
  Result<void> Set(const std::string& folder);

  int descriptor() const { return events_.get(); }
  // Reads what happened, without waiting; gives whether any of it counts.
  bool TakeEvents();
  bool unfinished() const { return !written_.empty(); }

 private:
  // What counts of a watched folder: all, or what happens under some names.
  struct Interest {
    bool all = false;
    std::set<std::string> names;
  };

  Result<Descriptor> Follow(Descriptor from, const std::string& path, unsigned lastMask);
  Result<void> FollowLinks(const Descriptor& folder);
  Result<Interest*> Watch(const Descriptor& folder, unsigned mask);
  void DropStale();
  bool Counts(int watch, unsigned mask, const std::string& name);

  Descriptor events_;
  std::map<int, Interest> watches_;
  std::map<int, Interest> next_;  // those that are being set
  std::set<std::string> written_;
};

}  // namespace rexray
