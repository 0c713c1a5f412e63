#include "policies/rules.h"

namespace rexray::policies {
namespace {

// Steps that nobody asked for in so many words: with a part of the database unread they may rest on
// a lie.
bool NeedsSoundState(ActionKind kind) {
  switch (kind) {
    case ActionKind::Delete:
    case ActionKind::Snapshot:
    case ActionKind::DeleteSnapshot:
    case ActionKind::ForceDetach:
    case ActionKind::MarkFormatting:
    case ActionKind::Format:
    case ActionKind::Expand:
    case ActionKind::Modify:
    case ActionKind::Create:
      return true;
    case ActionKind::Adopt:
    case ActionKind::Attach:
    case ActionKind::TrustFilesystem:
    case ActionKind::Quarantine:
    case ActionKind::Restore:
    case ActionKind::MarkFormatted:
    case ActionKind::Check:
    case ActionKind::ResizeDevice:
    case ActionKind::GrowFilesystem:
    case ActionKind::Mount:
    case ActionKind::Remount:
    case ActionKind::KeepMount:
    case ActionKind::MakeSubPath:
    case ActionKind::Unmount:
    case ActionKind::Detach:
    case ActionKind::Forget:
      return false;
  }
  return true;
}

bool TakesAway(ActionKind kind) {
  return kind == ActionKind::Unmount || kind == ActionKind::Detach;
}

}  // namespace

// Taking away on an operator's tombstone stays possible: it is the way out of the damage.
Verdict JudgeDamage(const Action& action, const PlanInput& input) {
  if (!input.stored.damaged) return {};
  const bool unasked = TakesAway(action.kind()) && !input.stored.tombstone;
  if (!NeedsSoundState(action.kind()) && !unasked) return {};
  return Deny(Reason::StateDamaged, std::string(Explain(Reason::StateDamaged)));
}

}  // namespace rexray::policies
