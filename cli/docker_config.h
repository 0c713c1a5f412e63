#pragma once

#include <string>
#include <vector>

#include "cli/config.h"
#include "state/problem.h"
#include "state/yaml.h"

namespace rexray {

// Reads `docker:`, a list of plugin sockets, or `true` for one at the usual place. Gives every
// mistake of it.
std::vector<Problem> ReadDockerConfig(const std::string& file, const YamlEntry& docker,
                                      Config& config);

// What can only be checked once all of the configuration is known: services that exist, an address
// given once.
std::string WhyDockerConfigIsWrong(const Config& config);

}  // namespace rexray
