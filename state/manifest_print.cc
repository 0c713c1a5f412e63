#include <fmt/format.h>

#include <algorithm>

#include "state/fields.h"
#include "state/manifest.h"
#include "state/yaml.h"

namespace rexray {
namespace {

// Writes the fields of one object as indented lines; the table's order opens each parent before its
// children.
class Printer {
 public:
  void Print(const Field& field, const FieldValue& value) {
    OpenParents(field.path);
    std::visit([&](const auto& held) { Line(field, held); }, value);
  }
  std::string Take() { return std::move(text_); }

 private:
  static std::size_t Depth(std::string_view path) {
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
  }
  static std::string Indent(std::size_t depth) { return std::string(2 * depth, ' '); }

  void OpenParents(std::string_view path) {
    const std::string_view parent = ParentOf(path);
    if (parent.empty() || open_.starts_with(std::string(parent) + '.')) return;
    OpenParents(parent);
    open_ = std::string(parent) + '.';
    text_ += fmt::format("{}{}:\n", Indent(Depth(parent)), LastPartOf(parent));
  }

  void Key(const Field& field, std::string_view rest) {
    text_ += fmt::format("{}{}:{}\n", Indent(Depth(field.path)), LastPartOf(field.path), rest);
  }

  void Line(const Field&, std::monostate) {}  // an object: its children open it
  void Line(const Field& field, bool value) { Key(field, value ? " true" : " false"); }
  void Line(const Field& field, std::int64_t value) { Key(field, fmt::format(" {}", value)); }
  void Line(const Field& field, const std::string& value) {
    const bool plain = field.type == FieldType::Quantity;  // its unit keeps it from being a number
    Key(field, fmt::format(" {}", plain ? value : YamlQuote(value)));
  }
  void Line(const Field& field, const std::vector<std::string>& values) {
    Key(field, "");
    const std::string indent = Indent(Depth(field.path) + 1);
    for (const std::string& value : values) {
      text_ += fmt::format("{}- {}\n", indent, YamlQuote(value));
    }
  }
  void Line(const Field& field, const std::map<std::string, std::string>& values) {
    Key(field, "");
    const std::string indent = Indent(Depth(field.path) + 1);
    for (const auto& [key, value] : values) {
      text_ += fmt::format("{}{}: {}\n", indent, YamlQuote(key), YamlQuote(value));
    }
  }

  std::string text_;
  std::string open_;  // path of the innermost open parent, and "."
};

template <class Spec>
std::string Print(const Spec& spec) {
  Printer printer;
  for (const SpecField<Spec>& candidate : FieldsOf<Spec>()) {
    if (const auto value = candidate.get(spec)) printer.Print(candidate.field, *value);
  }
  return printer.Take();
}

template <class Spec>
void Append(std::string& text, const std::vector<Sourced<Spec>>& objects) {
  for (const Sourced<Spec>& object : objects) {
    if (!text.empty()) text += "---\n";
    text += Print(object.spec);
  }
}

}  // namespace

std::string PrintManifest(const Manifest& manifest) {
  std::string text;
  Append(text, manifest.volumes);
  Append(text, manifest.attachments);
  Append(text, manifest.snapshots);
  return text;
}

}  // namespace rexray
