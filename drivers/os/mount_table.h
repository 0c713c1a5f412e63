#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "drivers/os/descriptor.h"
#include "state/observation.h"
#include "state/result.h"

namespace rexray {

using MountTable = std::vector<MountEntry>;

// Reads mountinfo's text, its escapes undone. A line that cannot be read is Internal: a table with
// a hole would call a mount absent.
Result<MountTable> ParseMountTable(const std::string& text);

// The text itself: of this process' namespace, or of an open mountinfo.
Result<std::string> ReadMountInfo();
Result<std::string> ReadMountInfo(int file);

// The mount table of this process' namespace, parsed anew only when the kernel says that it
// changed or it is asked to. Reaches no storage. Any thread.
class CachedMountTable {
 public:
  Result<std::shared_ptr<const MountTable>> Current();
  // The kernel does not say when options of a filesystem changed. The same table if none did.
  Result<std::shared_ptr<const MountTable>> Reread();

 private:
  Result<void> Open();
  Result<void> Read();

  std::mutex mutex_;
  Descriptor file_;  // opened by the first call
  bool stale_ = true;
  std::string text_;  // of the table
  std::shared_ptr<const MountTable> table_;
};

// Whether a mount shows a filesystem of ours from its root, and not a folder bound out of one; with
// btrfs the root of the subvolume that was mounted, by default or by option.
bool IsWholeFilesystem(const MountEntry& entry);

// For helper processes, which keep no table: the whole of it, or one line (nullopt: no such mount),
// as this moment shows them.
Result<MountTable> ReadMountTable();
Result<std::optional<MountEntry>> ReadMount(std::int64_t id);

}  // namespace rexray
