#include "state/yaml_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rexray {
namespace {

constexpr std::size_t kMaxErrors = 100;

// For a message.
std::string_view FirstWordOf(std::string_view text) {
  return text.substr(0, std::min<std::size_t>(text.find_first_of(" \t\r\n"), 20));
}

}  // namespace

// yaml-cpp 0.7 starts a document at whatever token comes next. At one that begins no value, such as
// a lone ",", it reports an empty document and consumes nothing, for ever. Only "---" may follow a
// document, and that token is always consumed: so each document makes progress, or reading ends
// here.
void YamlTreeBuilder::BeginDocument(Mark mark, std::size_t offset) {
  const std::string_view rest = source_.text().substr(std::min(offset, source_.text().size()));
  if (start_ && (offset <= *start_ || !rest.starts_with("---"))) {
    throw YamlStop{{mark, fmt::format("unexpected \"{}\": here must stand a value, or a line --- "
                                      "before a further document",
                                      FirstWordOf(rest))}};
  }
  start_ = offset;
  root_ = {};
  root_.mark = mark;
  anchors_.clear();
}

void YamlTreeBuilder::EndDocument() {
  if (root_.kind != YamlNode::Kind::Null) result_.documents.push_back(std::move(root_));
}

void YamlTreeBuilder::Null(Mark mark, Anchor anchor) {
  Add({.kind = YamlNode::Kind::Null, .text = {}, .mark = mark, .items = {}, .entries = {}}, anchor);
}

void YamlTreeBuilder::Scalar(Mark mark, const std::string& tag, Anchor anchor,
                             const std::string& value) {
  RefuseTag(tag, mark);
  if (value.find('\0') != value.npos) Report(mark, "a NUL character is not allowed");
  Add({.kind = YamlNode::Kind::Scalar,
       .text = value,
       .quoted = tag == "!",
       .mark = mark,
       .items = {},
       .entries = {}},
      anchor);
}

void YamlTreeBuilder::Alias(Mark mark, Anchor anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    throw YamlStop{{mark, "this alias stands within the value that it names"}};
  }
  Cost cost = CostOf(found->second);
  --cost.nodes;  // Add counts the root
  cost.bytes -= found->second.text.size();
  Spend(cost, mark);
  YamlNode copy = found->second;
  copy.mark = mark;
  Add(std::move(copy), 0);
}

YamlTreeBuilder::Cost YamlTreeBuilder::CostOf(const YamlNode& node) {
  Cost cost{.nodes = 1, .bytes = node.text.size(), .depth = 0};
  const auto include = [&cost](const YamlNode& child) {
    const Cost inner = CostOf(child);
    cost.nodes += inner.nodes;
    cost.bytes += inner.bytes;
    cost.depth = std::max(cost.depth, inner.depth);
  };
  for (const YamlNode& item : node.items) include(item);
  for (const YamlEntry& entry : node.entries) {
    cost.bytes += entry.key.size();
    include(entry.value);
  }
  const bool collection =
      node.kind == YamlNode::Kind::Sequence || node.kind == YamlNode::Kind::Mapping;
  if (collection) ++cost.depth;
  return cost;
}

// cost.depth: of what is about to be put into the innermost open collection.
void YamlTreeBuilder::Spend(const Cost& cost, Mark mark) {
  spent_.nodes += cost.nodes;
  spent_.bytes += cost.bytes;
  if (spent_.nodes > limits_.nodes || spent_.bytes > limits_.bytes) {
    throw YamlStop{
        {mark, fmt::format("the file holds more than {} values once aliases are followed, or "
                           "more than {} bytes of text; split it",
                           limits_.nodes, limits_.bytes)}};
  }
  if (static_cast<int>(open_.size()) + cost.depth > limits_.depth) {
    throw YamlStop{{mark, fmt::format("values are nested more than {} deep", limits_.depth)}};
  }
}

void YamlTreeBuilder::RefuseTag(const std::string& tag, Mark mark) {
  if (tag.empty() || tag == "?" || tag == "!") return;  // none, or yaml-cpp's word for quoted text
  Report(mark, fmt::format("the tag \"{}\" is not supported; remove it", tag));
}

bool YamlTreeBuilder::AwaitsKey() const {
  return !open_.empty() && open_.back().node.kind == YamlNode::Kind::Mapping && !open_.back().key;
}

void YamlTreeBuilder::Open(YamlNode::Kind kind, Mark mark, const std::string& tag, Anchor anchor) {
  RefuseTag(tag, mark);
  if (AwaitsKey()) throw YamlStop{{mark, "a key must be text, not a list or a mapping"}};
  source_.Progress();
  Spend({.nodes = 0, .bytes = 0, .depth = 1}, mark);
  Frame frame;
  frame.node.kind = kind;
  frame.node.mark = mark;
  frame.anchor = anchor;
  open_.push_back(std::move(frame));
}

void YamlTreeBuilder::Close() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  Add(std::move(frame.node), frame.anchor);
}

void YamlTreeBuilder::Add(YamlNode node, Anchor anchor) {
  source_.Progress();
  Spend({.nodes = 1, .bytes = node.text.size(), .depth = 0}, node.mark);
  if (anchor != 0) {
    Spend(CostOf(node), node.mark);
    anchors_[anchor] = node;
  }
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (AwaitsKey()) {
    AddKey(open_.back(), node);
  } else {
    AddValue(open_.back(), std::move(node));
  }
}

void YamlTreeBuilder::AddKey(Frame& frame, const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Scalar) throw YamlStop{{node.mark, "a key must be text"}};
  Key key{.text = node.text, .mark = node.mark};
  const auto [seen, isNew] = frame.seen.emplace(node.text, node.mark);
  if (!isNew) {
    Report(node.mark, fmt::format("the key \"{}\" stands twice; first in line {}", node.text,
                                  seen->second.line));
  }
  const bool merge = node.text == "<<" && !node.quoted;
  if (merge) {
    Report(node.mark, "merge keys (<<) are not supported; write the fields out");
  }
  key.kept = isNew && !merge;
  frame.key = std::move(key);
}

void YamlTreeBuilder::AddValue(Frame& frame, YamlNode node) {
  const bool empty = node.kind == YamlNode::Kind::Null;
  if (frame.node.kind == YamlNode::Kind::Sequence) {
    if (empty) node.mark = frame.node.mark;  // yaml-cpp gives the place of whatever comes next
    frame.node.items.push_back(std::move(node));
    return;
  }
  const Key key = *std::exchange(frame.key, std::nullopt);
  if (empty) node.mark = key.mark;
  if (key.kept) frame.node.entries.push_back({key.text, key.mark, std::move(node)});
}

void YamlTreeBuilder::Report(Mark mark, std::string message) {
  result_.errors.push_back({mark, std::move(message)});
  if (result_.errors.size() >= kMaxErrors) {
    throw YamlStop{{mark, "too many errors; reading ends here"}};
  }
}

}  // namespace rexray
