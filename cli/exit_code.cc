#include "cli/exit_code.h"

namespace rexray {

ExitCode ExitCodeOf(const Error& error) {
  if (error.reason == kDaemonUnreachable) return ExitCode::Unreachable;
  switch (error.code) {
    case Code::InvalidArgument:
      return ExitCode::BadInput;
    case Code::DeadlineExceeded:
      return ExitCode::TimedOut;
    case Code::NotFound:
    case Code::AlreadyExists:
    case Code::FailedPrecondition:
    case Code::ResourceExhausted:
    case Code::PermissionDenied:
    case Code::Unavailable:
    case Code::Aborted:
    case Code::Unimplemented:
    case Code::Internal:
      return ExitCode::Failed;
  }
  return ExitCode::Failed;
}

}  // namespace rexray
