#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rexray {

// HTTP as plain values: what front doors are written against. No network in here.

// Who asks, by what it cannot choose itself.
struct HttpPeer {
  // As the kernel tells it; only of unix sockets.
  std::optional<uid_t> uid = {};
  std::optional<pid_t> pid = {};
  std::vector<gid_t> groups = {};
  // The common name of its certificate, which was verified; empty: it showed none.
  std::string certificate = {};
};

struct HttpRequest {
  std::string method;                          // "GET"
  std::string target;                          // as sent: "/v1/volumes?selector=app%3Dpg"
  std::map<std::string, std::string> headers;  // names in lower case; of a repeated one the last
  std::string body;
  HttpPeer peer;
  std::stop_token stop;  // requested when the server stops and its patience is over: answer at once
};

// Gives the next piece of a stream, which is sent at once; waits for it. nullopt ends the stream,
// and is due soon after the token is stopped: the client left, or the server stops. Called from one
// thread.
using StreamSource = std::function<std::optional<std::string>(std::stop_token)>;

struct HttpResponse {
  unsigned status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::map<std::string, std::string> headers;
  StreamSource stream;  // set: sent instead of `body`
  // Called once, on a handler thread, when the answer is through: true, all of it was handed to the
  // kernel; false, the client was gone, or the server stopped. By then the client may have read it
  // and asked the next thing. May block.
  std::function<void(bool)> delivered = {};
};

// Called from several threads at once; may block. An exception is answered as 500.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

}  // namespace rexray
