#include "drivers/os/probe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "drivers/os/device.h"
#include "drivers/os/filesystem_check.h"
#include "drivers/os/os_error.h"
#include "drivers/os/signatures.h"

namespace rexray {
namespace {

constexpr std::uint64_t kEnd = 1 << 20;

Result<bool> IsZero(const VerifiedDevice& device, std::uint64_t offset, std::uint64_t length) {
  std::vector<char> data(length);
  for (std::uint64_t done = 0; done < length;) {
    const ssize_t got = ::pread(device.descriptor.get(), data.data() + done, length - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      return Fail(
          Code::Unavailable,
          fmt::format("cannot read {} at byte {}: {}; what it holds is unknown", device.device.path,
                      offset + done, got < 0 ? "read error" : "it ends before its size"));
    done += static_cast<std::uint64_t>(got);
  }
  return std::ranges::all_of(data, [](char byte) { return byte == 0; });
}

Result<bool> AreEndsZero(const VerifiedDevice& device) {
  const std::uint64_t size = device.device.size.value;
  if (size == 0)
    return Fail(Code::Unavailable, fmt::format("{} has size zero", device.device.path));
  const std::uint64_t length = std::min(kEnd, size);
  REXRAY_ASSIGN(const bool first, IsZero(device, 0, length));
  REXRAY_ASSIGN(const bool last, IsZero(device, size - length, length));
  return first && last;
}

std::optional<FilesystemType> OurFilesystem(const Probe& probe, const std::string& ourUuid) {
  if (ourUuid.empty() || probe.signatures.size() != 1 || probe.signatures[0].uuid != ourUuid)
    return std::nullopt;
  for (const auto type : {FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs})
    if (NameOf(type) == probe.signatures[0].type) return type;
  return std::nullopt;
}

}  // namespace

Result<Probe> ProbeBlockDevice(const Device& expected, const std::string& ourUuid) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(expected));
  // Pages read before may be older than what another host wrote.
  ::posix_fadvise(device.descriptor.get(), 0, 0, POSIX_FADV_DONTNEED);
  Probe probe;
  REXRAY_ASSIGN(probe.endsAreZero, AreEndsZero(device));
  REXRAY_ASSIGN(probe.signatures, SignaturesOf(device));
  if (const auto type = OurFilesystem(probe, ourUuid)) {
    REXRAY_ASSIGN(probe.clean, IsFilesystemClean(device, *type));
  }
  REXRAY_TRY(VerifyAgain(device));
  return probe;
}

}  // namespace rexray
