#include "drivers/storage/sharing.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/codec.h"

namespace rexray {

Result<void> CheckAccessMode(const Capabilities& capabilities, const BackendId& id,
                             AccessMode mode) {
  const auto& modes = capabilities.accessModes;
  if (std::ranges::find(modes, mode) != modes.end()) return {};
  std::string list;
  for (const AccessMode each : modes) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", ToString(each));
  }
  return Fail(Code::InvalidArgument,
              fmt::format("volume {}: its service has no access mode {}; it has {}", id.value,
                          ToString(mode), list));
}

std::unexpected<Error> NoForceDetach(const BackendId& id) {
  return Fail(
      Code::Unimplemented,
      fmt::format("volume {}: its service cannot take an attachment away from another node; "
                  "detach it there",
                  id.value));
}

}  // namespace rexray
