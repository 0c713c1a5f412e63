#pragma once

#include <sys/types.h>

#include <cstddef>

#include "api/listen_socket.h"

namespace rexray {

// A process that opens connections to a unix socket and says nothing. It is a process because the
// connections of a flood have two ends, and one process may not have descriptors enough for both.
class Flood {
 public:
  Flood(const ListenAddress& address, std::size_t connections);
  ~Flood();  // closes them all
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

 private:
  pid_t process_ = -1;
};

// RLIMIT_NOFILE of this process while this lives.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(std::size_t limit);
  ~DescriptorLimit();
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

  static std::size_t Most();  // what may be set at most

 private:
  std::size_t before_;
};

}  // namespace rexray
