#pragma once

#include <optional>

#include "policies/policy.h"
#include "state/plan_input.h"

namespace rexray {

// The volume's Ready condition as a plan leaves it (G39: reason, text, blocker, way out). `since` is not
// filled in.
Condition ReadyCondition(const Plan& plan, const VolumeState& stored);
Condition ObjectedCondition(const Verdict& verdict, const VolumeState& stored);
Condition FailedCondition(const Error& error, const VolumeState& stored);

// Puts a condition into the record; `since` moves only when status or reason change.
void SetCondition(Record& record, const std::string& type, Condition condition, TimePoint now);

// Sets or drops the condition ForeignAttachment: attachments to nodes that no Attachment names, where the
// policy asks to report or detach them. An unknown backend leaves it as it is.
void SetForeignAttachment(Record& record, const PlanInput& input);

// Sets or drops the condition FilesystemResizePending. An unknown device leaves it as it is.
void SetResizePending(Record& record, const PlanInput& input);

}  // namespace rexray
