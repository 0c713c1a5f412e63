#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "state/result.h"

namespace rexray {

struct Bytes {
  std::uint64_t value = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

// "20Gi", "1.5Ti", "500M": Kubernetes' suffixes Ki Mi Gi Ti Pi and k M G T P. A bare number is refused
// with a message that offers the likely meanings; so are zero, signs, fractions of a byte and overflow.
Result<Bytes> ParseBytes(std::string_view text);

// The shortest exact form that ParseBytes reads back: "20Gi", "1536Mi"; a count that no unit divides
// is given in "B" which ParseBytes accepts too.
std::string ToString(Bytes bytes);

}  // namespace rexray
