#include "cli/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rexray {
namespace {

TimePoint At() { return *ParseRfc3339("2026-11-20T19:16:13.123Z"); }

TEST(LogFormat, TextLinesHaveTimeLevelMessageAndFields) {
  EXPECT_EQ(FormatText(At(), LogLevel::Info, "mounted",
                       {{"volume", "pgdata"}, {"operation", "12"}, {"reason", ""}}),
            "2026-11-20T19:16:13.123Z INFO  mounted volume=pgdata operation=12");
}

TEST(LogFormat, ValuesWithSpacesOrQuotesAreQuoted) {
  EXPECT_EQ(FormatText(At(), LogLevel::Warn, "x", {{"a", "b c"}, {"d", "e\"f"}, {"g", "h=i"}}),
            "2026-11-20T19:16:13.123Z WARN  x a=\"b c\" d=\"e\\\"f\" g=\"h=i\"");
}

TEST(LogFormat, NobodyCanForgeALineOrReachTheTerminal) {
  const std::string line =
      FormatText(At(), LogLevel::Error, "a\nb\x1b[2J", {{"v", "c\nINFO forged\x07"}});
  for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
  EXPECT_NE(line.find("a\\nb\\x1b[2J"), std::string::npos) << line;
}

TEST(LogFormat, JsonLinesParseWhateverTheyHold) {
  const std::string line = FormatJson(At(), LogLevel::Info, "quote \" newline \n bad \xff",
                                      {{"volume", "a\"b"}, {"x", ""}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed["level"], "info");
  EXPECT_EQ(parsed["volume"], "a\"b");
  EXPECT_EQ(parsed["time"], "2026-11-20T19:16:13.123Z");
  EXPECT_FALSE(parsed.contains("x"));
}

TEST(LogFormat, LevelsAreKnownByName) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::Debug);
  EXPECT_EQ(ParseLogLevel("error"), LogLevel::Error);
  EXPECT_EQ(ParseLogLevel("loud"), std::nullopt);
  EXPECT_EQ(ToString(LogLevel::Warn), "warn");
}

}  // namespace
}  // namespace rexray
