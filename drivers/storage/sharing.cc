#include "drivers/storage/sharing.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/codec.h"
#include "state/reason.h"

namespace rexray {

std::optional<AccessMode> ParseAccessMode(std::string_view text) {
  for (const AccessMode mode :
       {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany, AccessMode::ReadWriteMany}) {
    if (ToString(mode) == text) return mode;
  }
  return std::nullopt;
}

bool Together(AccessMode one, AccessMode other) {
  return one == other && one != AccessMode::ReadWriteOnce;
}

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

std::unexpected<Error> AttachedElsewhere(const std::string& volume, const NodeName& holder,
                                         AccessMode held, AccessMode wanted) {
  return Fail(Code::FailedPrecondition,
              fmt::format("volume {} is attached to node {} as {}, which allows no {} here: detach "
                          "it there first",
                          volume, holder.value, ToString(held), ToString(wanted)),
              std::string(ToString(Reason::AttachedElsewhere)));
}

std::unexpected<Error> NoForceDetach(const BackendId& id) {
  return Fail(
      Code::Unimplemented,
      fmt::format("volume {}: its service cannot take an attachment away from another node; "
                  "detach it there",
                  id.value));
}

std::unexpected<Error> NoExpansion(const std::string& service) {
  return Fail(Code::Unimplemented,
              service + " makes no volume larger; declare another one and copy the data");
}

std::unexpected<Error> NoModification(const std::string& service) {
  return Fail(Code::Unimplemented,
              service + " changes no type and no iops; declare another volume and copy the data");
}

std::unexpected<Error> NoSnapshots(const std::string& service) {
  return Fail(Code::Unimplemented,
              service + " makes no snapshots; copy the data with the means of its filesystem");
}

std::unexpected<Error> UnusableSource(const SnapshotId& source, std::string_view why) {
  return Fail(Code::FailedPrecondition,
              fmt::format("snapshot {} {}: no volume is made from it", source.value, why),
              std::string(ToString(Reason::SourceUnusable)));
}

std::unexpected<Error> SmallerThanSource(Bytes size, const SnapshotId& source, Bytes held) {
  return Fail(
      Code::InvalidArgument,
      fmt::format("{} cannot hold snapshot {}, which has {}: declare that size, or leave it out",
                  ToString(size), source.value, ToString(held)));
}

}  // namespace rexray
