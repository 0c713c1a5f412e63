#pragma once

#include "state/result.h"

namespace rexray {

// What the kernel tells of this process, in the units of Prometheus' process_* families.
struct ProcessFigures {
  double startTimeSeconds = 0;  // since the epoch
  double cpuSeconds = 0;        // user and system, without children
  double residentBytes = 0;
  double openDescriptors = 0;
};

// From /proc/self; Unavailable where it is not mounted.
Result<ProcessFigures> ReadProcessFigures();

}  // namespace rexray
