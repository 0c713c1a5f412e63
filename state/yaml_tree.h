#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "state/yaml_source.h"

namespace rexray {

// Builds documents from yaml-cpp's events, within limits. Private to yaml*.cc.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  YamlTreeBuilder(YamlSource& source, const YamlLimits& limits)
      : source_(source), limits_(limits) {}

  YamlText Take() { return std::move(result_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  struct Key {
    std::string text;
    Mark mark;
    bool kept = true;  // false: an error was reported, its value is dropped
  };
  // A collection whose end has not come yet.
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = 0;
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
  void Open(YamlNode::Kind kind, Mark mark, const std::string& tag, YAML::anchor_t anchor);
  void Close();
  void Add(YamlNode node, YAML::anchor_t anchor);
  void AddKey(Frame& frame, const YamlNode& node);
  void AddValue(Frame& frame, YamlNode node);
  bool AwaitsKey() const;
  void Report(Mark mark, std::string message);

  YamlSource& source_;
  YamlLimits limits_;
  YamlText result_;
  Cost spent_;
  bool first_ = true;
  std::vector<Frame> open_;
  YamlNode root_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
};

}  // namespace rexray
