#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// Of an MBR: Linux, from sector 2048, 2048 sectors long.
const std::string kOnePartition("\0\0\0\0\x83\0\0\0\0\x08\0\0\0\x08\0\0", 16);

std::uint32_t Crc32(const std::string& bytes) {
  std::uint32_t crc = ~0U;
  for (const unsigned char byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320U : 0);
  }
  return ~crc;
}

template <class T>
void Put(std::string& bytes, std::size_t offset, T value) {
  bytes.replace(offset, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
}

// A GPT header that is valid: 128 unused entries, right checksums.
std::string EmptyGptHeader(std::uint64_t sectors) {
  std::string header = "EFI PART" + std::string(84, '\0');
  Put<std::uint32_t>(header, 8, 0x10000);
  Put<std::uint32_t>(header, 12, 92);
  Put<std::uint64_t>(header, 24, 1);
  Put<std::uint64_t>(header, 32, sectors - 1);
  Put<std::uint64_t>(header, 40, 34);
  Put<std::uint64_t>(header, 48, sectors - 34);
  Put<std::uint64_t>(header, 72, 2);
  Put<std::uint32_t>(header, 80, 128);
  Put<std::uint32_t>(header, 84, 128);
  Put<std::uint32_t>(header, 88, Crc32(std::string(128 * 128, '\0')));
  Put<std::uint32_t>(header, 16, Crc32(header));
  return header;
}

class Probing : public HostTest {
 protected:
  Probe Look(const LoopDevice& loop, const std::string& ourUuid = "") {
    const auto probe = host_->ProbeDevice(Inspect(loop), ourUuid, context());
    EXPECT_TRUE(probe.has_value()) << Words(probe.error());
    return probe.value_or(Probe{true, {}, {}});
  }

  std::vector<std::string> TypesOn(const LoopDevice& loop) {
    std::vector<std::string> types;
    for (const auto& signature : Look(loop).signatures) types.push_back(signature.type);
    return types;
  }
};

TEST_F(Probing, G01_ABlankDeviceHasZeroEndsAndNoSignature) {
  const auto loop = Loop("blank");
  EXPECT_EQ(Look(*loop), (Probe{true, {}, std::nullopt}));
}

TEST_F(Probing, G01_OneByteInTheFirstMiBIsNotBlank) {
  const auto loop = Loop("blank");
  WriteAt(loop->path(), kMiB - 1, "x");
  EXPECT_FALSE(Look(*loop).endsAreZero);
}

TEST_F(Probing, G01_OneByteInTheLastMiBIsNotBlank) {
  const auto loop = Loop("blank");
  WriteAt(loop->path(), kVolumeBytes - kMiB, "x");
  EXPECT_FALSE(Look(*loop).endsAreZero);
}

TEST_F(Probing, G01_ADeviceSmallerThanOneMiBIsReadWhole) {
  const auto loop = Loop("small", 64 << 10);
  EXPECT_TRUE(Look(*loop).endsAreZero);
  WriteAt(loop->path(), 32 << 10, "x");
  EXPECT_FALSE(Look(*loop).endsAreZero);
}

// The file behind the device shrinks: reads beyond its end are I/O errors, as of a failing disk.
TEST_F(Probing, G01_AReadErrorAtTheEndIsUnknownAndNeverBlank) {
  const auto loop = Loop("shrunk");
  const Device device = Inspect(*loop);
  ASSERT_EQ(::truncate((folder_ / "shrunk").c_str(), kVolumeBytes / 2), 0);
  const auto probe = host_->ProbeDevice(device, "", context());
  ASSERT_FALSE(probe.has_value());
  EXPECT_EQ(probe.error().code, Code::Unavailable) << Words(probe.error());
}

TEST_F(Probing, G01_AReadErrorEverywhereIsUnknownAndNeverBlank) {
  const auto loop = Loop("gone");
  const Device device = Inspect(*loop);
  ASSERT_EQ(::truncate((folder_ / "gone").c_str(), 0), 0);
  EXPECT_FALSE(host_->ProbeDevice(device, "", context()).has_value());
}

TEST_F(Probing, G01_APartitionTableIsSeen) {
  const auto loop = Loop("dos");
  WriteAt(loop->path(), 446, kOnePartition);
  WriteAt(loop->path(), 510, "\x55\xaa");
  EXPECT_THAT(TypesOn(*loop), ElementsAre("dos"));
}

TEST_F(Probing, G01_AnEmptyPartitionTableIsSeen) {
  const auto loop = Loop("dos");
  WriteAt(loop->path(), 510, "\x55\xaa");
  EXPECT_FALSE(Look(*loop).endsAreZero);
}

TEST_F(Probing, G01_AGptWithoutItsProtectiveMbrIsSeen) {
  const auto loop = Loop("gpt");
  WriteAt(loop->path(), 512, EmptyGptHeader(kVolumeBytes / 512));
  EXPECT_THAT(TypesOn(*loop), ElementsAre("gpt"));
}

TEST_F(Probing, G01_LuksHeadersAreSeen) {
  const auto loop = Loop("luks");
  WriteAt(loop->path(), 0, std::string("LUKS\xba\xbe\x00\x01", 8));
  EXPECT_THAT(TypesOn(*loop), ElementsAre("crypto_LUKS"));
}

TEST_F(Probing, G01_SwapIsSeen) {
  const auto loop = Loop("swap");
  Shell("mkswap " + loop->path());
  EXPECT_THAT(TypesOn(*loop), ElementsAre("swap"));
}

// Written by hand: LABELONE, its sector, a CRC that does not match, as of a damaged volume group.
TEST_F(Probing, G01_LvmLabelsAreSeenEvenWithABadChecksum) {
  const auto loop = Loop("lvm");
  std::string label = "LABELONE";
  label += std::string("\x01\0\0\0\0\0\0\0", 8);  // sector 1
  label += std::string("\0\0\0\0\x20\0\0\0", 8);  // crc, offset
  label += "LVM2 001";
  label += std::string(32, 'u');
  WriteAt(loop->path(), 512, label);
  const Probe probe = Look(*loop);
  EXPECT_FALSE(probe.endsAreZero);
  EXPECT_THAT(TypesOn(*loop), ElementsAre("LVM2_member"));
}

// xfs keeps its superblock in the first sector, ext4 in the third.
TEST_F(Probing, G01_TwoFilesystemsOnOneDeviceAreAmbivalent) {
  const auto xfs = Loop("xfs");
  const auto ext4 = Loop("ext4");
  Shell("mkfs.xfs -q -f " + xfs->path());
  Shell("mkfs.ext4 -q -F " + ext4->path());
  Shell("dd if=" + ext4->path() + " of=" + xfs->path() +
        " bs=1024 skip=1 seek=1 count=1 conv=notrunc");
  const auto types = TypesOn(*xfs);
  EXPECT_THAT(types, Contains("xfs"));
  EXPECT_THAT(types, Contains("ext4"));
  EXPECT_THAT(types, Contains("ambivalent"));
}

class ProbingFilesystems : public Probing, public ::testing::WithParamInterface<const char*> {};

TEST_P(ProbingFilesystems, G01_AForeignFilesystemIsSeenAndNotChecked) {
  const auto loop = Loop("foreign");
  const std::string type = GetParam();
  Shell("mkfs." + type + (type == "ext4" ? " -q -F " : " -q -f ") + loop->path());
  const Probe probe = Look(*loop, kUuid);
  ASSERT_EQ(probe.signatures.size(), 1u);
  EXPECT_EQ(probe.signatures[0].type, type);
  EXPECT_NE(probe.signatures[0].uuid, "");
  EXPECT_EQ(probe.clean, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(EachType, ProbingFilesystems, ::testing::Values("ext4", "xfs", "btrfs"),
                         [](const auto& type) { return std::string(type.param); });

TEST_F(Probing, G02_ASwappedDeviceIsRefusedBeforeItIsRead) {
  const auto one = Loop("one");
  const auto two = Loop("two");
  Device device = Inspect(*one);
  device.path = two->path();
  EXPECT_REFUSED(host_->ProbeDevice(device, "", context()), Code::FailedPrecondition,
                 "IdentityMismatch");
}

TEST_F(Probing, ADirectoryTakesNoProbe) {
  const Device directory = Inspect(Folder("directory"));
  EXPECT_REFUSED(host_->ProbeDevice(directory, "", context()), Code::InvalidArgument, "");
}

}  // namespace
}  // namespace rexray
