#include "cli/yaml_out.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "state/yaml.h"

namespace rexray {
namespace {

using nlohmann::json;

// The value as a YAML reader sees it: plain scalars by YAML 1.2's core schema.
json ReadBack(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return nullptr;
    case YamlNode::Kind::Scalar:
      if (node.quoted || TypeOfPlain(node.text) == PlainType::Text) return node.text;
      return json::parse(node.text);
    case YamlNode::Kind::Sequence: {
      json list = json::array();
      for (const YamlNode& item : node.items) list.push_back(ReadBack(item));
      return list;
    }
    case YamlNode::Kind::Mapping: {
      json object = json::object();
      for (const YamlEntry& entry : node.entries) object[entry.key] = ReadBack(entry.value);
      return object;
    }
  }
  return {};
}

void ExpectSame(const json& value) {
  const std::string text = ToYaml(value);
  const YamlText yaml = ReadYaml(text, {.bytes = 1 << 20, .nodes = 10'000, .depth = 32});
  ASSERT_TRUE(yaml.errors.empty()) << yaml.errors.front().message << "\n" << text;
  ASSERT_EQ(yaml.documents.size(), 1U) << text;
  EXPECT_EQ(ReadBack(yaml.documents.front()), value) << text;
}

TEST(YamlOut, ObjectsReadLikeManifests) {
  const json volume{
      {"kind", "Volume"},
      {"metadata", {{"name", "pgdata"}, {"labels", json::object()}}},
      {"spec", {{"size", "20Gi"}}},
      {"status",
       {{"mounts", json::array({{{"target", "/srv/pg"}, {"options", "rw"}}})}, {"ready", true}}}};
  EXPECT_EQ(ToYaml(volume),
            "kind: Volume\n"
            "metadata:\n"
            "  labels: {}\n"
            "  name: pgdata\n"
            "spec:\n"
            "  size: \"20Gi\"\n"
            "status:\n"
            "  mounts:\n"
            "  - options: rw\n"
            "    target: /srv/pg\n"
            "  ready: true\n");
}

TEST(YamlOut, StringsThatLookLikeOtherTypesStayStrings) {
  for (const char* text :
       {"123",      "010",   "1e3",   "0x1F",       "yes",  "no",    "on",     "true",
        "null",     "~",     "",      "2026-11-20", ".inf", "-",     "a: b",   "# no",
        "- x",      "[a]",   "{a}",   "*a",         "&a",   "!a",    "|",      ">",
        "'",        "\"",    "%",     "@",          "`",    " lead", "trail ", "two\nlines",
        "\x1b[31m", "größe", "1_000", "12:30:45"}) {
    ExpectSame(json{{"value", text}});
  }
}

TEST(YamlOut, KeysAreQuotedToo) { ExpectSame(json{{"yes", 1}, {"a: b", 2}, {"", 3}, {"12", 4}}); }

TEST(YamlOut, NestedListsAndEmptyContainersComeBack) {
  ExpectSame(json{{"a", {{1, 2}, json::array(), json::object(), {{"b", {3, nullptr, false}}}}},
                  {"c", nullptr},
                  {"d", -1.5}});
  ExpectSame(json::array({json{{"x", 1}, {"y", {{"z", "0"}}}}, "plain"}));
}

}  // namespace
}  // namespace rexray
