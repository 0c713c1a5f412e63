#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "api/listen_socket.h"
#include "state/result.h"

namespace rexray {

inline constexpr long kFirstErrorStatus = 400;  // of HTTP

// What an HTTP answer of the control API says: its JSON, or the error in it. A manifest's problems
// become the lines of the error's message, "file:line:column: path: what".
Result<nlohmann::json> ReadAnswer(long status, std::string_view body);

// A problem as the API tells it: "volumes.yaml:7:9: spec.size: …".
std::string ProblemText(const nlohmann::json& problem);

// Nothing listens at `address`, for the kernel's reason `systemError` (0: not known).
Error Unreachable(const ListenAddress& address, int systemError);

}  // namespace rexray
