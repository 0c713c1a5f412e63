#include "cli/details.h"

#include <fmt/format.h>

#include "cli/text.h"

namespace rexray {

void Details::Add(std::string_view label, std::string_view value) {
  constexpr std::size_t kLabelWidth = 14;
  if (value.empty()) return;
  text_ += Pad(fmt::format("{}:", label), kLabelWidth) + Printable(value) + "\n";
}

std::string SinceText(std::optional<TimePoint> since, TimePoint now) {
  return since ? fmt::format("{} ago ({})", Age(now - *since), ToRfc3339(*since)) : "";
}

std::string UntilText(std::optional<TimePoint> until, TimePoint now) {
  if (!until) return {};
  return *until <= now ? "now" : fmt::format("in {} ({})", Age(*until - now), ToRfc3339(*until));
}

}  // namespace rexray
