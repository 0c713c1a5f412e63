#include "tests/support/hung_filesystem.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>

#include <stdexcept>

namespace rexray {

HungFilesystem::HungFilesystem(const std::string& path)
    : server_(::open("/dev/fuse", O_RDWR | O_CLOEXEC)) {
  const auto options = fmt::format("fd={},rootmode=40000,user_id=0,group_id=0", server_.get());
  if (::mount("hung", path.c_str(), "fuse", 0, options.c_str()) != 0)
    throw std::runtime_error("cannot mount a FUSE filesystem at " + path);
}

}  // namespace rexray
