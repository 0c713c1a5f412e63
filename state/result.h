#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace rexray {

// The closed set of failure codes, named as in gRPC and CSI, so that every front door maps them
// the same way.
enum class Code {
  InvalidArgument,     // the caller's input is wrong; repeating it cannot help
  NotFound,            // proven absent, not merely unseen
  AlreadyExists,       // exists with other properties than asked for
  FailedPrecondition,  // the world must change first (in use, busy, not attached)
  ResourceExhausted,   // quota, slots, space, rate limit
  PermissionDenied,
  Unavailable,         // backend or helper out of reach; whether it took effect is unknown
  DeadlineExceeded,    // no answer in time; whether it took effect is unknown
  Aborted,             // lost a race (fencing, compare-and-swap): observe again
  Unimplemented,
  Internal,            // our own bug, or damaged state
};

std::string_view ToString(Code code);

// Whether the same call may succeed later without anybody changing its input.
bool IsRetryable(Code code);

// An expected failure. `message` says what happened, to which object, why, and what to do next;
// it never holds a secret. `reason` is a CamelCase code that users and metrics can match, such as
// "FormatRefused"; empty where the code says enough.
struct Error {
  Code code = Code::Internal;
  std::string message;
  std::string reason;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> Fail(Code code, std::string message, std::string reason = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(reason)});
}

}  // namespace rexray

// g++ 12 has no monadic std::expected; these two stand in for and_then.
#define REXRAY_TRY(expression)                                              \
  do {                                                                      \
    if (auto rexray_try = (expression); !rexray_try.has_value())            \
      return std::unexpected(std::move(rexray_try).error());                \
  } while (false)

#define REXRAY_CONCAT_INNER(a, b) a##b
#define REXRAY_CONCAT(a, b) REXRAY_CONCAT_INNER(a, b)

// REXRAY_ASSIGN(auto value, Call()): returns Call()'s error, or moves its value into the declaration.
#define REXRAY_ASSIGN(declaration, expression) \
  REXRAY_ASSIGN_IMPL(REXRAY_CONCAT(rexray_result_, __LINE__), declaration, expression)
#define REXRAY_ASSIGN_IMPL(result, declaration, expression)                 \
  auto result = (expression);                                               \
  if (!result.has_value()) return std::unexpected(std::move(result).error()); \
  declaration = std::move(result).value()
