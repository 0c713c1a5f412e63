#pragma once

#include <string>

#include "tests/bench/figures.h"

namespace rexray {

// Unmounts prefix-0 … prefix-(count-1), as a stranger does, one after the other; each call is the
// time until a daemon has mounted it again. Once each: what is unmounted a second time within a
// minute is left alone for a while. Throws if one stays unmounted for ten seconds.
Figures Repairs(const std::string& prefix, int count);

}  // namespace rexray
