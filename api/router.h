#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/access.h"
#include "api/api_error.h"
#include "api/http.h"
#include "api/target.h"

namespace rexray {

// A request whose path matched a route.
struct RoutedRequest {
  const HttpRequest& http;
  const Caller& caller;
  std::map<std::string, std::string> captures;  // "{name}" of the pattern, decoded
  std::map<std::string, std::string> query;     // only parameters the route knows

  const std::string& capture(const std::string& name) const { return captures.at(name); }
  // nullopt: left out or empty.
  std::optional<std::string> parameter(const std::string& name) const;
};

// Finds the handler of a request by method and path. Filled first, then used from any thread.
class Router {
 public:
  using Handler = std::function<ApiResult<HttpResponse>(const RoutedRequest&)>;

  // Pattern: "/v1/volumes/{name}"; a capture is one whole segment. `parameters`: the query
  // parameters it takes; any other is an error. A GET route answers HEAD too. Of several matching
  // the first wins. `role`: who may; left out: whoever may look, for GET, else operators.
  void Add(std::string method, const std::string& pattern, std::vector<std::string> parameters,
           Handler handler, std::optional<Role> role = {});

  // Never throws on bad requests: 400, 403, 404 and 405 (with Allow) are answers.
  HttpResponse Handle(const HttpRequest& request, const Caller& caller) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    std::vector<std::string> parameters;
    Handler handler;
    Role role;
  };
  static HttpResponse Call(const Route& route, const HttpRequest& request, const Caller& caller,
                           Target target);
  HttpResponse NoRoute(const HttpRequest& request, const std::vector<std::string>& allowed) const;

  std::vector<Route> routes_;
};

}  // namespace rexray
