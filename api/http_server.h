#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "api/http.h"
#include "api/listen_socket.h"
#include "state/time.h"

namespace rexray {

// Limits of one listener, that keep one client from harming the others. Each listener has its own
// threads too, so that whatever happens on one is not felt on another.
struct HttpLimits {
  // One more closes the connection that is idle longest; it is answered 503 only if none is idle.
  std::size_t maxConnections = 10'000;
  std::size_t maxStreams = 64;          // each has a thread while it runs
  std::size_t handlerThreads = 256;     // made as they are needed: requests may wait for long
  std::size_t waitingRequests = 1'000;  // beyond handlerThreads; those beyond are answered 503
  std::size_t bodyLimit = 8 << 20;
  std::uint32_t headerLimit = 16 << 10;
  Milliseconds requestDeadline{
      std::chrono::seconds(30)};                         // from a request's first byte to its last
  Milliseconds idleDeadline{std::chrono::seconds(75)};   // between requests
  Milliseconds writeDeadline{std::chrono::seconds(60)};  // for the client to take one piece
  Milliseconds drainDeadline{std::chrono::seconds(2)};   // to read on after refusing a request
};

using HttpLog = std::function<void(std::string_view)>;  // any thread

// HTTP/1.0 and 1.1 on unix and TCP sockets, several at once. One thread moves bytes; handlers and
// streams run on their own. The last file descriptors of the process are left to others: where they
// get scarce, idle connections go. Any thread may call.
class HttpServer {
 public:
  explicit HttpServer(HttpLog log);
  ~HttpServer();  // stops at once
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Serves `handler` at the address from now on. Gives the address with the port that was given for
  // 0.
  Result<ListenAddress> Listen(const ListenAddress& address, HttpHandler handler,
                               HttpLimits limits = {});
  // The same on a socket that listens already.
  void Serve(ListenSocket socket, HttpHandler handler, HttpLimits limits = {});

  // Serves `handler` on connections that others accepted: what is given takes one end of a stream
  // socket, which is closed when the connection ends, and who is at the other. Any thread; not once
  // the server is gone.
  using Bring = std::function<void(int descriptor, HttpPeer peer)>;
  Bring ServeBrought(HttpHandler handler, HttpLimits limits = {});

  // Accepts no more, ends streams, lets running requests finish until `patience`, then closes all.
  // Gives whether all requests were answered. Returns only when no handler runs any more.
  bool Stop(Milliseconds patience);

  std::size_t connections() const;  // of all listeners

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
