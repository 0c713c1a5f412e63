#pragma once

#include "tests/bench/figures.h"

namespace rexray {

// A plan of each of `count` mounted volumes of which nothing is to be done; the one call is all of
// them. `bytes`: what one such plan allocates. Throws if a plan is not empty, or not the same twice.
Figures NoOpPlans(int count, double& bytes);

// Reading and parsing this process' mount table.
Figures MountTables(int count);

}  // namespace rexray
