#pragma once

#include <string>
#include <vector>

#include "cli/config.h"
#include "state/problem.h"
#include "state/yaml.h"

namespace rexray {

// Reads the entry "sources" of the configuration file into `config`; gives every mistake with its
// place.
std::vector<Problem> ReadSourcesConfig(const std::string& file, const YamlEntry& sources,
                                       Config& config);

}  // namespace rexray
