#include "cli/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

HostView View() {
  HostView view;
  view.node = {"db1"};
  view.deviceService = "device";
  view.folderService = "folder";
  view.devices = {{"UUID=aa-1", "/dev/null", "ext4", "data", "p-1"},
                  {"UUID=aa-2", "/dev/zero", "xfs", "twin", "p-2"},
                  {"UUID=aa-3", "/dev/full", "ext4", "twin", "p-3"},
                  {"UUID=aa-4", "", "", "", ""}};
  return view;
}

Import Of(const std::string& text, const HostView& view = View()) {
  return ImportFstab("fstab", text, view);
}

std::string WhyLeft(const Import& import, Left how) {
  EXPECT_EQ(import.left.size(), 1U);
  if (import.left.empty()) return {};
  EXPECT_EQ(import.left[0].how, how) << import.left[0].why;
  EXPECT_THAT(import.manifest.volumes, IsEmpty());
  return import.left[0].why;
}

TEST(ImportFstab, ALineBecomesAVolumeAndItsAttachment) {
  const Import import = Of("UUID=AA-1 /srv/pg_data ext4 defaults,noatime,ro,nofail,x-a=b 0 2\n");
  EXPECT_THAT(import.left, IsEmpty());
  ASSERT_EQ(import.manifest.volumes.size(), 1U);
  const VolumeSpec& volume = import.manifest.volumes[0].spec;
  EXPECT_EQ(volume.name.value, "srv-pg_data");
  EXPECT_EQ(volume.service.value, "device");
  EXPECT_EQ(volume.adopt->id->value, "UUID=aa-1") << "as the device has it";
  EXPECT_EQ(volume.filesystem->type, FilesystemType::Ext4);
  EXPECT_EQ(volume.reclaimPolicy, ReclaimPolicy::Retain);
  ASSERT_EQ(import.manifest.attachments.size(), 1U);
  const AttachmentSpec& attachment = import.manifest.attachments[0].spec;
  EXPECT_EQ(attachment.volume, volume.name);
  EXPECT_EQ(attachment.node.value, "db1");
  EXPECT_EQ(attachment.mount->path, "/srv/pg_data");
  EXPECT_THAT(attachment.mount->options, ElementsAre("noatime"));
  EXPECT_TRUE(attachment.mount->readOnly);
  EXPECT_EQ(attachment.driftPolicy, DriftPolicy::Report) << "what is mounted stays as it is";
}

TEST(ImportFstab, DevicesAreFoundByEachNameOfTheirs) {
  for (const char* source : {"UUID=aa-1", "LABEL=data", "PARTUUID=p-1", "/dev/null"}) {
    const Import import = Of(std::string(source) + " /srv/a1 ext4 defaults\n");
    ASSERT_EQ(import.manifest.volumes.size(), 1U) << source;
    EXPECT_EQ(import.manifest.volumes[0].spec.adopt->id->value, "UUID=aa-1") << source;
  }
}

TEST(ImportFstab, G02_WhatSeveralDevicesCarryIsNeverPicked) {
  EXPECT_THAT(WhyLeft(Of("LABEL=twin /srv/a1 auto\n"), Left::Impossible),
              HasSubstr("none of them"));
  EXPECT_THAT(WhyLeft(Of("UUID=aa-4 /srv/a1 auto\n"), Left::Impossible), HasSubstr("mixed up"));
}

TEST(ImportFstab, WhatIsNotForRexrayIsSkippedWithItsReason) {
  const std::pair<const char*, const char*> lines[] = {
      {"/dev/sda2 none swap sw", "swap"},
      {"proc /proc proc defaults", "keeps no data"},
      {"tmpfs /srv/t tmpfs defaults", "keeps no data"},
      {"UUID=aa-1 / ext4 defaults", "system's own"},
      {"UUID=aa-1 /boot ext4 defaults", "system's own"},
      {"UUID=aa-1 /boot/efi vfat defaults", "system's own"},
      {"UUID=aa-1 /usr ext4 defaults", "system's own"},
      {"UUID=aa-1 /home ext4 defaults", "shared"},
      {"nas:/x /mnt/nas nfs rw", "network"},
      {"/srv/a /srv/b none bind", "folder of another"},
      {"/srv/a.img /srv/b ext4 loop", "a file"},
      {"UUID=aa-1 /srv/a1 ext4 noauto", "noauto"},
      {"UUID=aa-1 /srv/a1 ext4 x-systemd.automount", "when it is used"},
      {"UUID=aa-1 /srv/a1 ext4 user", "users"},
      {"UUID=aa-1 /srv/a1 btrfs subvol=@x", "a part of a btrfs"},
      {"UUID=ff-9 /srv/a1 vfat defaults", "not vfat"},
      {"UUID=ff-9 /srv/a1 ext4 nofail", "no device"},
  };
  for (const auto& [line, why] : lines) {
    EXPECT_THAT(WhyLeft(Of(line), Left::Foreign), HasSubstr(why)) << line;
  }
}

TEST(ImportFstab, WhatShouldComeInAndCannotIsToldApart) {
  const std::pair<const char*, const char*> lines[] = {
      {"rubbish", "no line of an fstab"},
      {"UUID=ff-9 /srv/a1 ext4 defaults", "no device"},
      {"UUID=aa-1 /srv/a1 xfs defaults", "holds ext4"},
      {"UUID=aa-1 /srv/a1 ext4 logdev=x", "logdev"},
      {"UUID=aa-1 srv/a1 ext4 defaults", "absolute"},
  };
  for (const auto& [line, why] : lines) {
    EXPECT_THAT(WhyLeft(Of(line), Left::Impossible), HasSubstr(why)) << line;
  }
}

TEST(ImportFstab, ADeviceAndAPathComeInOnce) {
  Import import = Of("UUID=aa-1 /srv/a1 ext4\nLABEL=data /srv/a2 ext4\n");
  EXPECT_EQ(import.manifest.volumes.size(), 1U);
  EXPECT_THAT(import.left[0].why, HasSubstr("srv-a1 already"));
  import = Of("UUID=aa-1 /srv/a1 ext4\nUUID=aa-3 /srv/a1 ext4\n");
  EXPECT_EQ(import.manifest.volumes.size(), 1U);
  EXPECT_THAT(import.left[0].why, HasSubstr("/srv/a1"));
}

TEST(ImportFstab, WhatIsInAlreadyStays) {
  HostView view = View();
  view.volumes["UUID=aa-1"] = "pg";
  EXPECT_EQ(WhyLeft(Of("UUID=aa-1 /srv/a1 ext4\n", view), Left::Already),
            "it is the Volume pg already");
}

TEST(ImportFstab, NamesAreValidUniqueAndTheSameEachTime) {
  const std::string text =
      "UUID=aa-1 /srv/pg-data ext4\nUUID=aa-2 /srv/pg/data xfs\nUUID=aa-3 /x ext4\n";
  const Import import = Of(text);
  ASSERT_EQ(import.manifest.volumes.size(), 3U);
  EXPECT_EQ(import.manifest.volumes[0].spec.name.value, "srv-pg-data");
  EXPECT_THAT(import.manifest.volumes[1].spec.name.value,
              testing::MatchesRegex("srv-pg-data-[0-9a-f]+"));
  EXPECT_EQ(import.manifest.volumes[2].spec.name.value, "volume-x");
  const Import again = Of(text);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(ParseVolumeName(import.manifest.volumes[i].spec.name.value));
    EXPECT_EQ(again.manifest.volumes[i].spec, import.manifest.volumes[i].spec);
  }
  HostView view = View();
  view.names = {"srv-pg-data"};
  EXPECT_NE(Of(text, view).manifest.volumes[0].spec.name.value, "srv-pg-data")
      << "taken by another";
  EXPECT_EQ(Of("UUID=aa-1 /srv/-/\\303\\244\\040 ext4\n").manifest.volumes[0].spec.name.value,
            "srv");
}

class ImportDockerVolumes : public testing::Test {
 protected:
  nlohmann::json Volume(const std::string& name, nlohmann::json options = nullptr,
                        const std::string& driver = "local") {
    const std::string folder = folder_ / name;
    std::filesystem::create_directories(folder);
    return {{"Name", name},
            {"Driver", driver},
            {"Mountpoint", folder},
            {"Options", std::move(options)}};
  }
  Import From(nlohmann::json volume, const HostView& view = View(), bool anonymous = false) {
    auto import = ImportDocker({{"Volumes", {std::move(volume)}}}, {anonymous}, view);
    EXPECT_TRUE(import);
    return import.value();
  }

  TempFolder folder_;
};

TEST_F(ImportDockerVolumes, APlainOneIsItsFolder) {
  const Import import = From(Volume("pgdata"));
  ASSERT_EQ(import.manifest.volumes.size(), 1U);
  const VolumeSpec& volume = import.manifest.volumes[0].spec;
  EXPECT_EQ(volume.name.value, "pgdata");
  EXPECT_EQ(volume.service.value, "folder");
  EXPECT_EQ(volume.adopt->id->value, folder_ / "pgdata");
  EXPECT_EQ(volume.reclaimPolicy, ReclaimPolicy::Retain);
  EXPECT_THAT(import.manifest.attachments, IsEmpty()) << "Docker mounts it";
}

TEST_F(ImportDockerVolumes, OneOfADeviceOrABoundFolderIsThat) {
  Import import =
      From(Volume("disk", {{"type", "ext4"}, {"device", "/dev/null"}, {"o", "noatime"}}));
  ASSERT_EQ(import.manifest.volumes.size(), 1U);
  EXPECT_EQ(import.manifest.volumes[0].spec.adopt->id->value, "UUID=aa-1");
  EXPECT_EQ(import.manifest.volumes[0].spec.filesystem->type, FilesystemType::Ext4);
  EXPECT_THAT(import.manifest.volumes[0].spec.mountOptions, ElementsAre("noatime"));
  const std::string other = folder_ / "other";
  std::filesystem::create_directory(other);
  import = From(Volume("bound", {{"type", "none"}, {"device", other}, { "o", "bind" }}));
  EXPECT_EQ(import.manifest.volumes[0].spec.adopt->id->value, other);
}

TEST_F(ImportDockerVolumes, OthersAreSkippedWithTheirReason) {
  const std::string hex(64, 'a');
  EXPECT_THAT(WhyLeft(From(Volume(hex)), Left::Foreign), HasSubstr("--anonymous"));
  EXPECT_EQ(From(Volume(hex), View(), true).manifest.volumes.size(), 1U);
  EXPECT_THAT(WhyLeft(From(Volume("n1", {{"type", "nfs"}, {"device", ":/x"}, {"o", "addr=nas"}})),
                      Left::Foreign),
              HasSubstr("network"));
  EXPECT_THAT(WhyLeft(From(Volume("t1", {{"type", "tmpfs"}, {"device", "tmpfs"}})), Left::Foreign),
              HasSubstr("tmpfs"));
  EXPECT_THAT(WhyLeft(From(Volume("p1", nullptr, "portworx")), Left::Foreign),
              HasSubstr("portworx"));
  EXPECT_THAT(WhyLeft(From(Volume("r1", {{"type", "none"}, {"device", "/srv"}, {"o", "bind,ro"}})),
                      Left::Impossible),
              HasSubstr("read-only"));
  nlohmann::json gone = Volume("gone");
  std::filesystem::remove(folder_ / "gone");
  EXPECT_THAT(WhyLeft(From(gone), Left::Impossible), HasSubstr("its folder"));
}

TEST_F(ImportDockerVolumes, OursAreKnownOrFoundAtTheirBackend) {
  HostView view = View();
  view.names = {"mine"};
  view.unclaimed = {
      {"local", "old--1", "old"}, {"local", "two--1", "two"}, {"nas", "two--2", "two"}};
  EXPECT_THAT(WhyLeft(From(Volume("mine", nullptr, "rexray"), view), Left::Already),
              HasSubstr("mine"));
  const Import found = From(Volume("old", nullptr, "rexray/ebs:latest"), view);
  ASSERT_EQ(found.manifest.volumes.size(), 1U);
  EXPECT_EQ(found.manifest.volumes[0].spec.service.value, "local");
  EXPECT_EQ(found.manifest.volumes[0].spec.adopt->id->value, "old--1");
  EXPECT_THAT(WhyLeft(From(Volume("two", nullptr, "rexray"), view), Left::Impossible),
              HasSubstr("more than one"));
  EXPECT_THAT(WhyLeft(From(Volume("none", nullptr, "rexray"), view), Left::Impossible),
              HasSubstr("none of"));
}

TEST_F(ImportDockerVolumes, AnAnswerThatIsNoneIsAnError) {
  EXPECT_FALSE(ImportDocker({{"message", "x"}}, {}, View()));
  EXPECT_TRUE(ImportDocker({{"Volumes", nullptr}}, {}, View())) << "an engine without volumes";
}

}  // namespace
}  // namespace rexray
