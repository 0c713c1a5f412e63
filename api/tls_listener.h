#pragma once

#include <memory>

#include "api/http_server.h"
#include "api/listen_socket.h"
#include "api/tls_connection.h"

namespace rexray {

// Accepts TLS connections and brings each to an HTTP server as a plain one, with the client's name.
// Each has a thread while it lasts, so that no handshake is felt by others; more than `most` at
// once wait in the kernel's queue. Any thread.
class TlsListener {
 public:
  struct Settings {
    TlsFiles files;
    std::size_t most = 256;
    Milliseconds handshakePatience{std::chrono::seconds(10)};
  };

  // CheckTls was asked. `bring` may be called until Stop returned.
  TlsListener(ListenSocket socket, Settings settings, HttpServer::Bring bring, HttpLog log);
  ~TlsListener();

  const ListenAddress& address() const;

  // Accepts no more and cuts off what is open; returns when no thread runs any more. Before the
  // server that it brings to goes; after its Stop, so that answers are through.
  void Stop();

 private:
  struct Internals;
  const std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
