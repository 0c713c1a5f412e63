#pragma once

#include <memory>

#include "drivers/driver.h"
#include "drivers/storage/sim_world.h"

namespace rexray {

// A driver onto a simulated backend; several may share one world, as several hosts share a backend.
// `caller` names the asking node in the log of calls, where the call itself names none.
std::unique_ptr<Driver> MakeSimDriver(std::shared_ptr<SimWorld> world, NodeName caller = {});

}  // namespace rexray
