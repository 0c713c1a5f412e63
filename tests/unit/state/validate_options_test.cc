#include "state/validate_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/validate_spec.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(MkfsOptions, ThatTuneTheFilesystemAreAllowed) {
  for (const char* option : {"-m1", "-b4096", "-i8192", "-I256", "-N100000", "-Tlargefile4",
                             "-O^has_journal,metadata_csum", "-Elazy_itable_init=0,stride=16",
                             "-Jsize=64", "-C65536", "-G16"}) {
    EXPECT_EQ(WhyNoMkfsOption(FilesystemType::Ext4, option), "") << option;
  }
  for (const char* option : {"-dagcount=8,su=64k,sw=4", "-mcrc=1,reflink=1", "-isize=512",
                             "-lsize=64m", "-nsize=8192", "-ssize=4096", "-bsize=4096", "-K"}) {
    EXPECT_EQ(WhyNoMkfsOption(FilesystemType::Xfs, option), "") << option;
  }
  for (const char* option :
       {"-ddup", "-msingle", "-n16k", "-s4096", "-Oquota", "-Rfree-space-tree", "-K", "-M"}) {
    EXPECT_EQ(WhyNoMkfsOption(FilesystemType::Btrfs, option), "") << option;
  }
}

// What mkfs is told about the device, the uuid and force is ours alone: see G01 and G02.
TEST(MkfsOptions, ThatTakeOverWhatRexrayControlsAreRefused) {
  for (const FilesystemType type :
       {FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs}) {
    for (const char* option :
         {"-U0",      "-Ux", "-Lx",      "-f",      "-F",        "-FF", "-q",
          "--",       "-",   "--uuid=x", "--force", "--label=x", "-r/", "-c/etc/x",
          "-p/etc/x", "-V",  "-S",       "-l/x",    "-z/x",      "-u/x"}) {
      EXPECT_NE(WhyNoMkfsOption(type, option), "") << option;
    }
  }
  EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Ext4, "-n"),
              HasSubstr("not allowed for ext4; allowed are -b -C"));
  EXPECT_NE(WhyNoMkfsOption(FilesystemType::Xfs, "-N"), "");
  EXPECT_NE(WhyNoMkfsOption(FilesystemType::Btrfs, "-b1g"), "");
}

TEST(MkfsOptions, ThatNameDevicesFilesOrPlacesAreRefused) {
  for (const char* option :
       {"-Jdevice=UUID=1", "-Jsize=1,device=x", "-Eoffset=4096", "-Estride=1,offset=1",
        "-Eroot_owner=1:1", "-Ojournal_dev", "-O+journal_dev", "-Oquota,JOURNAL_DEV",
        "-OFEATURE_I3", "-Etest_fs", "-T/x"}) {
    EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Ext4, option), HasSubstr("is refused")) << option;
  }
  for (const char* option :
       {"-muuid=1", "-mcrc=1,uuid=1", "-llogdev=x", "-dname=x", "-dfile", "-dfile=1", "-lname=x"}) {
    EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Xfs, option), HasSubstr("is refused")) << option;
  }
}

// A bare word would be taken for the device; an option without its value would swallow the next
// argument.
TEST(MkfsOptions, AreOneArgumentWithTheValueAttached) {
  for (const char* option : {"", "4096", "/dev/sda", "x-m1", "-m 1", "-m\t1", "-m1\n", " -m1"}) {
    EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Ext4, option),
                HasSubstr("one option with its value attached"))
        << option;
  }
  EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Ext4, "-b"), HasSubstr("needs its value attached"));
  EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Xfs, "-Kf"), HasSubstr("takes no value"));
  EXPECT_THAT(WhyNoMkfsOption(FilesystemType::Btrfs, "-KMf"), HasSubstr("takes no value"));
}

TEST(MkfsOptions, OfARawDeviceMakeNoSense) {
  EXPECT_THAT(WhyNoMkfsOption(FilesystemType::None, "-m1"), HasSubstr("raw device"));
}

TEST(MountOptions, OfTheKernelAndTheFilesystemAreAllowed) {
  for (const char* option :
       {"noatime", "relatime", "nodev", "nosuid", "noexec", "commit=30", "data=writeback",
        "discard=async", "compress=zstd:3", "errors=remount-ro", "inode64", "nouuid", "sync"}) {
    EXPECT_EQ(WhyNoMountOption(option), "") << option;
  }
}

TEST(MountOptions, ThatChangeWhatIsMountedAreRefused) {
  for (const char* option :
       {"bind",          "rbind",       "move",     "remount",    "loop",     "loop=x",
        "offset=4096",   "sizelimit=1", "subvol=x", "subvolid=5", "device=x", "logdev=x",
        "journal_dev=8", "shared",      "rprivate", "user",       "nofail",   "_netdev",
        "auto",          "noauto",      "defaults"}) {
    EXPECT_THAT(WhyNoMountOption(option), HasSubstr("is not allowed")) << option;
  }
  EXPECT_THAT(WhyNoMountOption("x-systemd.automount"), HasSubstr("fstab only"));
  EXPECT_THAT(WhyNoMountOption("X-mount.mkdir"), HasSubstr("fstab only"));
  EXPECT_THAT(WhyNoMountOption("ro"), HasSubstr("spec.mount.readOnly"));
  EXPECT_THAT(WhyNoMountOption("rw"), HasSubstr("spec.mount.readOnly"));
}

TEST(MountOptions, AreOneWordWithoutPathsOrQuotes) {
  EXPECT_THAT(WhyNoMountOption(""), HasSubstr("empty"));
  EXPECT_THAT(WhyNoMountOption("noatime,bind"), HasSubstr("comma"));
  EXPECT_THAT(WhyNoMountOption("=x"), HasSubstr("no mount option"));
  EXPECT_THAT(WhyNoMountOption("no atime"), HasSubstr("no mount option"));
  EXPECT_THAT(WhyNoMountOption("BIND"), HasSubstr("no mount option"));
  for (const char* option : {"a=/dev/sda", "a=b c", "a=\"b\"", "a='b'", "a=b\\040c", "a=b\nc"}) {
    EXPECT_THAT(WhyNoMountOption(option), HasSubstr("cannot name files")) << option;
  }
}

std::vector<std::string> PathsOf(const std::vector<SpecProblem>& problems) {
  std::vector<std::string> paths;
  for (const SpecProblem& problem : problems) paths.push_back(problem.path);
  return paths;
}

TEST(Labels, MustFitASelector) {
  VolumeSpec spec;
  spec.metadata.labels = {{"app", "pg"}, {"app.kubernetes.io/name", "x_1.2-3"},
                          {"empty", ""}, {"-x", "a"},
                          {"a=b", "a"},  {"", "a"},
                          {"v1", "a b"}, {"v2", "a,b"},
                          {"v3", "-a"},  {"v4", std::string(64, 'a')},
                          {"v5", "\n"}};
  EXPECT_THAT(PathsOf(CheckSpec(spec)),
              testing::UnorderedElementsAre("metadata.labels.-x", "metadata.labels.a=b",
                                            "metadata.labels.", "metadata.labels.v1",
                                            "metadata.labels.v2", "metadata.labels.v3",
                                            "metadata.labels.v4", "metadata.labels.v5"));
}

TEST(Annotations, TakeAnyTextUnderAPlainKey) {
  VolumeSpec spec;
  spec.metadata.annotations = {{"note", "any text,\nin lines"}, {"a b", "x"}};
  EXPECT_THAT(PathsOf(CheckSpec(spec)), ElementsAre("metadata.annotations.a b"));
}

std::vector<SpecProblem> ProblemsOfLabel(FilesystemType type, const std::string& label) {
  VolumeSpec spec;
  spec.filesystem.emplace().type = type;
  spec.filesystem->label = label;
  return CheckSpec(spec);
}

TEST(FilesystemLabels, HaveTheLengthTheirTypeAllows) {
  EXPECT_THAT(ProblemsOfLabel(FilesystemType::Ext4, std::string(16, 'a')), IsEmpty());
  EXPECT_THAT(PathsOf(ProblemsOfLabel(FilesystemType::Ext4, std::string(17, 'a'))),
              ElementsAre("spec.filesystem.label"));
  EXPECT_THAT(ProblemsOfLabel(FilesystemType::Xfs, std::string(12, 'a')), IsEmpty());
  EXPECT_FALSE(ProblemsOfLabel(FilesystemType::Xfs, std::string(13, 'a')).empty());
  EXPECT_THAT(ProblemsOfLabel(FilesystemType::Btrfs, std::string(255, 'a')), IsEmpty());
  EXPECT_FALSE(ProblemsOfLabel(FilesystemType::Btrfs, std::string(256, 'a')).empty());
  EXPECT_FALSE(ProblemsOfLabel(FilesystemType::None, "a").empty());
}

TEST(FilesystemLabels, CannotLookLikeOptionsOrPaths) {
  for (const char* label : {"-F", "a/b", "a\nb"}) {
    EXPECT_FALSE(ProblemsOfLabel(FilesystemType::Ext4, label).empty()) << label;
  }
}

TEST(RawDevices, HaveNoRootFolder) {
  VolumeSpec spec;
  spec.filesystem.emplace().type = FilesystemType::None;
  spec.filesystem->mode = 0750;
  EXPECT_THAT(PathsOf(CheckSpec(spec)), ElementsAre("spec.filesystem.owner"));
}

TEST(OptionLists, RepeatNothing) {
  VolumeSpec volume;
  volume.filesystem.emplace().options = {"-m1", "-b4096", "-m1"};
  EXPECT_THAT(PathsOf(CheckSpec(volume)), ElementsAre("spec.filesystem.options[2]"));
  AttachmentSpec attachment;
  attachment.mount.emplace().options = {"commit=5", "noatime", "commit=10"};
  EXPECT_THAT(PathsOf(CheckSpec(attachment)), ElementsAre("spec.mount.options[2]"));
}

}  // namespace
}  // namespace rexray
