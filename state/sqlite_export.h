#pragma once

#include <cstdint>
#include <string>

#include "state/result.h"

namespace rexray {

// Copies the database, also one that a daemon is writing to, to `file`: whole and consistent, one
// file, its owner's only. It is there in the end or not at all. AlreadyExists: there is one and not
// `replace`. Gives its size.
Result<std::uint64_t> ExportDatabase(const std::string& database, const std::string& file,
                                     bool replace);

}  // namespace rexray
