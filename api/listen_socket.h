#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "state/result.h"

namespace rexray {

// Where a front door listens.
struct ListenAddress {
  std::string path;  // of a unix socket; empty: TCP
  mode_t mode = 0660;
  std::string host;  // a literal address, "127.0.0.1", "::1"; a name only where it is connected to
  std::uint16_t port = 0;
  bool tls = false;

  bool isUnix() const { return !path.empty(); }
  bool isLoopback() const;
};

// "unix:///run/rexray/rexray.sock", "tcp://127.0.0.1:9709", "tcp://[::1]:9709",
// "tcp://localhost:9709". Anybody may connect to TCP, so only loopback addresses are accepted:
// InvalidArgument says so.
Result<ListenAddress> ParseListenAddress(std::string_view text);
// A network listener, which asks who comes: "tls://0.0.0.0:9708"; or tcp, of any address.
Result<ListenAddress> ParseRemoteAddress(std::string_view text);
// Where a daemon is reached: also by a host's name.
Result<ListenAddress> ParseDaemonAddress(std::string_view text);
std::string ToString(const ListenAddress& address);

// A listening socket: owned, non-blocking, and for unix sockets the file with it.
class ListenSocket {
 public:
  // A unix socket's folder is made if missing. A socket file that nobody answers on is replaced;
  // FailedPrecondition names the process if one does, or says that the path is something else.
  static Result<ListenSocket> Open(const ListenAddress& address);
  // Takes over a socket that somebody else made listen, such as systemd: it has the address it was
  // bound to, and its file stays when it is closed. Closes the descriptor if it is no such socket.
  static Result<ListenSocket> Adopt(int descriptor);

  ListenSocket(ListenSocket&& other) noexcept;
  ListenSocket& operator=(ListenSocket&& other) noexcept;
  ~ListenSocket() { Close(); }

  const ListenAddress& address() const { return address_; }  // with the port that was given for 0
  // Hands the descriptor over to the caller, who closes it; the file stays ours.
  int ReleaseDescriptor();
  // Removes the file, unless another process has put its own there.
  void Close();

 private:
  ListenSocket(ListenAddress address, int descriptor)
      : address_(std::move(address)), descriptor_(descriptor) {}
  Result<void> Bind();
  Result<void> BindUnix();
  Result<void> BindTcp();

  ListenAddress address_;
  int descriptor_ = -1;
  dev_t device_ = 0;  // of the socket file, to know it again
  ino_t inode_ = 0;   // 0: no file of ours
};

}  // namespace rexray
