#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "state/codec.h"

namespace rexray {
namespace {

std::string TextErrorOf(std::string_view text) {
  const auto parsed = ParseJson(text);
  if (parsed.has_value()) return "no error";
  EXPECT_EQ(parsed.error().code, Code::InvalidArgument);
  return parsed.error().message;
}

std::string Nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(CodecText, DepthEndsAtSixtyFour) {
  EXPECT_EQ(TextErrorOf(Nested(64, '[', ']')), "no error");
  EXPECT_EQ(TextErrorOf(Nested(65, '[', ']')), "nested deeper than 64");
  EXPECT_EQ(TextErrorOf(std::string(1'000'000, '[')), "nested deeper than 64");
}

TEST(CodecText, AKeyThatStandsTwiceIsRefused) {
  EXPECT_EQ(TextErrorOf(R"({"a": 1, "b": {"a": 2}, "c": [{"a": 3}]})"), "no error");
  EXPECT_EQ(TextErrorOf(R"({"b": {"a": 1, "a": 1}})"), "the key 'a' stands twice in one object");
}

TEST(CodecText, BrokenTextIsRefusedWithItsPlaceAndWithoutItsContent) {
  EXPECT_EQ(TextErrorOf(R"({"password": "secret)"), "not JSON at byte 21");
  EXPECT_EQ(TextErrorOf(""), "not JSON at byte 1");
  EXPECT_EQ(TextErrorOf("{} x").substr(0, 8), "not JSON");
  EXPECT_EQ(TextErrorOf("\"\xff\"").substr(0, 8), "not JSON");
  EXPECT_EQ(TextErrorOf("1e999").substr(0, 8), "not JSON");
}

TEST(CodecText, DumpGivesOneLineOfUtf8WhateverTheBytes) {
  EXPECT_EQ(Dump({{"a", "x\ny\xff"}}), "{\"a\":\"x\\ny\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace rexray
