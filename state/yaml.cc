#include "state/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <utility>

#include "state/yaml_text.h"
#include "state/yaml_tree.h"

namespace rexray {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Mark ToMark(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

std::string_view LineAt(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

bool TabIndents(std::string_view line) {
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != line.npos;
}

// yaml-cpp's words, and what people can do about it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRemedies = {{
    {"end of map not found", "check the indentation, and that each key has its colon"},
    {"end of sequence not found", "check the indentation of the lines that start with -"},
    {"end of map flow not found", "a { is never closed"},
    {"end of sequence flow not found", "a [ is never closed"},
    {"illegal map value", "put text that holds a colon and a space in quotes"},
    {"illegal EOF in scalar", "a quote is never closed"},
    {"unknown token", "put text that starts with this character in quotes"},
}};

std::string RemedyFor(std::string_view message) {
  const auto found =
      std::ranges::find(kRemedies, message, [](const auto& row) { return row.first; });
  return found == kRemedies.end() ? "" : fmt::format("; {}", found->second);
}

// What yaml-cpp read behind the text counts as its end.
Mark Within(std::string_view text, Mark mark) {
  const Mark end = MarkAt(text, text.size());
  const bool behind = std::pair(mark.line, mark.column) > std::pair(end.line, end.column);
  return behind ? end : mark;
}

YamlError SyntaxError(std::string_view text, const YAML::Exception& error) {
  const Mark mark = Within(text, ToMark(error.mark));
  if (TabIndents(LineAt(text, mark.line))) {
    return {mark, "this is not valid YAML: the line is indented by a tab; use spaces"};
  }
  return {mark, fmt::format("this is not valid YAML: {}{}", error.msg, RemedyFor(error.msg))};
}

// yaml-cpp's events, handed on in our types.
class Events : public YAML::EventHandler {
 public:
  explicit Events(YamlTreeBuilder& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    tree_.BeginDocument(ToMark(mark), static_cast<std::size_t>(std::max(mark.pos, 0)));
  }
  void OnDocumentEnd() override { tree_.EndDocument(); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.Null(ToMark(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.Alias(ToMark(mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree_.Scalar(ToMark(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    tree_.Open(YamlNode::Kind::Sequence, ToMark(mark), tag, anchor);
  }
  void OnSequenceEnd() override { tree_.Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    tree_.Open(YamlNode::Kind::Mapping, ToMark(mark), tag, anchor);
  }
  void OnMapEnd() override { tree_.Close(); }

 private:
  YamlTreeBuilder& tree_;
};

// Feeds the builder; the error that ended reading early.
std::optional<YamlError> Parse(std::string_view text, YamlSource& source, YamlTreeBuilder& tree) {
  try {
    Events events(tree);
    std::istream stream(&source);
    stream.exceptions(std::ios::badbit);  // lets what the source throws pass
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
    return std::nullopt;
  } catch (const YamlStop& stop) {
    return stop.error;
  } catch (const YAML::Exception& error) {
    return SyntaxError(text, error);
  }
}

}  // namespace

YamlText ReadYaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    return {{},
            {{{},
              fmt::format("the file has {} bytes; at most {} are read; split it", text.size(),
                          limits.bytes)}}};
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (auto bad = FindBadCharacter(text)) return {{}, {std::move(*bad)}};
  YamlSource source(text);
  YamlTreeBuilder tree(source, limits);
  auto end = Parse(text, source, tree);
  YamlText result = tree.Take();
  if (end) result.errors.push_back(std::move(*end));
  return result;
}

}  // namespace rexray
