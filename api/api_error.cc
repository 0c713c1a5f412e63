#include "api/api_error.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "state/codec.h"

namespace rexray {
namespace {

HttpResponse Render(unsigned status, const ApiError& error) {
  nlohmann::json details = nlohmann::json::array();
  for (const Problem& problem : error.problems) details.push_back(RenderProblem(problem));
  HttpResponse response;
  response.status = status;
  response.body = Dump({{"error",
                         {{"code", ToString(error.error.code)},
                          {"reason", error.error.reason},
                          {"message", error.error.message},
                          {"details", std::move(details)}}}}) +
                  "\n";
  return response;
}

}  // namespace

nlohmann::json RenderProblem(const Problem& problem) {
  return {{"file", problem.file},
          {"line", problem.line},
          {"column", problem.column},
          {"path", problem.path},
          {"message", problem.message}};
}

ApiError InvalidManifest(std::vector<Problem> problems) {
  std::string message = problems.size() == 1
                            ? ToString(problems.front())
                            : fmt::format("{} problems, the first: {}", problems.size(),
                                          problems.empty() ? "" : ToString(problems.front()));
  return {Error{Code::InvalidArgument, std::move(message), "InvalidManifest"}, std::move(problems)};
}

unsigned HttpStatus(Code code) {
  switch (code) {
    case Code::InvalidArgument:
      return 400;
    case Code::PermissionDenied:
      return 403;
    case Code::NotFound:
      return 404;
    case Code::AlreadyExists:
    case Code::FailedPrecondition:
    case Code::Aborted:
      return 409;
    case Code::ResourceExhausted:
      return 429;
    case Code::Internal:
      return 500;
    case Code::Unimplemented:
      return 501;
    case Code::Unavailable:
      return 503;
    case Code::DeadlineExceeded:
      return 504;
  }
  return 500;
}

HttpResponse ErrorResponse(const ApiError& error) {
  return Render(HttpStatus(error.error.code), error);
}

HttpResponse ErrorResponse(unsigned status, const Error& error) {
  return Render(status, ApiError(error));
}

}  // namespace rexray
