#pragma once

#include <vector>

#include "cli/config.h"
#include "state/manifest.h"

namespace rexray {

// Takes what the file says into `config`. Gives every mistake with its place; then `config` is of
// no use.
std::vector<Problem> ReadConfigFile(const ManifestText& file, Config& config);

}  // namespace rexray
