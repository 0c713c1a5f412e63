#pragma once

#include <string>

#include "tests/bench/figures.h"

namespace rexray {

// What a durable plugin cannot do without, with nothing around it.

// One SQLite row of 260 bytes per transaction, WAL and synchronous=FULL, `count` times.
Figures BareUpserts(const std::string& file, int count);

// A directory is made, bind-mounted, unmounted and removed, with `commits` such transactions in
// between, `count` times.
Figures BareCycles(const std::string& folder, int count, int commits);

}  // namespace rexray
