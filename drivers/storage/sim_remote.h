#pragma once

#include <memory>
#include <string>

#include "drivers/driver.h"
#include "drivers/storage/sim_world.h"

namespace rexray {

// A driver onto a simulated backend in another process, which several daemons share. `address` is
// "unix:///PATH" of a stream socket. It need not be there yet: what a backend can do is known
// without asking it, so `nature` says so.
//
// Each call is one connection: a line of JSON there,
//   {"method": "Attach", "caller": a node, and what the method of Driver takes:
//    "request": {"name", "uid", "size", "facts", "type", "iops", …, "source"}, "id", "node",
//    "accessMode", "facts", "expectedToken", "token"}
// and a line back, {"value": its answer (codec.h)} or {"error": …}. A connection that ends without
// it is Unavailable: the effect is unknown.
Result<std::unique_ptr<Driver>> MakeRemoteSimDriver(const std::string& address,
                                                    const SimOptions& nature,
                                                    const NodeName& caller);

}  // namespace rexray
