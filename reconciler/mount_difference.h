#pragma once

#include <string>
#include <vector>

#include "state/observation.h"

namespace rexray {

// In which words a mount that others made differs from what is declared; empty: in none. Told of
// what the mount table shows: of a filesystem's own options it leaves out those that are its usual
// ones, so that one of these that is declared counts as missing. Pure.
std::string MountDifference(const MountEntry& live, const std::vector<std::string>& declared);

}  // namespace rexray
