#pragma once

#include <string_view>

namespace rexray {

// Tells systemd how the service is doing ("READY=1", "STOPPING=1"), where it asked for that by
// NOTIFY_SOCKET; otherwise does nothing.
void NotifySystemd(std::string_view state);

}  // namespace rexray
