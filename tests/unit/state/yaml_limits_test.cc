#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/manifest.h"
#include "state/yaml.h"

namespace rexray {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr YamlLimits kManifestLimits{kMaxManifestBytes, kMaxManifestNodes, kMaxManifestDepth};

std::string Repeat(std::string_view text, std::size_t bytes) {
  std::string repeated;
  while (repeated.size() + text.size() <= bytes) repeated += text;
  return repeated;
}

std::string OnlyErrorOf(const std::string& text) {
  const YamlText read = ReadYaml(text, kManifestLimits);
  EXPECT_THAT(read.errors, SizeIs(1));
  return read.errors.empty() ? "none" : read.errors.front().message;
}

TEST(YamlLimits, AFileOfTenMegabytesIsRefusedUnread) {
  const YamlText read = ReadYaml(Repeat("# x\n", 10 << 20), kManifestLimits);
  ASSERT_THAT(read.errors, SizeIs(1));
  EXPECT_EQ(read.errors[0].mark.line, 0);
  EXPECT_THAT(read.errors[0].message,
              AllOf(HasSubstr("the file has 10485760 bytes"), HasSubstr("split it")));
}

TEST(YamlLimits, AnAnchorBombIsRefused) {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string alias = std::string("*") + static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " [" + alias;
    for (int i = 0; i < 8; ++i) bomb += "," + alias;
    bomb += "]\n";
  }
  EXPECT_THAT(OnlyErrorOf(bomb), HasSubstr("once aliases are followed"));
}

TEST(YamlLimits, ABombOfOneLongTextIsRefused) {
  EXPECT_THAT(OnlyErrorOf("- &a \"" + std::string(100'000, 'x') + "\"\n" + Repeat("- *a\n", 5000)),
              HasSubstr("bytes of text"));
}

TEST(YamlLimits, AnAliasWithinItsOwnValueIsRefused) {
  EXPECT_THAT(OnlyErrorOf("a: &x [*x]\n"), HasSubstr("within the value that it names"));
  EXPECT_THAT(OnlyErrorOf("a: &x {b: {c: *x}}\n"), HasSubstr("within the value that it names"));
}

TEST(YamlLimits, DepthIsLimitedAlsoThroughAliases) {
  EXPECT_THAT(ReadYaml(std::string(32, '[') + std::string(32, ']'), kManifestLimits).errors,
              IsEmpty());
  EXPECT_THAT(OnlyErrorOf(std::string(33, '[') + std::string(33, ']')),
              HasSubstr("more than 32 deep"));
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 40; ++i) {
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
             "]\n";
  }
  EXPECT_THAT(OnlyErrorOf(chain), HasSubstr("more than 32 deep"));
}

TEST(YamlLimits, ManyErrorsEndTheReading) {
  EXPECT_THAT(OnlyErrorOf(Repeat("- *a\n", 5)), HasSubstr("anchor is not defined"));
  const YamlText read = ReadYaml(Repeat("a: b\n", 100'000), kManifestLimits);
  EXPECT_THAT(read.errors, SizeIs(101));
  EXPECT_THAT(read.errors.back().message, HasSubstr("too many errors"));
}

// Without a guard, yaml-cpp takes 240 bytes of memory for each of these.
TEST(YamlLimits, WhatNeverEndsIsStoppedEarly) {
  for (const std::string_view start : {"[", "{", "[{", "[1, ", "\"x", "a: 'b c ", "a: [b: "}) {
    EXPECT_THAT(OnlyErrorOf(std::string(start) + Repeat(start, 1 << 20)), testing::Not("none"))
        << start;
  }
  EXPECT_THAT(OnlyErrorOf(Repeat("[", 1 << 20)), HasSubstr("no value ends within 262144 bytes"));
}

TEST(YamlLimits, LargeButHonestFilesAreRead) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text += "---\nkind: Volume\nmetadata: {name: v" + std::to_string(i) + "}\nspec: {size: 1Gi}\n";
  }
  const YamlText read = ReadYaml(text, kManifestLimits);
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_THAT(read.documents, SizeIs(2000));
}

// Each of these costs a naive reader more than linear time, or never ends.
TEST(YamlLimits, HostileFilesEnd) {
  for (const std::string_view piece :
       {",",   "- ",    "-\n", "? ",         "?\n", "a: ",    ": ", "---\n", "--- a\n",
        "&a ", "!",     "%",   "%TAG ! x\n", "''",  "\"a\" ", "\t", " ",     "\n",
        "#",   "...\n", "[],", "{},",        "| ",  ">\n",    "@",  "* "}) {
    const YamlText read = ReadYaml(Repeat(piece, 300'000), kManifestLimits);
    EXPECT_LE(read.errors.size(), 101u) << piece;
  }
}

}  // namespace
}  // namespace rexray
