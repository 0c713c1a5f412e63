#include "state/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>

#include "state/yaml_text.h"
#include "state/yaml_tree.h"

namespace rexray {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view LineAt(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

bool TabIndents(std::string_view line) {
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != line.npos;
}

YamlError SyntaxError(std::string_view text, const YAML::Exception& error) {
  const Mark mark{error.mark.line + 1, error.mark.column + 1};
  if (TabIndents(LineAt(text, mark.line))) {
    return {mark, "this is not valid YAML: the line is indented by a tab; use spaces"};
  }
  return {mark, fmt::format("this is not valid YAML: {}", error.msg)};
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
  std::optional<YamlError> end;
  try {
    std::istream stream(&source);
    stream.exceptions(std::ios::badbit);  // lets what the source throws pass
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
  } catch (const YamlStop& stop) {
    end = stop.error;
  } catch (const YAML::Exception& error) {
    end = SyntaxError(text, error);
  }
  YamlText result = tree.Take();
  if (end) result.errors.push_back(std::move(*end));
  return result;
}

}  // namespace rexray
