#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "drivers/storage/sim_world.h"

namespace rexray {

// `driver: sim` of a configuration. Its volumes have no device on a real host. Options, those of
// the backend's nature first:
//   block, keepsFacts, serialAttach, forceDetach, expand, modify,
//   snapshots                                      true or false
//   idempotency                                    chosen-id, token or listing
//   accessModes                                    "ReadWriteOnce, ReadOnlyMany", the usual one
//   first attachLimit                                    volumes on one node, a positive number
//   consistencyWindow                              "5s"
//   socket        unix:///PATH of a backend that several daemons share; else it has a world of its
//                 own, which ends with the driver. It must be of the nature that the options say.
//   latency       "50ms", of every call; not with socket
//   hang          a method such as "attach", which then never returns for volumes whose name starts
//                 with "stuck"; not with socket
Result<std::unique_ptr<Driver>> MakeConfiguredSimDriver(
    const std::map<std::string, std::string>& options, const NodeName& node);

std::vector<std::string_view> SimOptionNames();

// The options of its nature that make a driver fit such a world.
std::map<std::string, std::string> PrintSimOptions(const SimOptions& options);

}  // namespace rexray
