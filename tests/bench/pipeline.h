#pragma once

#include <string>

#include "tests/bench/figures.h"

namespace rexray {

// What it takes at least to make and mount a filesystem of 64 MiB, `count` times: a sparse file in
// `folder`, a loop device, mkfs.ext4, mount; unmounted and removed again, which is not timed.
Figures BarePipelines(const std::string& folder, int count);

}  // namespace rexray
