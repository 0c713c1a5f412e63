#include <gtest/gtest.h>

#include "state/yaml.h"

namespace rexray {
namespace {

constexpr YamlLimits kScalarLimits{.bytes = 1 << 16, .nodes = 100, .depth = 4};

TEST(YamlScalars, PlainTextHasTheTypeOfYaml12) {
  for (const std::string_view null : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_EQ(TypeOfPlain(null), PlainType::Null) << null;
  }
  for (const std::string_view boolean : {"true", "False", "TRUE"}) {
    EXPECT_EQ(TypeOfPlain(boolean), PlainType::Boolean) << boolean;
  }
  for (const std::string_view number : {"0", "-1", "+12", "010", "1.5", ".5", "1.", "1e3", "1.5E-7",
                                        "0x1F", "0o17", ".inf", "-.Inf", ".nan"}) {
    EXPECT_EQ(TypeOfPlain(number), PlainType::Number) << number;
  }
  for (const std::string_view text : {"yes", "on", "20Gi", "1e", "0x", "0o8", ".", "-", "+", "e3",
                                      "1.2.3", "1_000", "nULL", "2026-11-20", "inf"}) {
    EXPECT_EQ(TypeOfPlain(text), PlainType::Text) << text;
  }
}

TEST(YamlScalars, OnlyTextThatNobodyCanMistakeStaysPlain) {
  for (const std::string text : {"pgdata", "rexray.io/v1", "/srv/pg", "noatime", "A_b-c.d"}) {
    EXPECT_EQ(YamlQuote(text), text);
  }
  for (const std::string text :
       {"",     "yes",  "No",  "on", "y",   "null",       "True", "123", "1e3", "20Gi",
        "a: b", "a #b", "- a", "-a", "~",   "a b",        "*a",   "&a",  "!a",  "{a",
        "[a",   "%a",   "@a",  "`a", "a,b", "2026-11-20", "<<",   "=",   ".5"}) {
    EXPECT_EQ(YamlQuote(text).front(), '"') << text;
  }
}

TEST(YamlScalars, WhatIsQuotedReadsBackTheSame) {
  for (const std::string& text :
       {std::string(), std::string("a\"b\\c"), std::string("line\nline\r\n\ttab"),
        std::string("\x01\x1b\x7f"), std::string("\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80"),
        std::string("\xc2\x85\xc2\x9f\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbf"),
        std::string("  edges  "), std::string("${node.name}"), std::string("%\\x41 \\u0041")}) {
    const YamlText read =
        ReadYaml("a: " + YamlQuote(text) + "\n" + YamlQuote(text + "k") + ": b\n", kScalarLimits);
    ASSERT_TRUE(read.errors.empty()) << text << ": " << read.errors[0].message;
    EXPECT_EQ(read.documents.at(0).entries.at(0).value.text, text);
    EXPECT_EQ(read.documents.at(0).entries.at(1).key, text + "k");
  }
}

TEST(YamlScalars, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(YamlQuote("a\xff"), "\"a\\U0000FFFD\"");
}

}  // namespace
}  // namespace rexray
