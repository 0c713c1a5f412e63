#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "cli/resource.h"
#include "cli/table.h"
#include "state/time.h"

namespace rexray {

// The objects as kubectl would list them; `wide` adds columns. Pure: ages are reckoned from `now`.
Table ResourceTable(ResourceType type, std::span<const nlohmann::json> objects, bool wide,
                    TimePoint now);

}  // namespace rexray
