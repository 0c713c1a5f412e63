#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "drivers/os/host.h"
#include "state/sqlite_rebuild.h"

namespace rexray {

// Finds out without a database which volumes there are, and where they are mounted. Changes
// nothing.

// Who looks: what a database would be told at its making.
struct RebuildNode {
  NodeName name;
  BootId boot;
  DomainName domain;
  bool domainOfOne = true;  // then all of the domain is this node's
  std::string mountRoot;
};

struct Rebuilt {
  std::vector<FoundVolume> volumes;
  std::vector<std::string> leftOut;  // for people: what is not taken, and how it can be
};

// The volumes of our domain that this node owns, or has attached. Pure. A name that several of them
// bear is given to none, unless all but one were deleted.
Rebuilt FindVolumes(const std::map<ServiceName, Listing>& listings, const RebuildNode& node);

// Adds where each volume is attached and mounted on this host, by its device's identity. What
// cannot be looked at stays unknown; `context` gives the context of a call.
void FindMounts(Rebuilt& rebuilt, const std::map<ServiceName, Listing>& listings,
                const RebuildNode& node, Host& host, const std::function<CallContext()>& context);

// The domain that this node made volumes in, where it is not known otherwise: empty if there is
// none. FailedPrecondition: there are several.
Result<DomainName> DomainOfFacts(const std::map<ServiceName, Listing>& listings,
                                 const NodeName& node);

}  // namespace rexray
