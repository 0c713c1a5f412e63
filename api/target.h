#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "state/result.h"

namespace rexray {

// The target of a request, decoded: "/v1/volumes/a%20b?selector=x" → {"v1", "volumes", "a b"} and
// {"selector": "x"}. Segments are split before they are decoded, so that %2F is no separator.
struct Target {
  std::vector<std::string> segments;
  std::map<std::string, std::string> query;
};

// InvalidArgument: bad percent-encoding, NUL bytes, a query parameter given twice, or no path.
Result<Target> ParseTarget(std::string_view text);

}  // namespace rexray
