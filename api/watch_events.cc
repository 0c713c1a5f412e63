#include <memory>
#include <nlohmann/json.hpp>

#include "api/watch.h"
#include "api/watch_line.h"
#include "state/codec.h"

namespace rexray {
namespace {

class EventWatch {
 public:
  EventWatch(Store& store, Changes& changes, EventFilter filter, Milliseconds heartbeat)
      : store_(store), changes_(changes), filter_(std::move(filter)), heartbeat_(heartbeat) {}

  std::optional<std::string> Next(std::stop_token stop) {
    auto deadline = std::chrono::steady_clock::now() + heartbeat_;
    while (!stop.stop_requested()) {
      if (lines_.empty() && !complete_ && !ReadPage()) return std::nullopt;
      if (!lines_.empty()) return lines_.Take();
      if (!bookmarked_) {
        bookmarked_ = true;
        return BookmarkLine();
      }
      const Changes::Batch batch = changes_.After(seen_, deadline, stop);
      complete_ = batch.upTo == seen_;
      seen_ = batch.upTo;
      if (complete_ && !stop.stop_requested()) return "\n";
    }
    return std::nullopt;
  }

 private:
  // The next events; a page that is not full is the last for now.
  bool ReadPage() {
    const Changes::Sequence newest = changes_.newest();
    const auto events = store_.Events(filter_);
    if (!events) return false;
    for (const Event& event : *events) {
      lines_.Add(WatchLine("ADDED", ToJson(event)));
      filter_.afterId = event.id;
    }
    complete_ = events->size() < filter_.limit;
    seen_ = newest;
    return true;
  }

  Store& store_;
  Changes& changes_;
  EventFilter filter_;
  const Milliseconds heartbeat_;
  Changes::Sequence seen_ = 0;
  bool complete_ = false;  // nothing to read before the next change
  bool bookmarked_ = false;
  LineQueue lines_;
};

}  // namespace

StreamSource WatchEvents(Store& store, Changes& changes, EventFilter filter,
                         Milliseconds heartbeat) {
  auto watch = std::make_shared<EventWatch>(store, changes, std::move(filter), heartbeat);
  return [watch](std::stop_token stop) { return watch->Next(stop); };
}

}  // namespace rexray
