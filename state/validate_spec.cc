#include "state/validate_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "state/codec.h"
#include "state/spelling.h"
#include "state/validate_create.h"
#include "state/validate_options.h"

namespace rexray {
namespace {

constexpr std::size_t kMaxLabelKey = 253;
constexpr std::size_t kMaxLabelValue = 63;

bool IsWord(std::string_view text, std::string_view inner) {
  return !text.empty() && IsAlphanumeric(text.front()) && IsAlphanumeric(text.back()) &&
         std::ranges::all_of(
             text, [&](char c) { return IsAlphanumeric(c) || inner.find(c) != inner.npos; });
}

void AddIf(std::string why, std::string path, std::vector<SpecProblem>& problems) {
  if (!why.empty()) problems.push_back({std::move(path), std::move(why)});
}

// A map whose keys and values must be able to stand in a selector such as app=pg,tier!=x.
void CheckLabels(const std::map<std::string, std::string>& labels, std::string_view path,
                 std::string_view otherwise, std::vector<SpecProblem>& problems) {
  for (const auto& [key, value] : labels) {
    AddIf(WhyNoLabelKey(key), fmt::format("{}.{}", path, key), problems);
    std::string why = WhyNoLabelValue(value);
    if (!why.empty()) why += otherwise;
    AddIf(std::move(why), fmt::format("{}.{}", path, key), problems);
  }
}

void CheckMetadata(const Metadata& metadata, std::vector<SpecProblem>& problems) {
  for (const auto& [key, value] : metadata.annotations) {
    AddIf(WhyNoLabelKey(key), fmt::format("metadata.annotations.{}", key), problems);
  }
  CheckLabels(metadata.labels, "metadata.labels", "; annotations take any text", problems);
}

std::size_t LongestLabel(FilesystemType type) {
  switch (type) {
    case FilesystemType::None:
      return 0;
    case FilesystemType::Ext4:
      return 16;
    case FilesystemType::Xfs:
      return 12;
    case FilesystemType::Btrfs:
      return 255;
  }
  return 0;
}

std::string WhyNoLabel(FilesystemType type, const std::string& label) {
  if (type == FilesystemType::None) return "a raw device has no label; remove it";
  if (label.size() > LongestLabel(type)) {
    return fmt::format("\"{}\" has {} bytes; {} labels have at most {}", label, label.size(),
                       ToString(type), LongestLabel(type));
  }
  // mkfs takes the label as the argument after its option, so a leading "-" is harmless but
  // misleading.
  const auto isOdd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/';
  };
  if (label.starts_with('-') || std::ranges::any_of(label, isOdd)) {
    return fmt::format("\"{}\" starts with \"-\", or holds \"/\" or a control character", label);
  }
  return {};
}

void CheckMkfsOptions(const FilesystemSpec& filesystem, std::vector<SpecProblem>& problems) {
  for (std::size_t i = 0; i < filesystem.options.size(); ++i) {
    const std::string& option = filesystem.options[i];
    std::string why = WhyNoMkfsOption(filesystem.type, option);
    const auto first = std::ranges::find(filesystem.options, option) - filesystem.options.begin();
    if (why.empty() && static_cast<std::size_t>(first) < i) {
      why = fmt::format("\"{}\" stands twice; remove one", option);
    }
    if (!why.empty()) {
      problems.push_back({fmt::format("spec.filesystem.options[{}]", i), std::move(why)});
    }
  }
}

void CheckFilesystem(const FilesystemSpec& filesystem, std::vector<SpecProblem>& problems) {
  CheckMkfsOptions(filesystem, problems);
  if (!filesystem.label.empty()) {
    std::string why = WhyNoLabel(filesystem.type, filesystem.label);
    if (!why.empty()) problems.push_back({"spec.filesystem.label", std::move(why)});
  }
  const bool owned = filesystem.uid || filesystem.gid || filesystem.mode;
  if (owned && filesystem.type == FilesystemType::None) {
    problems.push_back(
        {"spec.filesystem.owner", "a raw device has no root folder to own; remove it"});
  }
}

void CheckMountOptions(const std::vector<std::string>& options, std::string_view path,
                       std::vector<SpecProblem>& problems) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const std::string& option = options[i];
    std::string why = WhyNoMountOption(option);
    const auto [first, isNew] = seen.emplace(NameOfMountOption(option), i);
    if (why.empty() && !isNew) {
      why = fmt::format("\"{}\" says again what \"{}\" says; keep one", option,
                        options[first->second]);
    }
    if (!why.empty()) {
      problems.push_back({fmt::format("{}[{}]", path, i), std::move(why)});
    }
  }
}

void CheckAdopt(const AdoptSpec& adopt, std::vector<SpecProblem>& problems) {
  const int given = (adopt.id ? 1 : 0) + (adopt.name.empty() ? 0 : 1) + (adopt.tag.empty() ? 0 : 1);
  if (given != 1) problems.push_back({"spec.adopt", "needs exactly one of id, name and tag"});
  if (adopt.id && adopt.id->empty()) problems.push_back({"spec.adopt.id", "is empty"});
  const std::size_t equals = adopt.tag.find('=');
  if (adopt.tag.empty() || (equals != std::string::npos && equals > 0)) return;
  problems.push_back(
      {"spec.adopt.tag", fmt::format("\"{}\" is no tag; write key=value", adopt.tag)});
}

}  // namespace

std::string WhyNoLabelKey(std::string_view key) {
  if (key.size() <= kMaxLabelKey && IsWord(key, "-_./")) return {};
  return "the key must consist of letters, digits, '-', '_', '.' and '/', begin and end with a "
         "letter or digit, and have at most 253 characters";
}

std::string WhyNoLabelValue(std::string_view value) {
  if (value.empty() || (value.size() <= kMaxLabelValue && IsWord(value, "-_."))) return {};
  return fmt::format(
      "\"{}\" is no label value: letters, digits, '-', '_' and '.', a letter or digit at both "
      "ends, at most 63 characters",
      value);
}

std::vector<SpecProblem> CheckSpec(const VolumeSpec& spec) {
  std::vector<SpecProblem> problems;
  CheckMetadata(spec.metadata, problems);
  if (spec.adopt) CheckAdopt(*spec.adopt, problems);
  if (spec.filesystem) CheckFilesystem(*spec.filesystem, problems);
  CheckMountOptions(spec.mountOptions, "spec.mountOptions", problems);
  CheckCreation(spec, problems);
  return problems;
}

std::vector<SpecProblem> CheckSpec(const AttachmentSpec& spec) {
  std::vector<SpecProblem> problems;
  CheckMetadata(spec.metadata, problems);
  CheckLabels(spec.nodeSelector, "spec.nodeSelector", "", problems);
  if (spec.mount) CheckMountOptions(spec.mount->options, "spec.mount.options", problems);
  return problems;
}

std::vector<SpecProblem> CheckSpec(const SnapshotSpec& spec) {
  std::vector<SpecProblem> problems;
  CheckMetadata(spec.metadata, problems);
  return problems;
}

std::vector<SpecProblem> CheckWritten(const VolumeSpec&) { return {}; }

std::vector<SpecProblem> CheckWritten(const SnapshotSpec&) { return {}; }

std::vector<SpecProblem> CheckWritten(const AttachmentSpec& spec) {
  if (spec.node.empty() || spec.nodeSelector.empty()) return {};
  return {{"spec.nodeSelector", "chooses the node that spec.node names; give one of them"}};
}

}  // namespace rexray
