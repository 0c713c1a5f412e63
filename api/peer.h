#pragma once

#include <string>

#include "api/http.h"

namespace rexray {

// Who asks, for events: "ann (uid 1000)"; over TCP nobody tells.
std::string NameOf(const HttpPeer& peer);

}  // namespace rexray
