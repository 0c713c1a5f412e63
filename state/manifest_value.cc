#include "state/manifest_value.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "state/spelling.h"

namespace rexray {
namespace {

// What is wrong with a value; empty: nothing.
using Complaint = std::string;

std::string_view NameOf(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::Null:
      return "nothing";
    case YamlNode::Kind::Scalar:
      return "a single value";
    case YamlNode::Kind::Sequence:
      return "a list";
    case YamlNode::Kind::Mapping:
      return "a mapping";
  }
  return "";
}

Complaint WantKind(const YamlNode& node, YamlNode::Kind kind) {
  if (node.kind == kind) return {};
  if (node.kind == YamlNode::Kind::Null) return "has no value; give one or remove the line";
  return fmt::format("must be {}, not {}", NameOf(kind), NameOf(node.kind));
}

Complaint WantText(const YamlNode& node) {
  if (auto complaint = WantKind(node, YamlNode::Kind::Scalar); !complaint.empty()) return complaint;
  const PlainType type = node.quoted ? PlainType::Text : TypeOfPlain(node.text);
  if (type == PlainType::Text) return {};
  return fmt::format("must be text, not a {}; write it in quotes: \"{}\"",
                     type == PlainType::Boolean ? "boolean" : "number", node.text);
}

Complaint WantBoolean(const YamlNode& node) {
  if (auto complaint = WantKind(node, YamlNode::Kind::Scalar); !complaint.empty()) return complaint;
  const bool boolean = node.text == "true" || node.text == "false";
  if (boolean && !node.quoted) return {};
  if (boolean) return fmt::format("must be {} without quotes", node.text);
  return fmt::format("\"{}\" is no boolean; write true or false", node.text);
}

Complaint WantInteger(const YamlNode& node) {
  if (auto complaint = WantKind(node, YamlNode::Kind::Scalar); !complaint.empty()) return complaint;
  const bool digits =
      !node.text.empty() && node.text.find_first_not_of("0123456789") == node.text.npos;
  const bool leadingZero = node.text.size() > 1 && node.text.front() == '0';
  if (!digits || leadingZero) {
    return fmt::format("\"{}\" is no whole number; write decimal digits without a leading zero",
                       node.text);
  }
  if (node.quoted) return fmt::format("must be the number {} without quotes", node.text);
  return {};
}

Complaint WantMode(const YamlNode& node) {
  if (auto complaint = WantKind(node, YamlNode::Kind::Scalar); !complaint.empty()) return complaint;
  if (node.quoted) return {};
  return fmt::format(
      "{} may mean an octal or a decimal number; write the octal digits in quotes, such as "
      "\"0750\"",
      node.text);
}

Complaint WantChoice(const Field& field, const YamlNode& node) {
  if (auto complaint = WantKind(node, YamlNode::Kind::Scalar); !complaint.empty()) return complaint;
  if (std::ranges::find(field.choices, node.text) != field.choices.end()) return {};
  return fmt::format("\"{}\" is not one of {}{}", node.text, fmt::join(field.choices, ", "),
                     field.choices.size() == 1 ? "" : DidYouMean(node.text, field.choices));
}

// Whether the value is right; a complaint is reported at its place.
bool Accepts(const YamlNode& node, std::string_view path, const Complaint& complaint,
             ManifestReport& report) {
  if (complaint.empty()) return true;
  report.Add(node.mark, path, complaint);
  return false;
}

std::optional<FieldValue> ReadScalar(const Field& field, const YamlNode& node,
                                     const Complaint& complaint, ManifestReport& report) {
  if (!Accepts(node, std::string(field.path), std::move(complaint), report)) return std::nullopt;
  return FieldValue(node.text);
}

std::optional<FieldValue> ReadInteger(const Field& field, const YamlNode& node,
                                      ManifestReport& report) {
  if (!Accepts(node, field.path, WantInteger(node), report)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] =
      std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
  if (error != std::errc() || value > kMaxInteger) {
    report.Add(node.mark, field.path,
               fmt::format("{} is too large; at most {}", node.text, kMaxInteger));
    return std::nullopt;
  }
  return FieldValue(value);
}

std::optional<FieldValue> ReadList(const Field& field, const YamlNode& node, MarkByPath& marks,
                                   ManifestReport& report) {
  const std::size_t before = report.count();
  if (!Accepts(node, field.path, WantKind(node, YamlNode::Kind::Sequence), report)) {
    return std::nullopt;
  }
  std::vector<std::string> list;
  for (const YamlNode& item : node.items) {
    const std::string path = fmt::format("{}[{}]", field.path, list.size());
    const bool noise = !field.noise.empty() && item.text == field.noise;
    if (!Accepts(item, path, WantText(item), report) || noise) continue;
    marks[path] = item.mark;
    list.push_back(item.text);
  }
  return report.count() == before ? std::optional<FieldValue>(std::move(list)) : std::nullopt;
}

std::optional<FieldValue> ReadMap(const Field& field, const YamlNode& node, MarkByPath& marks,
                                  ManifestReport& report) {
  const std::size_t before = report.count();
  if (!Accepts(node, field.path, WantKind(node, YamlNode::Kind::Mapping), report)) {
    return std::nullopt;
  }
  std::map<std::string, std::string> map;
  for (const YamlEntry& entry : node.entries) {
    const std::string path = fmt::format("{}.{}", field.path, entry.key);
    if (!Accepts(entry.value, path, WantText(entry.value), report)) continue;
    marks[path] = entry.mark;
    map.emplace(entry.key, entry.value.text);
  }
  return report.count() == before ? std::optional<FieldValue>(std::move(map)) : std::nullopt;
}

}  // namespace

std::optional<FieldValue> ReadValue(const Field& field, const YamlNode& node, MarkByPath& marks,
                                    ManifestReport& report) {
  if (!field.choices.empty()) return ReadScalar(field, node, WantChoice(field, node), report);
  switch (field.type) {
    case FieldType::Text:
      return ReadScalar(field, node, WantText(node), report);
    case FieldType::Quantity:
      return ReadScalar(field, node, WantKind(node, YamlNode::Kind::Scalar), report);
    case FieldType::Mode:
      return ReadScalar(field, node, WantMode(node), report);
    case FieldType::Boolean: {
      const bool right = Accepts(node, field.path, WantBoolean(node), report);
      return right ? std::optional<FieldValue>(node.text == "true") : std::nullopt;
    }
    case FieldType::Integer:
      return ReadInteger(field, node, report);
    case FieldType::List:
      return ReadList(field, node, marks, report);
    case FieldType::Map:
      return ReadMap(field, node, marks, report);
    case FieldType::Object:
    case FieldType::Any:
      return FieldValue();
  }
  return std::nullopt;
}

}  // namespace rexray
