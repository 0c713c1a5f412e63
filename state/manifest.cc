#include "state/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "state/fields.h"
#include "state/manifest_decode.h"
#include "state/manifest_report.h"
#include "state/spelling.h"
#include "state/yaml.h"

namespace rexray {
namespace {

constexpr YamlLimits kLimits{kMaxManifestBytes, kMaxManifestNodes, kMaxManifestDepth};
constexpr std::array<std::string_view, 3> kKinds = {kKindOf<VolumeSpec>, kKindOf<AttachmentSpec>,
                                                    kKindOf<SnapshotSpec>};

const YamlNode* Find(const YamlNode& document, std::string_view key) {
  const auto found = std::ranges::find(document.entries, key, &YamlEntry::key);
  return found == document.entries.end() ? nullptr : &found->value;
}

std::string WhyNoKind(std::string_view kind) {
  if (std::ranges::find(UnsupportedKinds(), kind) != UnsupportedKinds().end()) {
    return fmt::format("{} is not supported by this version; remove the document", kind);
  }
  return fmt::format("\"{}\" is no kind; the kinds are Volume, Attachment and Snapshot{}", kind,
                     DidYouMean(kind, kKinds));
}

// Reads files into one manifest, remembering what stood where.
class Reader {
 public:
  explicit Reader(const NodeName& node) : node_(node) {}

  void Read(const ManifestText& input) {
    ManifestReport report(input.file);
    YamlText text = ReadYaml(input.text, kLimits);
    for (const YamlError& error : text.errors) report.Add(error.mark, "", error.message);
    if (text.documents.empty() && text.errors.empty()) {
      report.Add({}, "",
                 "holds no document; write at least one, starting with apiVersion and kind");
    }
    bool versionKnown = false;
    for (const YamlNode& document : text.documents) {
      Document(document, versionKnown, report);
      versionKnown = versionKnown || Find(document, "apiVersion") != nullptr;
    }
    std::vector<Problem> found = report.Take();
    std::ranges::stable_sort(found, {},
                             [](const Problem& p) { return std::pair(p.line, p.column); });
    std::ranges::move(found, std::back_inserter(problems_));
  }

  std::expected<Manifest, std::vector<Problem>> Take() {
    if (problems_.empty()) return std::move(manifest_);
    return std::unexpected(std::move(problems_));
  }

 private:
  void Document(const YamlNode& document, bool versionKnown, ManifestReport& report) {
    if (document.kind != YamlNode::Kind::Mapping) {
      return report.Add(document.mark, "",
                        "a document must be a mapping with apiVersion, kind, metadata "
                        "and spec");
    }
    const YamlNode* kind = Find(document, "kind");
    if (kind == nullptr) {
      return report.Add(document.mark, "kind",
                        "is required; the kinds are Volume, Attachment and Snapshot");
    }
    if (kind->text == kKindOf<VolumeSpec>) {
      Object(manifest_.volumes, document, versionKnown, report);
    } else if (kind->text == kKindOf<AttachmentSpec>) {
      Object(manifest_.attachments, document, versionKnown, report);
    } else if (kind->text == kKindOf<SnapshotSpec>) {
      Object(manifest_.snapshots, document, versionKnown, report);
    } else {
      report.Add(kind->mark, "kind", WhyNoKind(kind->text));
    }
  }

  template <class Spec>
  void Object(std::vector<Sourced<Spec>>& objects, const YamlNode& document, bool versionKnown,
              ManifestReport& report) {
    auto decoded = DecodeDocument<Spec>(document, node_, versionKnown, report);
    if (!decoded) return;
    const std::string source = fmt::format("{}:{}", report.file(), document.mark.line);
    const std::string name = fmt::format("{} \"{}\"", kKindOf<Spec>, decoded->spec.name.value);
    const auto [first, isNew] = sources_.emplace(name, source);
    if (!isNew) {
      return report.Add(
          document.mark, "metadata.name",
          fmt::format("{} is declared twice: first at {}, again at {}; rename or remove one", name,
                      first->second, source));
    }
    objects.push_back(
        {std::move(decoded->spec), {.set = {}, .source = source}, std::move(decoded->given)});
  }

  NodeName node_;
  Manifest manifest_;
  std::vector<Problem> problems_;
  std::map<std::string, std::string> sources_;  // object → "file:line"
};

}  // namespace

std::expected<Manifest, std::vector<Problem>> ParseManifests(std::span<const ManifestText> texts,
                                                             const NodeName& node) {
  Reader reader(node);
  for (const ManifestText& text : texts) reader.Read(text);
  return reader.Take();
}

}  // namespace rexray
