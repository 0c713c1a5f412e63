#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "state/store.h"

namespace rexray {

// Puts a value into a JSON object, unless there is none: empty text, no time, a time that never
// comes.
void PutText(nlohmann::json& object, const char* key, const std::string& text);
void PutTime(nlohmann::json& object, const char* key, TimePoint time);

// reason, message, blocker, exit and since, as the last pass left them.
void PutReason(nlohmann::json& object, const VolumeState& stored);

// Who uses the volume, if anybody does.
void PutClaims(nlohmann::json& object, const VolumeState& stored);

// When it was deleted and its data goes, and what an operator permitted.
void PutDeletionAndPermits(nlohmann::json& object, const VolumeState& stored);

}  // namespace rexray
