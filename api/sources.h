#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/source_follower.h"

namespace rexray {

struct SourceView {
  SourceConfig config;
  SourceStatus status;
  std::size_t objects = 0;  // that it declares
};

// All sources of manifests. Their names are kept in the database, so that what one declared is told
// of when it is no source any more. Any thread.
class Sources {
 public:
  Sources(SourceSync::Seams seams, FollowTimes times) : seams_(seams), times_(times) {}

  // Before Start.
  void Add(SourceConfig config, std::unique_ptr<SourceFeed> feed);
  Result<void> Start();
  // Gives whether all ended before `patience` was over.
  bool Stop(Milliseconds patience);

  // By name; those that were removed from the configuration while they still declare something too.
  Result<std::vector<SourceView>> List();

  // Reads it now; SourceFollower::Sync. NotFound.
  ApiResult<ChangeOutcome> Sync(const std::string& name,
                                const std::optional<std::string>& approved = {});

 private:
  SourceSync::Seams seams_;
  const FollowTimes times_;
  std::vector<std::unique_ptr<SourceFollower>> followers_;
  std::vector<std::string> former_;  // names of those that are no source any more
};

}  // namespace rexray
