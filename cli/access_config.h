#pragma once

#include <string>
#include <vector>

#include "cli/config.h"
#include "state/problem.h"
#include "state/yaml.h"

namespace rexray {

// `access:`, who may use the control API: reads it into the configuration and gives what is wrong.
std::vector<Problem> ReadAccessConfig(const std::string& file, const YamlEntry& access,
                                      Config& config);

// What is wrong with how the remote listener and `access:` fit together, in words; empty: nothing.
std::string WhyAccessConfigIsWrong(const Config& config);

// The rules with the tokens of their files, which only the daemon may be able to read.
// InvalidArgument names the file.
Result<std::vector<AccessRule>> LoadAccess(const Config& config);

}  // namespace rexray
