#pragma once

#include <memory>

#include "api/http.h"
#include "cli/client.h"

namespace rexray {

// A client of a control API in this process: what a command would ask of a daemon it asks of
// `handler`.
std::unique_ptr<Client> MakeLocalClient(HttpHandler handler);

}  // namespace rexray
