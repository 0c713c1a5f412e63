#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "api/http.h"
#include "state/manifest.h"

namespace rexray {

// An error that may carry the places where a user's text is wrong.
struct ApiError {
  ApiError(Error cause) : error(std::move(cause)) {}  // NOLINT: an Error is one
  ApiError(Error cause, std::vector<Problem> places)
      : error(std::move(cause)), problems(std::move(places)) {}

  Error error;
  std::vector<Problem> problems;
};

template <class T>
using ApiResult = std::expected<T, ApiError>;

// InvalidArgument, reason InvalidManifest, with a message that counts the problems and tells the
// first.
ApiError InvalidManifest(std::vector<Problem> problems);

unsigned HttpStatus(Code code);

// {"file", "line", "column", "path", "message"}
nlohmann::json RenderProblem(const Problem& problem);

// {"error": {code, reason, message, details}} of docs/api.md.
HttpResponse ErrorResponse(const ApiError& error);
// The same with a status that no code has, such as 413.
HttpResponse ErrorResponse(unsigned status, const Error& error);

}  // namespace rexray
