#pragma once

#include <string>

#include "api/listen_socket.h"

namespace rexray {

// A daemon, and how to be let in.
struct Endpoint {
  ListenAddress address;
  std::string token = {};            // a secret: in no message
  std::string caFile = {};           // who may sign the daemon's certificate; empty: the system's
  std::string certificateFile = {};  // the client's own, with its key
  std::string keyFile = {};
};

}  // namespace rexray
