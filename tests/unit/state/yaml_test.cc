#include "state/yaml.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr YamlLimits kLimits{.bytes = 1 << 16, .nodes = 1000, .depth = 8};

std::vector<std::string> ErrorsOf(std::string_view text) {
  std::vector<std::string> lines;
  for (const YamlError& error : ReadYaml(text, kLimits).errors) {
    lines.push_back(fmt::format("{}:{}: {}", error.mark.line, error.mark.column, error.message));
  }
  return lines;
}

MATCHER_P2(Says, place, words, "") {
  return arg.starts_with(std::string(place) + ": ") && arg.find(words) != std::string::npos;
}

// One line for a whole tree: {key: value}, [item], 'quoted', plain, ~.
std::string Show(const YamlNode& node) {
  std::string text;
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return "~";
    case YamlNode::Kind::Scalar:
      return node.quoted ? "'" + node.text + "'" : node.text;
    case YamlNode::Kind::Sequence:
      for (const YamlNode& item : node.items) text += (text.empty() ? "" : " ") + Show(item);
      return "[" + text + "]";
    case YamlNode::Kind::Mapping:
      for (const YamlEntry& entry : node.entries) {
        text += (text.empty() ? "" : " ") + entry.key + ":" + Show(entry.value);
      }
      return "{" + text + "}";
  }
  return "";
}

std::string Tree(std::string_view text) {
  EXPECT_THAT(ErrorsOf(text), IsEmpty()) << text;
  std::string shown;
  for (const YamlNode& document : ReadYaml(text, kLimits).documents) {
    shown += (shown.empty() ? "" : " | ") + Show(document);
  }
  return shown;
}

TEST(Yaml, CollectionsAndScalarsAreRead) {
  EXPECT_EQ(Tree("a: b\nc:\n- d\n- 'e'\n- \"f\"\ng: {h: [i, j]}\n"),
            "{a:b c:[d 'e' 'f'] g:{h:[i j]}}");
  EXPECT_EQ(Tree("a: |\n  x\n  y\nb: >-\n  p\n  q\n"), "{a:'x\ny\n' b:'p q'}");
  EXPECT_EQ(Tree("a:\nb: ~\nc: null\n"), "{a:~ b:~ c:~}");
  EXPECT_EQ(Tree("{\"a\":1,\n\t\"b\":[true,null]}"), "{a:1 b:[true ~]}");
}

TEST(Yaml, DocumentsAreSeparatedAndEmptyOnesSkipped) {
  EXPECT_EQ(Tree("a: 1\n---\n---\nb: 2\n...\n---\nc: 3\n"), "{a:1} | {b:2} | {c:3}");
  EXPECT_EQ(Tree(""), "");
  EXPECT_EQ(Tree("# only a comment\n"), "");
  EXPECT_EQ(Tree("%YAML 1.2\n---\na: 1\n"), "{a:1}");
}

TEST(Yaml, LineEndsAndByteOrderMarkOfWindowsAreRead) {
  EXPECT_EQ(Tree("\xef\xbb\xbf"
                 "a: 1\r\nb: x\r\n"),
            "{a:1 b:x}");
}

TEST(Yaml, MarksPointAtValuesAndEmptyOnesAtTheirKey) {
  const YamlText text = ReadYaml("a: b\nlist:\n  -\n  - c\nempty:\nlast: 1\n", kLimits);
  const auto& entries = text.documents.at(0).entries;
  const auto place = [](Mark mark) { return fmt::format("{}:{}", mark.line, mark.column); };
  EXPECT_EQ(place(entries[0].value.mark), "1:4");
  EXPECT_EQ(place(entries[1].mark), "2:1");
  EXPECT_EQ(place(entries[1].value.items[0].mark), "3:3");
  EXPECT_EQ(place(entries[1].value.items[1].mark), "4:5");
  EXPECT_EQ(place(entries[2].value.mark), "5:1");
}

TEST(Yaml, AliasStandsForItsValueAtItsOwnPlace) {
  EXPECT_EQ(Tree("a: &x {b: [c]}\nd: *x\n"), "{a:{b:[c]} d:{b:[c]}}");
  const YamlText text = ReadYaml("a: &x 1\nb: *x\n", kLimits);
  EXPECT_EQ(text.documents.at(0).entries.at(1).value.mark.line, 2);
}

TEST(Yaml, AnchorsEndWithTheirDocument) {
  EXPECT_THAT(ErrorsOf("a: &x 1\n---\nb: *x\n"), ElementsAre(Says("3:4", "anchor is not defined")));
}

// yaml-cpp 0.7 would report empty documents for ever.
TEST(Yaml, ALoneCommaEnds) {
  for (const std::string_view text : {",", ",,,", "--- ,", "[a]\n,", "%FOO\n,", "# x\n,\n"}) {
    EXPECT_THAT(ErrorsOf(text), ElementsAre(HasSubstr("unexpected \","))) << text;
  }
  EXPECT_THAT(ErrorsOf(","), ElementsAre(Says("1:1", "here must stand a value, or a line ---")));
}

TEST(Yaml, TextAfterADocumentIsAnError) {
  EXPECT_THAT(ErrorsOf("[a] [b]"), ElementsAre(Says("1:5", "unexpected \"[b]\"")));
  EXPECT_THAT(ErrorsOf("a: b\n...\nc: d\n"), ElementsAre(Says("3:1", "unexpected \"c:\"")));
}

TEST(Yaml, DuplicateKeysTellBothLines) {
  EXPECT_THAT(ErrorsOf("a: 1\nb: {c: 1, c: 2}\na: 2\n"),
              ElementsAre(Says("2:11", "the key \"c\" stands twice; first in line 2"),
                          Says("3:1", "the key \"a\" stands twice; first in line 1")));
}

TEST(Yaml, MergeKeysTagsAndOddKeysAreRefused) {
  EXPECT_THAT(ErrorsOf("a: &x {b: 1}\nc:\n  <<: *x\n"),
              ElementsAre(Says("3:3", "merge keys (<<)")));
  EXPECT_THAT(ErrorsOf("a: !!int 3\n"), ElementsAre(Says("1:4", "is not supported; remove it")));
  EXPECT_THAT(ErrorsOf("a: !own {b: 1}\n"), ElementsAre(Says("1:4", "tag \"!own\"")));
  EXPECT_THAT(ErrorsOf("? [a]\n: b\n"), ElementsAre(Says("1:3", "a key must be text, not a list")));
  EXPECT_THAT(ErrorsOf("~: b\n"), ElementsAre(Says("1:1", "a key must be text")));
}

TEST(Yaml, SyntaxErrorsHaveTheirPlace) {
  EXPECT_THAT(ErrorsOf("a: b: c\n"), ElementsAre(Says("1:5", "not valid YAML: illegal map value")));
  EXPECT_THAT(ErrorsOf("a: 1\nb: [1, 2\n"), ElementsAre(HasSubstr("not valid YAML")));
  for (const std::string_view open : {"a: 'x", "a: 'x\n", "a: 'x\nb: c\n  \n", "a: \"x\n"}) {
    EXPECT_THAT(ErrorsOf(open), ElementsAre(HasSubstr("illegal EOF in scalar"))) << open;
  }
  EXPECT_THAT(ErrorsOf("a: *\n"), ElementsAre(Says("1:5", "not valid YAML")));
}

TEST(Yaml, WhatIsNeverClosedIsToldWithinTheText) {
  EXPECT_THAT(ErrorsOf("a: 1\nb: 'x"), ElementsAre(Says("2:6", "a quote is never closed")));
  EXPECT_THAT(ErrorsOf("a: 1\nb: [x"), ElementsAre(Says("2:6", "a [ is never closed")));
  EXPECT_THAT(ErrorsOf("a: 1\nb"),
              ElementsAre(Says("2:1", "check the indentation, and that each key has its colon")));
}

TEST(Yaml, TabsThatIndentAreNamed) {
  EXPECT_THAT(ErrorsOf("a:\n\tb: 1\n"), ElementsAre(HasSubstr("indented by a tab; use spaces")));
  EXPECT_THAT(ErrorsOf("a:\n  b: 1\n\tc: 2\n"), ElementsAre(Says("3:1", "indented by a tab")));
}

TEST(Yaml, BytesThatAreNoTextAreRefused) {
  EXPECT_THAT(ErrorsOf("a: 1\nb: \xc3\x28\n"), ElementsAre(Says("2:4", "0xc3 is not UTF-8")));
  EXPECT_THAT(ErrorsOf("a: \xed\xa0\x80\n"),
              ElementsAre(Says("1:4", "0xed is not UTF-8")));  // a surrogate
  EXPECT_THAT(ErrorsOf("a: \xc0\xaf\n"),
              ElementsAre(Says("1:4", "0xc0 is not UTF-8")));  // overlong
  EXPECT_THAT(ErrorsOf("a: \xf5\x80\x80\x80\n"), ElementsAre(Says("1:4", "is not UTF-8")));
  EXPECT_THAT(ErrorsOf("a: \xe2\x82"), ElementsAre(Says("1:4", "is not UTF-8")));  // cut off
  EXPECT_THAT(ErrorsOf(std::string_view("a: \0b\n", 6)), ElementsAre(Says("1:4", "U+0000")));
  // yaml-cpp takes this byte for the end of the file.
  EXPECT_THAT(ErrorsOf("a: 1\n\x04\nb: ,\n"), ElementsAre(Says("2:1", "U+0004")));
  EXPECT_THAT(ErrorsOf("a: \"x\\0y\"\n"), ElementsAre(Says("1:4", "NUL")));
}

TEST(Yaml, TextsOfAnyLengthAreRead) {
  for (std::size_t length = 1; length < 5000; length += 23) {
    const std::string value(length, 'x');
    for (const std::string& end : {std::string(), std::string("\n"), std::string("\r\n")}) {
      const YamlText text = ReadYaml("a: " + value + end, kLimits);
      ASSERT_THAT(text.documents, SizeIs(1));
      ASSERT_EQ(text.documents[0].entries[0].value.text, value);
    }
  }
}

TEST(Yaml, DocumentsBeforeASyntaxErrorAreStillGiven) {
  const YamlText text = ReadYaml("a: 1\n---\nb: b: c\n", kLimits);
  EXPECT_THAT(text.documents, SizeIs(1));
  EXPECT_THAT(text.errors, SizeIs(1));
}

}  // namespace
}  // namespace rexray
