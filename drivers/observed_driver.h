#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "drivers/driver.h"

namespace rexray {

// One finished call of a driver: its method ("Attach"), "OK" or ToString(Code), and how long it
// took. Called from the thread that made the call: quick, and safe from several threads.
using DriverCallReport = std::function<void(std::string_view method, std::string_view code,
                                            std::chrono::nanoseconds duration)>;

// A driver that does what `driver` does and tells `report` about every call into the backend.
std::unique_ptr<Driver> ObserveDriver(std::unique_ptr<Driver> driver, DriverCallReport report);

}  // namespace rexray
