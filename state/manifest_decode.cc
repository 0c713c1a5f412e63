#include "state/manifest_decode.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "state/fields.h"
#include "state/manifest_value.h"
#include "state/spelling.h"
#include "state/validate_spec.h"

namespace rexray {
namespace {

constexpr std::string_view kNodeVariable = "${node.name}";

std::string Join(std::string_view parent, std::string_view child) {
  return parent.empty() ? std::string(child) : fmt::format("{}.{}", parent, child);
}

template <class Spec>
class Decoder {
 public:
  Decoder(const NodeName& node, bool versionKnown, ManifestReport& report)
      : node_(node), versionKnown_(versionKnown), report_(report) {}

  std::optional<Decoded<Spec>> Decode(const YamlNode& document) {
    first_ = report_.count();
    Object(document, {}, document.mark);
    std::vector<SpecProblem> problems = CheckSpec(spec_);
    std::ranges::move(CheckWritten(spec_), std::back_inserter(problems));
    std::erase_if(problems, [this](const SpecProblem& problem) {
      return HasProblemIn(SectionOf(problem.path));  // judged by values that were not read
    });
    for (const SpecProblem& problem : problems) {
      report_.Add(MarkOf(problem.path), problem.path, problem.message);
    }
    if (report_.count() != first_) return std::nullopt;
    return Decoded<Spec>{std::move(spec_), std::move(given_)};
  }

 private:
  static const SpecField<Spec>* Find(std::string_view path) {
    const auto& fields = FieldsOf<Spec>();
    const auto found = std::ranges::find(fields, path, [](const auto& f) { return f.field.path; });
    return found == fields.end() ? nullptr : &*found;
  }

  void Object(const YamlNode& node, std::string_view path, Mark mark) {
    for (const YamlEntry& entry : node.entries) Entry(entry, path);
    for (const SpecField<Spec>& candidate : FieldsOf<Spec>()) {
      const Field& field = candidate.field;
      if (field.required && ParentOf(field.path) == path && !Has(node, LastPartOf(field.path))) {
        Missing(field, mark);
      }
    }
  }

  static bool Has(const YamlNode& node, std::string_view key) {
    return std::ranges::find(node.entries, key, &YamlEntry::key) != node.entries.end();
  }

  void Missing(const Field& field, Mark mark) {
    if (field.type == FieldType::Object) return Object({}, field.path, mark);
    if (field.path == "apiVersion" && versionKnown_) return;
    const std::string example = field.choices.size() == 1
                                    ? fmt::format("; add {}: {}", field.path, field.choices.front())
                                    : std::string();
    report_.Add(mark, field.path, fmt::format("is required{}", example));
  }

  void Entry(const YamlEntry& entry, std::string_view parent) {
    const std::string path = Join(parent, entry.key);
    marks_[path] = entry.value.mark;
    const SpecField<Spec>* found = Find(path);
    // A key may hold dots, but then it is no path.
    if (found == nullptr || ParentOf(path) != parent) return Unknown(entry, path, parent);
    const Field& field = found->field;
    if (field.type == FieldType::Any) return;
    if (field.type == FieldType::Object && !IsMapping(entry.value, path)) return;
    auto value = ReadValue(field, entry.value, marks_, report_);
    if (!value || !Expand(field, *value, entry.value.mark)) return;
    given_.push_back(field.path);
    const auto set = found->set(spec_, std::move(*value));
    if (!set) report_.Add(entry.value.mark, path, set.error().message);
    if (field.type == FieldType::Object) Object(entry.value, field.path, entry.mark);
  }

  // Puts the node's name in the place of its variable; false: another variable.
  bool Expand(const Field& field, FieldValue& value, Mark mark) {
    if (!field.expandsNode) return true;
    auto& text = std::get<std::string>(value);
    if (text == kNodeVariable) text = node_.value;
    if (text.find("${") == text.npos) return true;
    report_.Add(mark, field.path,
                fmt::format("\"{}\" is not known; only {} is replaced", text, kNodeVariable));
    return false;
  }

  bool IsMapping(const YamlNode& value, const std::string& path) {
    if (value.kind == YamlNode::Kind::Mapping) return true;
    const bool empty = value.kind == YamlNode::Kind::Null;
    report_.Add(value.mark, path,
                empty ? "has no value; give its fields or remove the line"
                      : "must be a mapping of fields to values");
    return false;
  }

  void Unknown(const YamlEntry& entry, const std::string& path, std::string_view parent) {
    const auto unsupported = UnsupportedFields();
    if (std::ranges::find(unsupported, path) != unsupported.end()) {
      return report_.Add(entry.mark, path, "is not supported by this version; remove it");
    }
    std::vector<std::string_view> siblings;
    for (const SpecField<Spec>& sibling : FieldsOf<Spec>()) {
      const Field& field = sibling.field;
      if (ParentOf(field.path) == parent && field.mutability != Mutability::ReadOnly) {
        siblings.push_back(LastPartOf(field.path));
      }
    }
    report_.Add(entry.mark, path,
                fmt::format("is no field{}; {} has {}", DidYouMean(entry.key, siblings),
                            parent.empty() ? kKindOf<Spec> : parent, fmt::join(siblings, ", ")));
  }

  // "spec.filesystem.options[1]" → "spec.filesystem".
  static std::string_view SectionOf(std::string_view path) {
    return path.substr(0, path.find('.', path.find('.') + 1));
  }

  bool HasProblemIn(std::string_view section) const {
    const auto ofDocument = report_.problems().subspan(first_);
    return std::ranges::any_of(ofDocument,
                               [&](const Problem& p) { return SectionOf(p.path) == section; });
  }

  Mark MarkOf(std::string_view path) const {
    for (; !path.empty(); path = ParentOf(path)) {
      if (const auto found = marks_.find(path); found != marks_.end()) return found->second;
    }
    return {};
  }

  const NodeName& node_;
  bool versionKnown_;
  ManifestReport& report_;
  std::size_t first_ = 0;  // problem of this document
  Spec spec_;
  std::vector<std::string_view> given_;
  MarkByPath marks_;
};

}  // namespace

template <class Spec>
std::optional<Decoded<Spec>> DecodeDocument(const YamlNode& document, const NodeName& node,
                                            bool versionKnown, ManifestReport& report) {
  return Decoder<Spec>(node, versionKnown, report).Decode(document);
}

template std::optional<Decoded<VolumeSpec>> DecodeDocument(const YamlNode&, const NodeName&, bool,
                                                           ManifestReport&);
template std::optional<Decoded<AttachmentSpec>> DecodeDocument(const YamlNode&, const NodeName&,
                                                               bool, ManifestReport&);
template std::optional<Decoded<SnapshotSpec>> DecodeDocument(const YamlNode&, const NodeName&, bool,
                                                             ManifestReport&);

}  // namespace rexray
