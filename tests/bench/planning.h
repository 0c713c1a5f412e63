#pragma once

#include "tests/bench/figures.h"

namespace rexray {

// Of one plan.
struct PlanCost {
  double nanoseconds = 0;  // of processor time
  double bytes = 0;        // allocated
};

// Plans for `count` mounted volumes of which nothing is to be done. Throws if a plan has a step.
PlanCost NoOpPlans(int count);

// Reading and parsing this process' mount table.
Figures MountTables(int count);

}  // namespace rexray
