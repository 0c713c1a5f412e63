#include "api/watch_line.h"

#include <nlohmann/json.hpp>

#include "state/codec.h"

namespace rexray {

std::string WatchLine(std::string_view type, const nlohmann::json& object) {
  return Dump({{"type", type}, {"object", object}}) + "\n";
}

std::string BookmarkLine() { return Dump({{"type", "BOOKMARK"}}) + "\n"; }

}  // namespace rexray
