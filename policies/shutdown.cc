#include "policies/rules.h"

namespace rexray::policies {

// A stopping daemon begins nothing: what it would begin might be cut off, and a system that shuts down
// unmounts on purpose.
Verdict JudgeShutdown(const Action&, const PlanInput& input) {
  if (!input.node.shuttingDown) return {};
  return Deny(Reason::ShuttingDown, std::string(Explain(Reason::ShuttingDown)));
}

}  // namespace rexray::policies
