#pragma once

#include <expected>
#include <string>

#include "state/result.h"

namespace rexray {

// The code of a failed system call. What no rule covers is Unavailable: retried, effect unknown.
Code CodeOfErrno(int error);

// "<what>: No such file or directory", of the given errno (read it before any other call).
std::unexpected<Error> FailErrno(int error, const std::string& what, std::string reason = {});

}  // namespace rexray
