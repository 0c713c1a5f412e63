#pragma once

#include <string>

#include "state/ids.h"

namespace rexray {

// The folder that one daemon keeps everything in. Made if missing, for root only. An existing one
// keeps its mode.
Result<void> MakeStateFolder(const std::string& folder);

// The domain of a host that shares its backends with nobody: a random id, made once and kept in a
// file beside the database, so that it outlives a lost database and uids are derived again.
Result<DomainName> OwnDomain(const std::string& folder);
bool HasOwnDomain(const std::string& folder);  // false: OwnDomain would make one
Result<void> KeepOwnDomain(const std::string& folder, const DomainName& domain);

}  // namespace rexray
