#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include "api/source_sync.h"

namespace rexray {

struct FollowTimes {
  Milliseconds resync{std::chrono::minutes(5)};  // reads it although nothing seems to have changed
  Milliseconds retry{std::chrono::seconds(30)};  // the same, after what could not be applied
  Milliseconds patience{std::chrono::seconds(60)};  // of who asks for a sync
};

// Follows one source on a thread of its own: everything that is read of it is read there, so that
// storage that hangs holds up nobody else.
class SourceFollower {
 public:
  SourceFollower(SourceSync::Seams seams, SourceConfig config, std::unique_ptr<SourceFeed> feed,
                 FollowTimes times);
  ~SourceFollower() { BeginStop(); }  // and waits for what it does now

  void Start();
  // Ends once what it does now is done; gives whether that was before `deadline`.
  void BeginStop();
  bool AwaitEnd(SourceFeed::Deadline deadline);

  // Reads it now, and gives what came of it, as SourceSync::Take does. Also DeadlineExceeded: it
  // does not get to it; Aborted: it ends. Any thread.
  ApiResult<ChangeOutcome> Sync(const std::optional<std::string>& approved);

  const SourceConfig& config() const { return sync_.config(); }
  SourceStatus status() const { return sync_.status(); }

 private:
  struct Request {
    std::optional<std::string> approved;
    std::promise<ApiResult<ChangeOutcome>> answer;
    std::atomic<bool> abandoned = false;
  };
  using Requests = std::vector<std::shared_ptr<Request>>;

  void Run();
  void Round(const Requests& requests);
  Requests TakeRequests();
  // nullopt: there is something to do at once.
  std::optional<std::stop_token> PrepareToWait();
  void RefuseRest();

  SourceSync sync_;
  const std::unique_ptr<SourceFeed> feed_;
  const FollowTimes times_;
  std::mutex mutex_;
  Requests requests_;
  bool ended_ = false;     // no request is taken any more
  std::stop_source wake_;  // ends a wait for changes
  std::stop_source halt_;  // ends everything
  std::promise<void> end_;
  std::shared_future<void> atEnd_ = end_.get_future().share();
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace rexray
