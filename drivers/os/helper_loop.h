#pragma once

#include <vector>

#include "drivers/os/helper.h"

namespace rexray {

// A request and its answer, as bytes of one message each.
std::string EncodeCall(std::string_view function, const nlohmann::json& arguments);
std::string EncodeAnswer(const Result<nlohmann::json>& answer);
Result<nlohmann::json> DecodeAnswer(std::string_view bytes);

// Runs one function of the table, exceptions included: an unknown name or a throw is Internal.
Result<nlohmann::json> RunHelperFunction(const std::vector<HelperFunction>& functions,
                                         std::string_view name, const nlohmann::json& arguments,
                                         int lock);

// A helper process' life: answers requests of `socket` until the daemon is gone.
void ServeHelperRequests(int socket, const std::vector<HelperFunction>& functions);

}  // namespace rexray
