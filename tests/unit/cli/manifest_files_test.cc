#include "cli/manifest_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(ManifestFiles, AFolderGivesItsManifestsByName) {
  const TempFolder folder;
  for (const char* name : {"b.yml", "a.yaml", "c.json", "notes.txt"}) Write(folder / name, name);
  std::filesystem::create_directory(folder / "d.yaml");
  std::istringstream in;
  const auto texts = ReadManifests({folder.path()}, in);
  ASSERT_TRUE(texts.has_value()) << texts.error().message;
  ASSERT_EQ(texts->size(), 3U);
  EXPECT_EQ((*texts)[0].text, "a.yaml");
  EXPECT_EQ((*texts)[1].text, "b.yml");
  EXPECT_EQ((*texts)[2].text, "c.json");
}

TEST(ManifestFiles, AFolderGivesNoHiddenFilesAndEveryLinkEvenIfItLeadsNowhere) {
  const TempFolder folder;
  for (const char* name : {"a.yaml", ".b.yaml", "._a.yaml"}) Write(folder / name, name);
  std::filesystem::create_symlink("nobody@host.1", folder / ".#a.yaml");
  std::istringstream in;
  EXPECT_EQ(ReadManifests({folder.path()}, in)->size(), 1U);
  std::filesystem::create_symlink("nowhere", folder / "c.yaml");
  const auto texts = ReadManifests({folder.path()}, in);
  ASSERT_FALSE(texts.has_value()) << "what it stands for would count as removed";
  EXPECT_NE(texts.error().message.find("c.yaml: No such file"), std::string::npos);
}

TEST(ManifestFiles, ADashIsStandardInput) {
  std::istringstream in("kind: Volume\n");
  const auto texts = ReadManifests({"-"}, in);
  ASSERT_TRUE(texts.has_value());
  EXPECT_EQ(texts->front().file, "-");
  EXPECT_EQ(texts->front().text, "kind: Volume\n");
}

TEST(ManifestFiles, WhatCannotBeReadIsNamed) {
  const TempFolder folder;
  std::istringstream in;
  const auto missing = ReadManifests({folder / "none.yaml"}, in);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Code::InvalidArgument);
  EXPECT_NE(missing.error().message.find("none.yaml"), std::string::npos);
  const auto empty = ReadManifests({folder.path()}, in);
  ASSERT_FALSE(empty.has_value());
  EXPECT_NE(empty.error().message.find("no *.yaml"), std::string::npos);
}

TEST(ManifestFiles, AFilePastTheLimitIsRefused) {
  const TempFolder folder;
  Write(folder / "big.yaml", std::string(kMaxManifestBytes + 1, 'a'));
  std::istringstream in;
  const auto texts = ReadManifests({folder / "big.yaml"}, in);
  ASSERT_FALSE(texts.has_value());
  EXPECT_NE(texts.error().message.find("larger than 4 MiB"), std::string::npos);
}

}  // namespace
}  // namespace rexray
