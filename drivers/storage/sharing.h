#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "state/capabilities.h"
#include "state/ids.h"
#include "state/quantity.h"
#include "state/result.h"

namespace rexray {

std::optional<AccessMode> ParseAccessMode(std::string_view text);

// Whether two nodes may have one volume attached in these modes at once.
bool Together(AccessMode one, AccessMode other);

// InvalidArgument: the service has no such access mode; the message says which it has.
Result<void> CheckAccessMode(const Capabilities& capabilities, const BackendId& id,
                             AccessMode mode);

// FailedPrecondition, reason AttachedElsewhere: `holder` has the volume in a way that does not
// allow `wanted` on another node.
std::unexpected<Error> AttachedElsewhere(const std::string& volume, const NodeName& holder,
                                         AccessMode held, AccessMode wanted);

// The answer where capabilities().forceDetach is false.
std::unexpected<Error> NoForceDetach(const BackendId& id);

// The answer where capabilities().expand is false.
std::unexpected<Error> NoExpansion(const std::string& service);

// The answer where capabilities().modify is false.
std::unexpected<Error> NoModification(const std::string& service);

// The answer where capabilities().snapshots is false.
std::unexpected<Error> NoSnapshots(const std::string& service);

// Why no volume is made from a snapshot: it is not there, or not whole; or it holds more than the
// volume would.
std::unexpected<Error> UnusableSource(const SnapshotId& source, std::string_view why);
std::unexpected<Error> SmallerThanSource(Bytes size, const SnapshotId& source, Bytes held);

}  // namespace rexray
