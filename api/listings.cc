#include "api/listings.h"

#include <fmt/format.h>

#include "api/ask_all.h"

namespace rexray {

std::map<ServiceName, ShownListing> Listings::Of(const std::vector<ServiceName>& services,
                                                 Milliseconds patience) {
  Questions<ShownListing> questions;
  for (const ServiceName& service : services) {
    questions.push_back([this, service] { return ask_(service); });
  }
  auto answers = AskAll(pool_, std::move(questions), patience);
  std::map<ServiceName, ShownListing> shown;
  for (std::size_t i = 0; i < services.size(); ++i) {
    shown[services[i]] =
        answers[i] ? std::move(*answers[i])
                   : ShownListing::NotKnown(fmt::format("no answer within {}", ToString(patience)));
  }
  return shown;
}

}  // namespace rexray
