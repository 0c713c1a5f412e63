#include "policies/policy.h"

#include "policies/rules.h"

namespace rexray {
namespace {

// The order is the precedence: what concerns the whole daemon, then the volume, then the single action.
constexpr Policy kPolicies[] = {
    {"shutdown", policies::JudgeShutdown},
    {"epoch", policies::JudgeEpoch},
    {"pause", policies::JudgePause},
    {"damage", policies::JudgeDamage},
    {"reclaim", policies::JudgeReclaim},
    {"preemption", policies::JudgePreemption},
    {"access", policies::JudgeAccess},
    {"drift", policies::JudgeDrift},
};

}  // namespace

std::span<const Policy> Policies() { return kPolicies; }

Verdict Judge(const Action& action, const PlanInput& input) {
  for (const Policy& policy : kPolicies) {
    Verdict verdict = policy.judge(action, input);
    if (verdict.decision == Decision::Allow) continue;
    verdict.policy = policy.name;
    return verdict;
  }
  return {};
}

}  // namespace rexray
