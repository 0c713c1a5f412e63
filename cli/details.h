#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "state/time.h"

namespace rexray {

// "Label:     value" lines, the values below each other; those without a value are left out.
class Details {
 public:
  void Add(std::string_view label, std::string_view value);
  std::string text() const { return text_; }

 private:
  std::string text_;
};

// "3m12s ago (2026-11-20T19:16:13.123Z)"; empty without a time.
std::string SinceText(std::optional<TimePoint> since, TimePoint now);
// "in 12s (…)", "now".
std::string UntilText(std::optional<TimePoint> until, TimePoint now);

}  // namespace rexray
