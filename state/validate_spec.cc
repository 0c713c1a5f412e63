#include "state/validate_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "state/codec.h"
#include "state/validate_options.h"

namespace rexray {
namespace {

constexpr std::size_t kMaxLabelKey = 253;
constexpr std::size_t kMaxLabelValue = 63;

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsWord(std::string_view text, std::string_view inner) {
  return !text.empty() && IsAlphanumeric(text.front()) && IsAlphanumeric(text.back()) &&
         std::ranges::all_of(
             text, [&](char c) { return IsAlphanumeric(c) || inner.find(c) != inner.npos; });
}

// Keys and values of labels must be able to stand in a selector such as app=pg,tier!=x.
void CheckMetadata(const Metadata& metadata, std::vector<SpecProblem>& problems) {
  const auto checkKey = [&](std::string_view map, const std::string& key) {
    if (key.size() <= kMaxLabelKey && IsWord(key, "-_./")) return;
    problems.push_back(
        {fmt::format("metadata.{}.{}", map, key),
         "the key must consist of letters, digits, '-', '_', '.' and '/', begin and end "
         "with a letter or digit, and have at most 253 characters"});
  };
  for (const auto& [key, value] : metadata.annotations) checkKey("annotations", key);
  for (const auto& [key, value] : metadata.labels) {
    checkKey("labels", key);
    if (value.empty() || (value.size() <= kMaxLabelValue && IsWord(value, "-_."))) continue;
    problems.push_back(
        {fmt::format("metadata.labels.{}", key),
         fmt::format("\"{}\" is no label value: letters, digits, '-', '_' and '.', a letter "
                     "or digit at both ends, at most 63 characters; annotations take any "
                     "text",
                     value)});
  }
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

void CheckMountOptions(const MountSpec& mount, std::vector<SpecProblem>& problems) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < mount.options.size(); ++i) {
    const std::string& option = mount.options[i];
    std::string why = WhyNoMountOption(option);
    const auto [first, isNew] = seen.emplace(NameOfMountOption(option), i);
    if (why.empty() && !isNew) {
      why = fmt::format("\"{}\" says again what \"{}\" says; keep one", option,
                        mount.options[first->second]);
    }
    if (!why.empty()) {
      problems.push_back({fmt::format("spec.mount.options[{}]", i), std::move(why)});
    }
  }
}

}  // namespace

std::vector<SpecProblem> CheckSpec(const VolumeSpec& spec) {
  std::vector<SpecProblem> problems;
  CheckMetadata(spec.metadata, problems);
  if (spec.filesystem) CheckFilesystem(*spec.filesystem, problems);
  return problems;
}

std::vector<SpecProblem> CheckSpec(const AttachmentSpec& spec) {
  std::vector<SpecProblem> problems;
  CheckMetadata(spec.metadata, problems);
  if (spec.mount) CheckMountOptions(*spec.mount, problems);
  return problems;
}

}  // namespace rexray
