#pragma once

#include <map>
#include <string>

#include "api/api_error.h"
#include "reconciler/reconciler.h"
#include "state/store.h"

namespace rexray {

// What a plan rests on: of each volume concerned, a hash of how it is declared and remembered, of
// what is changed of it, and of what would be done. While it is equal, nothing that the plan
// depends on has moved. Times do not count.
using PlanFingerprint = std::map<VolumeName, std::string>;

// `plans`: those of the preview's volumes, in the same order.
PlanFingerprint FingerprintOf(const CommitPreview& preview, const std::vector<PlanReport>& plans);

// FailedPrecondition: what would be done is not what was planned; names the volumes, and what would
// be done to them now.
ApiResult<void> CheckUnmoved(const PlanFingerprint& planned, const PlanFingerprint& now,
                             const std::vector<PlanReport>& plans);

}  // namespace rexray
