#include "drivers/os/os_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace rexray {

Code CodeOfErrno(int error) {
  switch (error) {
    case ENOENT:
      return Code::NotFound;
    case EEXIST:
      return Code::AlreadyExists;
    case EPERM:
    case EACCES:
      return Code::PermissionDenied;
    case EINVAL:
    case ENAMETOOLONG:
      return Code::InvalidArgument;
    case EBUSY:
    case ENOTEMPTY:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case EROFS:
    case ENXIO:
    case ENODEV:
    case ENOMEDIUM:
    case ESTALE:
      return Code::FailedPrecondition;
    case ENOSPC:
    case EDQUOT:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
      return Code::ResourceExhausted;
    case ENOSYS:
    case ENOTTY:
    case EOPNOTSUPP:
      return Code::Unimplemented;
    default:
      return Code::Unavailable;
  }
}

std::unexpected<Error> FailErrno(int error, const std::string& what, std::string reason) {
  return Fail(CodeOfErrno(error),
              fmt::format("{}: {}", what, std::generic_category().message(error)),
              std::move(reason));
}

}  // namespace rexray
