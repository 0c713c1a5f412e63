#include "api/json_put.h"

#include <nlohmann/json.hpp>

#include "api/phase.h"
#include "state/codec.h"
#include "state/codec_names.h"

namespace rexray {

void PutText(nlohmann::json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void PutTime(nlohmann::json& object, const char* key, TimePoint time) {
  if (time != TimePoint() && time != TimePoint::max()) object[key] = ToRfc3339(time);
}

void PutReason(nlohmann::json& object, const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  if (ready == nullptr) return;
  PutText(object, "reason", ready->reason);
  PutText(object, "message", ready->message);
  PutText(object, "blocker", ready->blocker);
  PutText(object, "exit", ready->exit);
  PutTime(object, "since", ready->since);
}

void PutDeletionAndPermits(nlohmann::json& object, const VolumeState& stored) {
  for (const Permit& permit : stored.permits) object["permits"].push_back(ToJson(permit));
  if (!stored.tombstone) return;
  PutTime(object, "deletedAt", stored.tombstone->deletedAt);
  if (stored.tombstone->reclaimPolicy == ReclaimPolicy::Retain) return;
  PutTime(object, "deleteAfter", stored.tombstone->deleteAfter);
}

void PutClaims(nlohmann::json& object, const VolumeState& stored) {
  for (const Claim& claim : stored.claims) {
    object["claims"].push_back({{"node", claim.node.value},
                                {"door", claim.door},
                                {"consumer", claim.consumer},
                                {"count", claim.count},
                                {"state", ToString(claim.state)}});
  }
}

}  // namespace rexray
