#pragma once

#include <memory>
#include <string>

#include "state/result.h"
#include "state/time.h"

namespace rexray {

// The files of a TLS listener, in PEM.
struct TlsFiles {
  std::string certificate = {};  // with what leads to its root, its own first
  std::string key = {};
  std::string clientCa = {};  // who may sign clients' certificates; empty: none are asked for
};

// Whether the files can be read and belong together. InvalidArgument names the file.
Result<void> CheckTls(const TlsFiles& files);

// The server's end of one TLS connection: 1.2 or newer. One thread.
class TlsConnection {
 public:
  // Makes the handshake on a connected, non-blocking socket that stays the caller's. The files are
  // read anew, so that a renewed certificate is used from the next connection on. Unavailable: the
  // client and we find no agreement; DeadlineExceeded.
  static Result<TlsConnection> Accept(const TlsFiles& files, int socket, Milliseconds patience);

  TlsConnection(TlsConnection&&) noexcept;
  ~TlsConnection();

  // The common name of the client's certificate, which the client CA signed; empty: it showed none.
  std::string ClientName() const;

  // Passes everything on between the client and `plain`, a connected, non-blocking stream socket,
  // until one of them is gone or both have said that they send no more. Shutting down either socket
  // ends it from elsewhere.
  void Relay(int plain);

 private:
  struct Internals;
  explicit TlsConnection(std::unique_ptr<Internals> internals);
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
