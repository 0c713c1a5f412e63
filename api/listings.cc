#include "api/listings.h"

#include <fmt/format.h>

#include "api/ask_all.h"

namespace rexray {
namespace {

// `ask` lives as long as the pool.
template <class Shown>
std::map<ServiceName, Shown> AskEach(WorkerPool& pool,
                                     const std::function<Shown(const ServiceName&)>& ask,
                                     const std::vector<ServiceName>& services,
                                     Milliseconds patience) {
  Questions<Shown> questions;
  for (const ServiceName& service : services) {
    questions.push_back([&ask, service] { return ask(service); });
  }
  auto answers = AskAll(pool, std::move(questions), patience);
  std::map<ServiceName, Shown> shown;
  for (std::size_t i = 0; i < services.size(); ++i) {
    shown[services[i]] =
        answers[i] ? std::move(*answers[i])
                   : Shown::NotKnown(fmt::format("no answer within {}", ToString(patience)));
  }
  return shown;
}

}  // namespace

std::map<ServiceName, ShownListing> Listings::Of(const std::vector<ServiceName>& services,
                                                 Milliseconds patience) {
  return AskEach(pool_, ask_, services, patience);
}

std::map<ServiceName, ShownSnapshots> Listings::SnapshotsOf(
    const std::vector<ServiceName>& services, Milliseconds patience) {
  return AskEach(pool_, askSnapshots_, services, patience);
}

}  // namespace rexray
