#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "api/http_server.h"

namespace rexray {

struct HttpContext;

// Part of the HTTP server: one address that it listens on, with its connections; or connections
// that others bring. All methods run on the io thread, except those said to run elsewhere.
class HttpListener {
 public:
  HttpListener(std::optional<ListenSocket> socket, HttpHandler handler, HttpLimits limits,
               HttpContext& context);
  ~HttpListener();

  void Accept();  // only with a socket
  void Bring(int descriptor, HttpPeer peer);
  void Finish();    // accepts no more; connections end after what they do now
  void CloseAll();  // connections end now
  // Closes the connection that is idle longest; false: none is idle.
  bool CloseIdle();
  // Returns when no handler and no stream runs any more. Elsewhere.
  void StopThreads();

  std::size_t connections() const;

 private:
  struct Internals;
  const std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
