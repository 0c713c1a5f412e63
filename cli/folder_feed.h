#pragma once

#include <memory>
#include <string>

#include "api/source_feed.h"
#include "drivers/os/folder_watcher.h"
#include "state/time.h"

namespace rexray {

struct FolderFeedTimes {
  Milliseconds quiet{500};  // without a change, after which nobody seems to write
  Milliseconds most{std::chrono::seconds(10)};  // that changes are waited out
  Milliseconds look{std::chrono::seconds(10)};  // between looks, where nothing tells of changes
};

// A folder of manifests as `apply -f FOLDER` takes it, its path perhaps by way of symlinks that
// somebody swaps. All its files are read as they stand between two changes, or none.
class FolderFeed : public SourceFeed {
 public:
  FolderFeed(std::string folder, std::unique_ptr<FolderWatcher> watcher, FolderFeedTimes times = {})
      : folder_(std::move(folder)), watcher_(std::move(watcher)), times_(times) {}

  SourceContent Read(const std::stop_token& stop) override;
  bool AwaitChange(const std::stop_token& stop, Deadline deadline) override;
  std::string following() const override;

 private:
  void Arm();
  bool AwaitNews(const std::stop_token& stop, Deadline deadline);
  void AwaitQuiet(const std::stop_token& stop);

  const std::string folder_;
  const std::unique_ptr<FolderWatcher> watcher_;
  const FolderFeedTimes times_;
  std::string whyBlind_;      // why changes are not told of; empty: they are
  std::size_t lastLook_ = 0;  // the digest of the folder as it was read last
};

}  // namespace rexray
