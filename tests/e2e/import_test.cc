#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "drivers/os/descriptor.h"
#include "tests/e2e/fstab_host.h"
#include "tests/e2e/live_node.h"

// Who comes with an fstab: what is mounted stays mounted, the very same.

namespace rexray {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kDisks = 10;
constexpr std::size_t kMounted = 8;  // the others wait to be

class ImportStory : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    host_.emplace(folder_.path(), Path(""));
    ASSERT_EQ(host_->disks.size(), kDisks);
    ASSERT_EQ(host_->lines, 20U);
    daemon_.Start();
  }
  void MountThem() {
    for (std::size_t i = 0; i < kMounted; ++i) host_->Mount(host_->disks[i]);
  }
  std::vector<std::string> Lines() const { return MountLinesBelow(Path("")); }
  CommandResult Import(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"import", "--fstab", host_->file});
    return daemon_.Run(flags, {.timeout = std::chrono::minutes(3)});
  }
  json Listed(const std::string& type) {
    return json::parse(daemon_.Run({"get", type, "-o", "json"}).out).at("items");
  }
  // Without what a look at them changes.
  std::string Declarations() {
    std::string text;
    for (const char* type : {"volumes", "attachments"}) {
      for (const json& each : Listed(type)) {
        text += each.at("metadata").dump() + each.value("spec", json()).dump() + "\n";
      }
    }
    return text;
  }
  std::string VolumeAt(const std::string& target) {
    for (const json& each : Listed("attachments")) {
      if (each.at("spec").at("mount").at("path").get<std::string>() == target) return each.at("spec").at("volume").get<std::string>();
    }
    return {};
  }

  std::optional<FstabHost> host_;
};

TEST_F(ImportStory, G34_AnFstabComesInWithoutASingleRemount) {
  MountThem();
  const auto before = Lines();
  ASSERT_EQ(before.size(), kMounted);
  const std::string file = host_->disks[0].target + "/open";
  const Descriptor open(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::write(open.get(), "before", 6), 6);

  const CommandResult dry = Import({"--dry-run"});
  EXPECT_EQ(dry.exitCode, 0) << dry;
  EXPECT_THAT(dry.out, HasSubstr("take over what is mounted at " + host_->disks[0].target));
  EXPECT_THAT(dry.out, HasSubstr("10 come in, 0 are in already, 10 are skipped, 0 cannot come in"));
  EXPECT_TRUE(Listed("volumes").empty());

  const CommandResult imported = Import();
  ASSERT_EQ(imported.exitCode, 0) << imported << daemon_.Log();
  const auto after = Lines();
  for (const std::string& line : before) EXPECT_THAT(after, Contains(line));
  EXPECT_EQ(after.size(), kDisks) << "those that were not mounted are now";
  ASSERT_EQ(Listed("volumes").size(), kDisks);
  for (const json& volume : Listed("volumes")) {
    EXPECT_EQ(volume.at("status").at("phase"), "Ready") << volume.dump(2);
    EXPECT_EQ(volume.at("spec").at("reclaimPolicy"), "Retain");
  }
  ASSERT_EQ(::write(open.get(), " and after", 10), 10) << "the file is open still";
  EXPECT_THAT(imported.out, HasSubstr("/home: skipped: "));
}

TEST_F(ImportStory, ASecondRunChangesNothing) {
  MountThem();
  ASSERT_EQ(Import().exitCode, 0);
  const auto lines = Lines();
  const std::string declared = Declarations();
  const CommandResult again = Import();
  EXPECT_EQ(again.exitCode, 0) << again;
  EXPECT_THAT(again.out, HasSubstr("0 come in, 10 are in already, 10 are skipped"));
  EXPECT_EQ(Declarations(), declared);
  EXPECT_EQ(Lines(), lines);
  EXPECT_EQ(Import({"-o", "yaml"}).out, "");
}

TEST_F(ImportStory, WhatExportPrintsChangesNothingWhenItIsApplied) {
  MountThem();
  ASSERT_EQ(Import().exitCode, 0);
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  const auto lines = Lines();
  const CommandResult exported = daemon_.Run({"export"});
  ASSERT_EQ(exported.exitCode, 0) << exported;
  const CommandResult planned =
      daemon_.Run({"plan", "-f", "-", "--exit-code"}, {.input = exported.out});
  EXPECT_EQ(planned.exitCode, 0) << planned << exported.out;
  EXPECT_THAT(planned.out, HasSubstr("Nothing to do"));
  const CommandResult applied = daemon_.Apply(exported.out);
  EXPECT_EQ(applied.exitCode, 0) << applied;
  EXPECT_THAT(applied.out, Not(HasSubstr("created")));
  EXPECT_THAT(applied.out, Not(HasSubstr("configured")));
  EXPECT_EQ(Lines(), lines);
  EXPECT_EQ(daemon_.Run({"export"}).out, exported.out);
}

TEST_F(ImportStory, ThePrintedManifestsSayTheSame) {
  MountThem();
  const auto before = Lines();
  const CommandResult printed = Import({"-o", "yaml"});
  ASSERT_EQ(printed.exitCode, 0) << printed;
  EXPECT_TRUE(Listed("volumes").empty()) << "nothing is declared by it";
  ASSERT_EQ(daemon_.Apply(printed.out, {"--timeout", "2m"}).exitCode, 0);
  const auto after = Lines();
  for (const std::string& line : before) EXPECT_THAT(after, Contains(line));
  EXPECT_EQ(after.size(), kDisks);
}

TEST_F(ImportStory, ADaemonThatStartsAnewLeavesTheMountsAsTheyAre) {
  MountThem();
  ASSERT_EQ(Import().exitCode, 0);
  const auto lines = Lines();
  daemon_.Kill();
  daemon_.Start();
  EXPECT_EQ(daemon_.Run({"plan", "--exit-code"}).exitCode, 0);
  // As at the system's start: somebody else mounted them, and the database knows nothing of it.
  ASSERT_TRUE(daemon_.Stop().has_value());
  std::filesystem::remove_all(daemon_.state());
  daemon_.Start();
  ASSERT_EQ(Import().exitCode, 0);
  EXPECT_EQ(Lines(), lines);
}

TEST_F(ImportStory, OptionsThatDifferAreToldAndSetOnceTheyMayBe) {
  FstabDisk& disk = host_->disks[1];
  const std::string declared = disk.options;  // nodev, nosuid
  disk.options = "noatime";
  host_->Mount(disk);
  const auto before = Lines();
  ASSERT_EQ(Import().exitCode, 0);
  EXPECT_THAT(Lines(), Contains(before.front()));
  const std::string volume = VolumeAt(disk.target);
  const std::string told = daemon_.Run({"get", "volume", volume, "-o", "json"}).out;
  EXPECT_THAT(told, HasSubstr("MountOptionsDiffer"));
  EXPECT_THAT(told, HasSubstr("nosuid, nodev"));

  std::string manifest = daemon_.Run({"export"}).out;
  for (auto at = manifest.find("Report"); at != manifest.npos; at = manifest.find("Report", at)) {
    manifest.replace(at, 6, "Repair");
  }
  const CommandResult applied = daemon_.Apply(manifest);
  ASSERT_EQ(applied.exitCode, 0) << applied;
  EXPECT_TRUE(Eventually([&] {
    const std::string options = MountsAt(disk.target).front().options;
    return options.find("nosuid,nodev") != options.npos && options.find("noatime") == options.npos;
  })) << declared;
  EXPECT_THAT(daemon_.Run({"get", "volume", volume, "-o", "json"}).out,
              Not(HasSubstr("MountOptionsDiffer")));
  EXPECT_EQ(MountsAt(disk.target).front().id, before.front().substr(0, before.front().find(' ')));
}

TEST_F(ImportStory, G02_TwinsAreToldAndNeitherIsMounted) {
  std::filesystem::copy_file(folder_ / "disk2", folder_ / "twin");
  const LoopDevice twin(folder_ / "twin");
  const CommandResult imported = Import();
  EXPECT_EQ(imported.exitCode, 1) << imported;
  EXPECT_THAT(imported.out, HasSubstr(host_->disks[2].target + ": cannot come in: "));
  EXPECT_THAT(imported.out, HasSubstr("9 come in, 0 are in already, 10 are skipped, 1 cannot"));
  EXPECT_EQ(MountsAt(host_->disks[2].target).size(), 0U);
}

TEST_F(ImportStory, G44_OneDeviceIsNeverTwoVolumes) {
  ASSERT_EQ(Import().exitCode, 0);
  const std::string id = host_->disks[0].source;
  const CommandResult second = daemon_.Apply(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: second}\nspec: {service: device, "
      "adopt: {id: \"" +
          id + "\"}}\n",
      {"--timeout", "20s"});
  EXPECT_NE(second.exitCode, 0) << second;
  EXPECT_THAT(second.out + second.err, HasSubstr("already")) << second;
}

TEST_F(ImportStory, ADrainLetsThemGoAndAnUndrainMountsThemAgain) {
  MountThem();
  ASSERT_EQ(Import().exitCode, 0);
  const CommandResult drained =
      daemon_.Run({"drain", "--timeout", "1m"}, {.timeout = std::chrono::minutes(2)});
  EXPECT_EQ(drained.exitCode, 0) << drained;
  EXPECT_TRUE(Lines().empty());
  ASSERT_EQ(daemon_.Run({"undrain"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return Lines().size() == kDisks; }));
}

TEST_F(ImportStory, WhatIsDeletedIsUnmountedAndKept) {
  MountThem();
  ASSERT_EQ(Import().exitCode, 0);
  const FstabDisk& disk = host_->disks[0];
  const std::string volume = VolumeAt(disk.target);
  const CommandResult removed = daemon_.Run({"delete", "volume", volume});
  ASSERT_EQ(removed.exitCode, 0) << removed << daemon_.Log();
  EXPECT_EQ(MountsAt(disk.target).size(), 0U);
  EXPECT_EQ(Phase(volume), "Orphaned");
  EXPECT_TRUE(RunCommand({"e2fsck", "-fn", disk.loop->path()}).ok()) << "nothing happened to it";
  EXPECT_THAT(daemon_.Run({"export"}).out, HasSubstr("rexray adopt " + volume));
  ASSERT_EQ(daemon_.Run({"adopt", volume}).exitCode, 0);
  EXPECT_EQ(MountsAt(disk.target).size(), 1U);
}

TEST_F(ImportStory, WhatTheServiceCannotDoIsAnErrorWithItsRemedy) {
  const auto refused = [&](const std::string& spec) {
    const CommandResult applied = daemon_.Apply(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec: {service: device, " +
        spec + "}\n");
    EXPECT_EQ(applied.exitCode, 2) << spec << applied;
    return applied.err;
  };
  const std::string adopt = "adopt: {id: \"" + host_->disks[0].source + "\"}";
  EXPECT_THAT(refused("size: 1Gi, " + adopt), HasSubstr("remove it"));
  EXPECT_THAT(refused("reclaimPolicy: Delete, " + adopt), HasSubstr("use Retain"));
  EXPECT_THAT(refused("reclaimPolicy: Retain"), HasSubstr("adopt: {id"));
}

}  // namespace
}  // namespace rexray
