#include "cli/user_file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "drivers/os/descriptor.h"
#include "drivers/os/durable_file.h"

namespace rexray {

Result<void> ReplaceUserFile(const std::string& file, const std::string& content) {
  const std::filesystem::path path(file);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}: {}", folder.string(), std::strerror(errno)));
  }
  return ReplaceFile(directory.get(), path.filename().string(), content);
}

}  // namespace rexray
