#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

namespace rexray {

// A client of a volume plugin, or of the control API, that keeps its connection, as an engine does. What fails throws
// std::runtime_error: a benchmark then says why, and ends.
class SocketClient {
 public:
  explicit SocketClient(const std::string& socket);
  ~SocketClient();

  // The answer to POST /CALL, "VolumeDriver.Get" or "v1/apply"; throws unless it is HTTP 200.
  std::string Call(const std::string& call, const std::string& body);

  pid_t server() const;  // the process that made the socket listen

 private:
  struct Internals;
  const std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
