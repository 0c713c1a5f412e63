#include "api/router.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rexray {
namespace {

bool IsCapture(const std::string& segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  return std::ranges::equal(pattern, segments,
                            [](const std::string& wanted, const std::string& found) {
                              return IsCapture(wanted) ? !found.empty() : wanted == found;
                            });
}

std::map<std::string, std::string> Captures(const std::vector<std::string>& pattern,
                                            const std::vector<std::string>& segments) {
  std::map<std::string, std::string> captures;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (IsCapture(pattern[i])) captures[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
  }
  return captures;
}

Result<void> CheckParameters(const std::map<std::string, std::string>& query,
                             const std::vector<std::string>& known) {
  for (const auto& [name, value] : query) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string valid =
        known.empty() ? "none is taken here" : fmt::format("valid: {}", fmt::join(known, ", "));
    return Fail(Code::InvalidArgument,
                fmt::format("unknown query parameter \"{}\"; {}", name, valid));
  }
  return {};
}

}  // namespace

std::optional<std::string> RoutedRequest::parameter(const std::string& name) const {
  const auto found = query.find(name);
  if (found == query.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

void Router::Add(std::string method, const std::string& pattern,
                 std::vector<std::string> parameters, Handler handler, std::optional<Role> role) {
  const Role usual = method == "GET" ? Role::Viewer : Role::Operator;
  routes_.push_back({std::move(method), ParseTarget(pattern).value().segments,
                     std::move(parameters), std::move(handler), role.value_or(usual)});
}

HttpResponse Router::Handle(const HttpRequest& request, const Caller& caller) const {
  auto target = ParseTarget(request.target);
  if (!target) return ErrorResponse(target.error());
  const std::string& method = request.method == "HEAD" ? "GET" : request.method;
  std::vector<std::string> allowed;
  for (const Route& route : routes_) {
    if (!Matches(route.segments, target->segments)) continue;
    if (route.method == method) return Call(route, request, caller, std::move(*target));
    allowed.push_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
  }
  return NoRoute(request, allowed);
}

HttpResponse Router::Call(const Route& route, const HttpRequest& request, const Caller& caller,
                          Target target) {
  if (const auto allowed = Require(caller, route.role); !allowed) {
    return ErrorResponse(allowed.error());
  }
  if (const auto valid = CheckParameters(target.query, route.parameters); !valid) {
    return ErrorResponse(valid.error());
  }
  auto answer = route.handler(
      {request, caller, Captures(route.segments, target.segments), std::move(target.query)});
  return answer ? std::move(*answer) : ErrorResponse(answer.error());
}

HttpResponse Router::NoRoute(const HttpRequest& request,
                             const std::vector<std::string>& allowed) const {
  if (allowed.empty()) {
    return ErrorResponse(Error{
        Code::NotFound, fmt::format("there is nothing at {}; see docs/api.md", request.target),
        "NoSuchPath"});
  }
  const std::string methods = fmt::format("{}", fmt::join(allowed, ", "));
  HttpResponse response =
      ErrorResponse(405, Error{Code::Unimplemented,
                               fmt::format("{} is not possible at {}; use {}", request.method,
                                           request.target, methods),
                               "MethodNotAllowed"});
  response.headers["Allow"] = methods;
  return response;
}

}  // namespace rexray
