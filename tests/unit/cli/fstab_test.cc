#include "cli/fstab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rexray {
namespace {

using testing::ElementsAre;

FstabLine Only(const std::string& text) {
  const auto lines = ReadFstab(text);
  EXPECT_EQ(lines.size(), 1U) << text;
  return lines.empty() ? FstabLine{} : lines.front();
}

TEST(Fstab, CommentsAndEmptyLinesAreNoneAndKeepTheNumbers) {
  const auto lines = ReadFstab("# a comment\n\n   \t\n  # another\n/dev/sda1 /srv ext4\n");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].number, 5);
  EXPECT_EQ(lines[0].source, "/dev/sda1");
  EXPECT_EQ(lines[0].target, "/srv");
  EXPECT_EQ(lines[0].type, "ext4");
}

TEST(Fstab, EscapesAreUndone) {
  const FstabLine line = Only(R"(LABEL=my\040data /srv/pg\040data\011x ext4 noatime 0 2)");
  EXPECT_EQ(line.source, "LABEL=my data");
  EXPECT_EQ(line.target, "/srv/pg data\tx");
}

TEST(Fstab, TagsLoseTheirQuotes) {
  EXPECT_EQ(Only("UUID=\"0a-1\" /srv ext4 defaults\n").source, "UUID=0a-1");
  EXPECT_EQ(Only("PARTUUID=77-01\t/srv\txfs\tdefaults\t0\t2").source, "PARTUUID=77-01");
}

TEST(Fstab, OptionsAreTakenApart) {
  EXPECT_THAT(Only("/dev/sda1 /srv ext4 noatime,context=\"a,b\",commit=5 0 2").options,
              ElementsAre("noatime", "context=\"a,b\"", "commit=5"));
}

TEST(Fstab, KindsAreTold) {
  EXPECT_TRUE(Only("/dev/sda2 none swap sw 0 0").swap);
  EXPECT_TRUE(Only("proc /proc proc defaults 0 0").pseudo);
  EXPECT_TRUE(Only("tmpfs /tmp tmpfs size=1G 0 0").pseudo);
  EXPECT_TRUE(Only("nas:/export /mnt/nas nfs4 rw 0 0").network);
  EXPECT_TRUE(Only("//nas/share /mnt/share cifs rw 0 0").network);
  const FstabLine plain = Only("/dev/sda1 /srv ext4 defaults 0 2");
  EXPECT_FALSE(plain.swap || plain.pseudo || plain.network || plain.broken);
}

TEST(Fstab, RubbishIsBrokenAndHurtsNoOtherLine) {
  using namespace std::string_literals;
  const auto lines = ReadFstab("rubbish\n/dev/sda1 /srv ext4\n\x01\x02 \xff\n/a\0b /x ext4\n"s +
                               std::string(20'000, 'x'));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_TRUE(lines[0].broken);
  EXPECT_FALSE(lines[1].broken);
  EXPECT_TRUE(lines[2].broken);
  EXPECT_TRUE(lines[3].broken);
  EXPECT_TRUE(lines[4].broken);
}

TEST(Fstab, ALastLineWithoutAnEndCounts) {
  EXPECT_FALSE(Only("/dev/sda1 /srv ext4 defaults 0 2").broken);
}

TEST(Fstab, WhatOnlyFstabKnowsIsToldApart) {
  for (const char* word : {"defaults", "auto", "nofail", "_netdev", "x-systemd.device-timeout=5",
                           "X-mount.mkdir", "comment=x", "ro", "rw"}) {
    EXPECT_TRUE(IsOfFstabOnly(word)) << word;
  }
  for (const char* word : {"noatime", "commit=5", "nodev", "autodefrag"}) {
    EXPECT_FALSE(IsOfFstabOnly(word)) << word;
  }
}

}  // namespace
}  // namespace rexray
