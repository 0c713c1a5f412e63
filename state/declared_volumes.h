#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "state/changed_volumes.h"
#include "state/store.h"

namespace rexray {

// What is declared, kept in memory: after a change only the volumes that changed are read again.
// Any thread.
class DeclaredVolumes {
 public:
  // Where it is read from. `load` gives NotFound for a volume that is not known any more; its
  // snapshots are there still.
  struct Source {
    const ChangedVolumes& changed;
    std::function<Result<VolumeState>(const VolumeName&)> load;
    std::function<Result<std::vector<StoredSnapshot>>(const VolumeName&)> snapshots;
    std::function<Result<DesiredSet>()> loadAll;
  };
  explicit DeclaredVolumes(Source source) : source_(std::move(source)) {}

  // `revision`: of the specs, taken before.
  Result<std::shared_ptr<const DesiredSet>> At(std::uint64_t revision);

 private:
  void Forget(const VolumeName& name);
  void Put(const VolumeState& state);
  Result<void> ReadSnapshots(const VolumeName& name);
  Result<void> ReadAll();
  Result<void> ReadChanged();

  Source source_;
  std::mutex mutex_;
  std::uint64_t revision_ = 0;  // of set_; no store begins with it
  ChangedVolumes::Sequence seen_ = 0;
  std::map<VolumeName, std::shared_ptr<const Declared<VolumeSpec>>> volumes_;
  std::map<AttachmentName, std::shared_ptr<const Declared<AttachmentSpec>>> attachments_;
  std::map<VolumeName, std::vector<AttachmentName>> attachmentsOf_;
  std::map<SnapshotName, std::shared_ptr<const StoredSnapshot>> snapshots_;
  std::shared_ptr<const DesiredSet> set_;
};

}  // namespace rexray
