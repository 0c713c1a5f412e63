#include "drivers/os/ext4_superblock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// Linux, Documentation/filesystems/ext4/super.rst: offsets, and bits.
constexpr off_t kSuperblock = 1024;
constexpr std::size_t kBlocksAt = 0x4, kLogBlockSizeAt = 0x18, kBlocksPerGroupAt = 0x20,
                      kLastMountAt = 0x2c, kMountsAt = 0x34, kMagicAt = 0x38, kStateAt = 0x3a,
                      kLastCheckAt = 0x40, kIncompatibleAt = 0x60, kReservedAt = 0xce,
                      kDescriptorSizeAt = 0xfe, kBlocksHighAt = 0x150;
constexpr std::uint32_t kMagic = 0xef53;
constexpr std::uint32_t kValid = 1, kErrors = 2;                                  // of the state
constexpr std::uint32_t kNeedsRecovery = 0x4, kMetaGroups = 0x10, k64Bit = 0x80;  // incompatible
constexpr std::uint64_t kSmallDescriptor = 32;

struct Raw {
  std::array<unsigned char, 512> bytes{};

  std::uint32_t At16(std::size_t at) const {
    return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8;
  }
  std::uint32_t At32(std::size_t at) const { return At16(at) | At16(at + 2) << 16; }
  bool Has(std::uint32_t incompatible) const { return At32(kIncompatibleAt) & incompatible; }
};

// The descriptors of new groups go into blocks that its mkfs left for them; beyond those, files
// make room.
Bytes RoomyOf(const Raw& raw) {
  const std::uint64_t perGroup = raw.At32(kBlocksPerGroupAt);
  const std::uint64_t block = 1024ULL << (raw.At32(kLogBlockSizeAt) & 0xf);
  const bool large = raw.Has(k64Bit);
  if (raw.Has(kMetaGroups)) return {UINT64_MAX};
  if (perGroup == 0) return {0};
  const std::uint64_t blocks =
      raw.At32(kBlocksAt) | (large ? std::uint64_t{raw.At32(kBlocksHighAt)} << 32 : 0);
  const std::uint64_t descriptor =
      std::max<std::uint64_t>(large ? raw.At16(kDescriptorSizeAt) : 0, kSmallDescriptor);
  const std::uint64_t inBlock = block / descriptor;
  const std::uint64_t groups = (blocks + perGroup - 1) / perGroup;
  const std::uint64_t used = (groups + inBlock - 1) / inBlock;
  return {(used + raw.At16(kReservedAt)) * inBlock * perGroup * block};
}

}  // namespace

Result<std::optional<Ext4Superblock>> ReadExt4Superblock(const VerifiedDevice& device) {
  const int file = device.descriptor.get();
  // Pages read before may be older than what another host, or a check, wrote.
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  Raw raw;
  const ssize_t got = ::pread(file, raw.bytes.data(), raw.bytes.size(), kSuperblock);
  if (got != static_cast<ssize_t>(raw.bytes.size()))
    return FailErrno(got < 0 ? errno : EIO,
                     fmt::format("cannot read the superblock on {}", device.device.path));
  if (raw.At16(kMagicAt) != kMagic) return std::nullopt;
  const std::uint32_t state = raw.At16(kStateAt);
  Ext4Superblock superblock;
  superblock.errors = state & kErrors;
  superblock.clean = (state & kValid) && !superblock.errors && !raw.Has(kNeedsRecovery);
  superblock.lastMount = raw.At32(kLastMountAt);
  superblock.mounts = raw.At16(kMountsAt);
  superblock.lastCheck = raw.At32(kLastCheckAt);
  superblock.roomy = RoomyOf(raw);
  return superblock;
}

}  // namespace rexray
