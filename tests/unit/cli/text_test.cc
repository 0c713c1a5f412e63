#include "cli/text.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using namespace std::chrono_literals;

TEST(Text, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(Printable("a\nb\tc"), "a b c");
  EXPECT_EQ(Printable("\x1b[31mred\x7f"), "?[31mred?");
}

TEST(Text, WidthCountsCharactersAndNotBytes) {
  EXPECT_EQ(DisplayWidth("größe…"), 6U);
  EXPECT_EQ(DisplayWidth(""), 0U);
}

TEST(Text, ShorteningKeepsWholeCharactersAndTheWidth) {
  EXPECT_EQ(Shorten("pgdata", 6), "pgdata");
  EXPECT_EQ(Shorten("pgdata", 4), "pgd…");
  EXPECT_EQ(Shorten("ööööö", 3), "öö…");
  EXPECT_EQ(Shorten("pgdata", 1), "…");
  EXPECT_EQ(Shorten("pgdata", 0), "");
}

TEST(Text, PaddingFillsUpToTheWidthAndNeverCuts) {
  EXPECT_EQ(Pad("ö", 3), "ö  ");
  EXPECT_EQ(Pad("long", 2), "long");
}

TEST(Text, AgesHaveAtMostTwoUnits) {
  EXPECT_EQ(Age(0ms), "0s");
  EXPECT_EQ(Age(-5s), "0s");
  EXPECT_EQ(Age(59s), "59s");
  EXPECT_EQ(Age(192s), "3m12s");
  EXPECT_EQ(Age(5min), "5m");
  EXPECT_EQ(Age(42min + 10s), "42m");
  EXPECT_EQ(Age(4h), "4h");
  EXPECT_EQ(Age(23h + 59min), "23h59m");
  EXPECT_EQ(Age(53h), "2d5h");
  EXPECT_EQ(Age(std::chrono::days(400)), "400d");
}

TEST(Text, ElapsedShowsTenthsBelowAMinute) {
  EXPECT_EQ(Elapsed(420ms), "0.4s");
  EXPECT_EQ(Elapsed(12300ms), "12.3s");
  EXPECT_EQ(Elapsed(192s), "3m12s");
}

}  // namespace
}  // namespace rexray
