#pragma once

#include <map>
#include <memory>
#include <string>

#include "drivers/driver.h"
#include "drivers/storage/sim_world.h"

namespace rexray {

// A driver onto a simulated backend; several may share one world, as several hosts share a backend.
std::unique_ptr<Driver> MakeSimDriver(std::shared_ptr<SimWorld> world);

// `driver: sim` of a configuration, on a world of its own that ends with the driver. Its volumes
// have no device on a real host. Options: block (true, false), idempotency (chosen-id, token,
// listing), latency ("50ms", of every call) and hang (a method such as "attach", which then never
// returns for volumes whose name starts with "stuck").
Result<std::unique_ptr<Driver>> MakeConfiguredSimDriver(
    const std::map<std::string, std::string>& options);

}  // namespace rexray
