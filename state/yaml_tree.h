#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "state/yaml_source.h"

namespace rexray {

// Builds documents from the events of a YAML parser, within limits; throws YamlStop past them and
// where the structure is none. Private to yaml*.cc.
class YamlTreeBuilder {
 public:
  using Anchor = std::size_t;  // unique in a document; 0: none

  YamlTreeBuilder(YamlSource& source, const YamlLimits& limits)
      : source_(source), limits_(limits) {}

  YamlText Take() { return std::move(result_); }

  void BeginDocument(Mark mark, std::size_t offset);
  void EndDocument();
  void Null(Mark mark, Anchor anchor);
  void Alias(Mark mark, Anchor anchor);
  // A tag is empty, "?" for none, "!" for quoted text, else one that stands in the text.
  void Scalar(Mark mark, const std::string& tag, Anchor anchor, const std::string& value);
  void Open(YamlNode::Kind kind, Mark mark, const std::string& tag, Anchor anchor);
  void Close();

 private:
  struct Key {
    std::string text;
    Mark mark;
    bool kept = true;  // false: an error was reported, its value is dropped
  };
  // A collection whose end has not come yet.
  struct Frame {
    YamlNode node;
    Anchor anchor = 0;
    std::optional<Key> key;            // of a mapping: its value comes next
    std::map<std::string, Mark> seen;  // keys of a mapping
  };
  struct Cost {
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    int depth = 0;
  };

  static Cost CostOf(const YamlNode& node);
  void Spend(const Cost& cost, Mark mark);
  void RefuseTag(const std::string& tag, Mark mark);
  void Add(YamlNode node, Anchor anchor);
  void AddKey(Frame& frame, const YamlNode& node);
  void AddValue(Frame& frame, YamlNode node);
  bool AwaitsKey() const;
  void Report(Mark mark, std::string message);

  YamlSource& source_;
  YamlLimits limits_;
  YamlText result_;
  Cost spent_;
  std::optional<std::size_t> start_;  // offset of the document
  std::vector<Frame> open_;
  YamlNode root_;
  std::map<Anchor, YamlNode> anchors_;
};

}  // namespace rexray
