#include "state/plan_input.h"

#include <algorithm>

namespace rexray {

const AttachmentSpec* FindAttachment(const VolumeState& stored, const NodeName& node) {
  const auto found = std::ranges::find_if(stored.attachments,
                                          [&](const auto& each) { return each.spec.node == node; });
  return found == stored.attachments.end() ? nullptr : &found->spec;
}

}  // namespace rexray
