#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// One answer as JSON, YAML (a document of its own), or for the other formats as `text`.
void PrintAnswer(const nlohmann::json& answer, OutputFormat format, const std::string& text,
                 Session& session);

// Objects of one type: a table, their names, or the List (the object itself if `single`).
void PrintObjects(ResourceType type, std::span<const nlohmann::json> objects, bool single,
                  OutputFormat format, Session& session);

// "volume/pgdata".
std::string RefText(ResourceType type, const nlohmann::json& object);

}  // namespace rexray
