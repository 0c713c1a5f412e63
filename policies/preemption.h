#pragma once

#include <optional>

#include "state/plan_input.h"

namespace rexray {

// What allows to take the volume away from `holder`, seen at `asOf`: the operator's permit for this
// very node, what the backend knows of it if the Attachment's policy names just that, or the policy
// Always. nullopt: nothing does. Never a question of time. What was taken away from us is not taken
// back by Always, so that two nodes cannot take it from each other for ever.
std::optional<Evidence> EvidenceAgainst(const BackendAttachment& holder, TimePoint asOf,
                                        const PlanInput& input);

// The first attachment of another node that leaves no room for one of `node` in this mode; nullptr:
// none.
const BackendAttachment* FindInTheWay(const BackendVolume& volume, const NodeName& node,
                                      AccessMode mode);

}  // namespace rexray
