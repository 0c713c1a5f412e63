#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/listen_socket.h"

namespace rexray {

// The descriptors that systemd handed to this process (LISTEN_PID, LISTEN_FDS), none where it
// handed over nothing. Takes the variables away, so that no child believes them to be its own: call
// it once, before there are threads.
std::vector<int> TakeListenDescriptors();

// Listening sockets that others made and keep: clients can connect while no daemon is there, and
// are answered by the next one. Their files are not ours to remove. One thread.
class InheritedSockets {
 public:
  // Takes the descriptors over. `complain` is told of each that cannot be used, which is closed.
  InheritedSockets(const std::vector<int>& descriptors,
                   std::function<void(const std::string&)> complain);

  // The one that listens on this address; if none does, a new one.
  Result<ListenSocket> Open(const ListenAddress& address);

  // Closes those that no address asked for, so that their clients are refused and not left waiting
  // by us.
  void CloseRest();

 private:
  std::function<void(const std::string&)> complain_;
  std::vector<ListenSocket> sockets_;
};

}  // namespace rexray
