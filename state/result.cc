#include "state/result.h"

namespace rexray {

std::string_view ToString(Code code) {
  switch (code) {
    case Code::InvalidArgument: return "InvalidArgument";
    case Code::NotFound: return "NotFound";
    case Code::AlreadyExists: return "AlreadyExists";
    case Code::FailedPrecondition: return "FailedPrecondition";
    case Code::ResourceExhausted: return "ResourceExhausted";
    case Code::PermissionDenied: return "PermissionDenied";
    case Code::Unavailable: return "Unavailable";
    case Code::DeadlineExceeded: return "DeadlineExceeded";
    case Code::Aborted: return "Aborted";
    case Code::Unimplemented: return "Unimplemented";
    case Code::Internal: return "Internal";
  }
  return "Internal";
}

bool IsRetryable(Code code) {
  switch (code) {
    case Code::NotFound:
    case Code::FailedPrecondition:
    case Code::ResourceExhausted:
    case Code::Unavailable:
    case Code::DeadlineExceeded:
    case Code::Aborted:
    case Code::Internal:
      return true;
    case Code::InvalidArgument:
    case Code::AlreadyExists:
    case Code::PermissionDenied:
    case Code::Unimplemented:
      return false;
  }
  return false;
}

}  // namespace rexray
