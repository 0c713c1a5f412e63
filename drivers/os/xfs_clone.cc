#include "drivers/os/xfs_clone.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <optional>

namespace rexray {
namespace {

using XfsUuid = std::array<char, 16>;

// From the superblock, which starts the device.
std::optional<XfsUuid> XfsUuidOf(int device) {
  constexpr std::size_t kUuidAt = 32;
  std::array<char, kUuidAt + sizeof(XfsUuid)> head{};
  if (::pread(device, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size())) {
    return std::nullopt;
  }
  if (std::memcmp(head.data(), "XFSB", 4) != 0) return std::nullopt;
  XfsUuid uuid{};
  std::memcpy(uuid.data(), head.data() + kUuidAt, uuid.size());
  return uuid;
}

bool IsTwin(const std::string& path, dev_t ours, const XfsUuid& uuid) {
  const Descriptor device(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!device.valid() || ::fstat(device.get(), &status) != 0 || !S_ISBLK(status.st_mode)) {
    return false;
  }
  return status.st_rdev != ours && XfsUuidOf(device.get()) == uuid;
}

}  // namespace

bool IsXfsTwinMounted(const VerifiedDevice& device) {
  const auto uuid = XfsUuidOf(device.descriptor.get());
  if (!uuid) return false;
  const dev_t ours = makedev(device.device.major, device.device.minor);
  std::error_code error;
  // One folder for each that is mounted, called as its device is.
  for (const auto& mounted : std::filesystem::directory_iterator("/sys/fs/xfs", error)) {
    if (IsTwin("/dev/" + mounted.path().filename().string(), ours, *uuid)) return true;
  }
  return false;
}

}  // namespace rexray
