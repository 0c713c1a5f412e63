#include "state/volume_defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "state/fields.h"
#include "state/manifest_decode.h"
#include "state/manifest_report.h"
#include "state/spelling.h"

namespace rexray {
namespace {

constexpr std::array<std::string_view, 11> kDefaultable = {"size",
                                                           "type",
                                                           "iops",
                                                           "availabilityZone",
                                                           "encrypted",
                                                           "encryptionKey",
                                                           "filesystem",
                                                           "mountOptions",
                                                           "subPath",
                                                           "reclaimPolicy",
                                                           "deletionProtection"};
constexpr std::string_view kSpec = "spec.";

// "spec.filesystem.type" → "filesystem": what is given as one.
std::string_view UnitOf(std::string_view path) {
  path.remove_prefix(std::min(kSpec.size(), path.size()));
  return path.substr(0, path.find('.'));
}

bool HasUnit(const std::vector<std::string_view>& paths, std::string_view unit) {
  return std::ranges::any_of(paths, [&](std::string_view path) { return UnitOf(path) == unit; });
}

// What a program declared without telling which fields it set differs from a Volume that says
// nothing.
bool SaysSomething(const VolumeSpec& spec, std::string_view unit) {
  static const VolumeSpec kNothing{};
  return std::ranges::any_of(FieldsOf<VolumeSpec>(), [&](const SpecField<VolumeSpec>& each) {
    return each.field.path.starts_with(kSpec) && UnitOf(each.field.path) == unit &&
           each.get(spec) != each.get(kNothing);
  });
}

bool IsLeftOut(const Sourced<VolumeSpec>& volume, std::string_view unit) {
  return !HasUnit(volume.given, unit) && !SaysSomething(volume.spec, unit);
}

// All fields of one unit, as another spec has them.
void CopyUnit(const VolumeSpec& from, std::string_view unit, VolumeSpec& to) {
  for (const SpecField<VolumeSpec>& each : FieldsOf<VolumeSpec>()) {
    if (!each.field.path.starts_with(kSpec) || UnitOf(each.field.path) != unit) continue;
    if (auto value = each.get(from)) (void)each.set(to, *std::move(value));  // it was valid there
  }
}

std::vector<std::string> NotedIn(const VolumeSpec& spec) {
  std::vector<std::string> noted;
  const auto found = spec.metadata.annotations.find(kDefaulted);
  if (found == spec.metadata.annotations.end()) return noted;
  for (std::string_view rest = found->second; !rest.empty();) {
    const std::string_view unit = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(unit.size() + 1, rest.size()));
    noted.emplace_back(unit);
  }
  return noted;
}

void Note(const std::vector<std::string>& units, VolumeSpec& spec) {
  std::string text;
  for (const std::string& unit : units) text += (text.empty() ? "" : ",") + unit;
  if (!text.empty()) spec.metadata.annotations[kDefaulted] = text;
}

bool MayBeFilledIn(const VolumeSpec& spec, std::string_view unit) {
  if (spec.adopt) return false;
  return !spec.source || (unit != "size" && unit != "filesystem");
}

YamlEntry Word(const char* key, const char* text, Mark mark) {
  YamlNode value{YamlNode::Kind::Scalar, text, true, mark, {}, {}};
  return {key, mark, std::move(value)};
}

// A Volume that says just this.
YamlNode VolumeOf(const YamlNode& spec) {
  YamlNode metadata{
      YamlNode::Kind::Mapping, {}, false, spec.mark, {}, {Word("name", "defaults", spec.mark)}};
  return {YamlNode::Kind::Mapping,
          {},
          false,
          spec.mark,
          {},
          {Word("apiVersion", kApiVersion.data(), spec.mark),
           Word("kind", kKindOf<VolumeSpec>.data(), spec.mark),
           {"metadata", spec.mark, std::move(metadata)},
           {"spec", spec.mark, spec}}};
}

}  // namespace

bool VolumeDefaults::Gives(std::string_view path) const {
  return std::ranges::find(given, path) != given.end();
}

std::vector<std::string_view> DefaultableFields() {
  return {kDefaultable.begin(), kDefaultable.end()};
}

VolumeDefaults ReadVolumeDefaults(const std::string& file, const std::string& path,
                                  const YamlNode& node, std::vector<Problem>& problems) {
  ManifestReport report(file);
  if (node.kind != YamlNode::Kind::Mapping) {
    report.Add(node.mark, path, "takes fields of a Volume, such as \"{size: 20Gi}\"");
  }
  for (const YamlEntry& entry : node.entries) {
    if (std::ranges::find(kDefaultable, entry.key) != kDefaultable.end()) continue;
    report.Add(entry.mark, fmt::format("{}.{}", path, entry.key),
               fmt::format("is no field that defaults can give{}; remove it",
                           DidYouMean(entry.key, DefaultableFields())));
  }
  VolumeDefaults defaults;
  if (report.count() == 0) {
    if (auto decoded = DecodeDocument<VolumeSpec>(VolumeOf(node), {}, true, report)) {
      defaults.spec = std::move(decoded->spec);
      defaults.given = std::move(decoded->given);
      std::erase_if(defaults.given, [](std::string_view each) { return !each.starts_with(kSpec); });
    }
  }
  for (Problem& problem : report.Take()) {
    if (problem.path.starts_with(kSpec))
      problem.path = path + problem.path.substr(kSpec.size() - 1);
    problems.push_back(std::move(problem));
  }
  return defaults;
}

void FillInDefaults(Sourced<VolumeSpec>& volume, const VolumeSpec* before,
                    const VolumeDefaults& defaults) {
  const std::vector<std::string> said = NotedIn(volume.spec);
  volume.spec.metadata.annotations.erase(kDefaulted);
  std::vector<std::string> noted;
  const auto fill = [&](std::string_view unit, const VolumeSpec& from) {
    CopyUnit(from, unit, volume.spec);
    noted.emplace_back(unit);
  };
  const std::vector<std::string> then = before != nullptr ? NotedIn(*before) : said;
  for (const std::string_view unit : kDefaultable) {
    const bool wasFilled = std::ranges::find(then, unit) != then.end();
    if (!IsLeftOut(volume, unit)) {
      // Filled in before, or written down with the note, as export does.
      const bool told = std::ranges::find(said, unit) != said.end();
      if (wasFilled && told) noted.emplace_back(unit);
    } else if (before != nullptr) {
      if (wasFilled) fill(unit, *before);
    } else if (HasUnit(defaults.given, unit) && MayBeFilledIn(volume.spec, unit)) {
      fill(unit, defaults.spec);
    }
  }
  Note(noted, volume.spec);
}

}  // namespace rexray
