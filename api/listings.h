#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "api/worker_pool.h"
#include "state/ids.h"
#include "state/observation.h"

namespace rexray {

// What a service shows; Unknown: it gave no answer.
using ShownListing = Observed<std::shared_ptr<const Listing>>;
using ShownSnapshots = Observed<SnapshotListing>;

// What several services show, asked at once and with an end: one that hangs must hold up neither
// the others nor a user. Any thread.
class Listings {
 public:
  using Ask = std::function<ShownListing(const ServiceName&)>;

  using AskSnapshots = std::function<ShownSnapshots(const ServiceName&)>;

  Listings(Ask ask, AskSnapshots askSnapshots)
      : ask_(std::move(ask)), askSnapshots_(std::move(askSnapshots)), pool_(kThreads, kWaiting) {}

  // An entry for each service.
  std::map<ServiceName, ShownListing> Of(const std::vector<ServiceName>& services,
                                         Milliseconds patience);
  std::map<ServiceName, ShownSnapshots> SnapshotsOf(const std::vector<ServiceName>& services,
                                                    Milliseconds patience);

 private:
  static constexpr std::size_t kThreads = 16;
  static constexpr std::size_t kWaiting = 1000;

  const Ask ask_;
  const AskSnapshots askSnapshots_;
  WorkerPool pool_;  // last: its threads use the rest
};

}  // namespace rexray
