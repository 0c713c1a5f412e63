#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "api/sources.h"

namespace rexray {

// Sources as users see them (docs/api.md). Pure.
nlohmann::json RenderSource(const SourceView& source);
nlohmann::json RenderSources(const std::vector<SourceView>& sources);

}  // namespace rexray
