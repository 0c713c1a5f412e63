#pragma once

#include "api/api_error.h"
#include "api/removal_limit.h"
#include "state/store.h"

namespace rexray {

// Lets `change`, which is all that the set `set` declares from now on, remove what it declared
// before and holds no more. Never an object of another set: InvalidArgument where a Volume would
// take such an Attachment with it. Pure.
ApiResult<void> Prune(const DesiredSet& desired, const std::string& set, TimePoint deleteAfter,
                      SpecChange& change);

// What such a change removes, and of how many objects.
Removals RemovalsOf(const DesiredSet& desired, const std::string& set, const SpecChange& change);

}  // namespace rexray
