#include "reconciler/observer.h"

namespace rexray {

std::string_view ToString(ReconcileOutcome outcome) {
  switch (outcome) {
    case ReconcileOutcome::Converged: return "converged";
    case ReconcileOutcome::Progressed: return "progressed";
    case ReconcileOutcome::Waiting: return "waiting";
    case ReconcileOutcome::Blocked: return "blocked";
    case ReconcileOutcome::Failed: return "failed";
  }
  return "";
}

}  // namespace rexray
