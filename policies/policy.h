#pragma once

#include <span>
#include <string>
#include <string_view>

#include "state/plan.h"
#include "state/plan_input.h"

namespace rexray {

enum class Decision {
  Allow,
  Deny,   // until somebody acts: the volume is Blocked
  Defer,  // until `until`: the volume waits
};

struct Verdict {
  Decision decision = Decision::Allow;
  Reason reason = Reason::Converged;
  std::string message;
  TimePoint until;  // with Defer
  std::string_view policy;  // which one judged
};

// A rule over one action and the facts it was planned from. Pure: same input, same verdict, no clock,
// no I/O. Allow means "I have no objection".
struct Policy {
  std::string_view name;
  Verdict (*judge)(const Action& action, const PlanInput& input);
};

// The one ordered table: the first objection is the verdict.
std::span<const Policy> Policies();

Verdict Judge(const Action& action, const PlanInput& input);

}  // namespace rexray
