#pragma once

#include <string>

#include "drivers/os/descriptor.h"

namespace rexray {

// A FUSE filesystem whose server, this object, does not answer, as a hung NFS server. Needs root
// and /dev/fuse (requirements.h). The mount stays until somebody takes it away.
class HungFilesystem {
 public:
  // Mounted at an existing directory; throws std::runtime_error if that cannot be.
  explicit HungFilesystem(const std::string& path);

  int server() const { return server_.get(); }  // where its requests are read
  // Whoever waits for it gets an error.
  void Abandon() { server_.Close(); }

 private:
  Descriptor server_;
};

}  // namespace rexray
