#include "api/source_follower.h"

#include <fmt/format.h>

#include <utility>

namespace rexray {

SourceFollower::SourceFollower(SourceSync::Seams seams, SourceConfig config,
                               std::unique_ptr<SourceFeed> feed, FollowTimes times)
    : sync_(seams, std::move(config)), feed_(std::move(feed)), times_(times) {}

void SourceFollower::Start() {
  thread_ = std::jthread([this] {
    Run();
    RefuseRest();
    end_.set_value();
  });
}

void SourceFollower::BeginStop() {
  const std::lock_guard lock(mutex_);
  halt_.request_stop();
  wake_.request_stop();
}

bool SourceFollower::AwaitEnd(SourceFeed::Deadline deadline) {
  return !thread_.joinable() || atEnd_.wait_until(deadline) == std::future_status::ready;
}

ApiResult<ChangeOutcome> SourceFollower::Sync(const std::optional<std::string>& approved) {
  const auto request = std::make_shared<Request>();
  request->approved = approved;
  auto answer = request->answer.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (ended_ || halt_.stop_requested()) return Fail(Code::Aborted, "the daemon stops");
    requests_.push_back(request);
    wake_.request_stop();
  }
  if (answer.wait_for(times_.patience) == std::future_status::ready) return answer.get();
  request->abandoned = true;
  return Fail(Code::DeadlineExceeded,
              fmt::format("source {} could not be read in time: {} gives no answer, or another "
                          "sync takes long; try again",
                          config().name, config().path));
}

void SourceFollower::Run() {
  while (!halt_.stop_requested()) {
    Round(TakeRequests());
    const auto token = PrepareToWait();
    if (!token) continue;
    const bool well = sync_.status().phase == SourcePhase::Applied;
    const auto patience = well ? times_.resync : std::min(times_.resync, times_.retry);
    feed_->AwaitChange(*token, std::chrono::steady_clock::now() + patience);
  }
}

// An approval is of what is read after it was given.
void SourceFollower::Round(const Requests& requests) {
  const SourceContent content = feed_->Read(halt_.get_token());
  if (halt_.stop_requested()) {
    const std::lock_guard lock(mutex_);
    return void(requests_.insert(requests_.end(), requests.begin(), requests.end()));
  }
  sync_.SetFollowing(feed_->following());
  if (requests.empty()) sync_.Take(content);
  for (const auto& request : requests) {
    if (!request->abandoned) request->answer.set_value(sync_.Take(content, request->approved));
  }
}

SourceFollower::Requests SourceFollower::TakeRequests() {
  const std::lock_guard lock(mutex_);
  return std::exchange(requests_, {});
}

std::optional<std::stop_token> SourceFollower::PrepareToWait() {
  const std::lock_guard lock(mutex_);
  if (!requests_.empty() || halt_.stop_requested()) return std::nullopt;
  wake_ = std::stop_source();
  return wake_.get_token();
}

void SourceFollower::RefuseRest() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  for (const auto& request : requests_) {
    request->answer.set_value(Fail(Code::Aborted, "the daemon stops"));
  }
  requests_.clear();
}

}  // namespace rexray
