#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/client.h"
#include "cli/resource.h"

namespace rexray {

// The objects of a type, or those that are named (NotFound for one that does not exist). Operations
// and events have no names: theirs is the volume's.
Result<std::vector<nlohmann::json>> Fetch(ResourceType type, const std::vector<std::string>& names,
                                          const std::string& selector, Client& client);

}  // namespace rexray
