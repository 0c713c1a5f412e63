#include "api/docker/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "state/fields.h"
#include "state/spelling.h"

namespace rexray {
namespace {

// An option, and the field of a Volume that it sets. The first name is the one to show.
struct Option {
  std::string_view name;
  std::string_view alias;
  std::string_view path;
};

constexpr std::string_view kSnapshotName = "snapshotName";
constexpr std::string_view kOverwrite = "overwriteFs";
constexpr std::string_view kOwner = "owner";
constexpr std::string_view kLabels = "labels";

constexpr Option kOptions[] = {
    {"size", "", "spec.size"},
    {"volumeType", "type", "spec.type"},
    {"iops", "", "spec.iops"},
    {"availabilityZone", "", "spec.availabilityZone"},
    {"encrypted", "", "spec.encrypted"},
    {"encryptionKey", "", "spec.encryptionKey"},
    {"volumeName", "", "spec.adopt.name"},
    {"volumeID", "", "spec.adopt.id"},
    {kSnapshotName, "", ""},
    {"snapshotID", "", "spec.source.snapshot"},
    {"fsType", "newFsType", "spec.filesystem.type"},
    {"mkfsOptions", "", "spec.filesystem.options"},
    {kOverwrite, "", ""},
    {"service", "", "spec.service"},
    {kLabels, "", "metadata.labels"},
    {"reclaimPolicy", "", "spec.reclaimPolicy"},
    {"accessMode", "", "spec.accessMode"},
    {"mountOptions", "", "spec.mountOptions"},
    {kOwner, "", "spec.filesystem.owner.uid"},
    {"uid", "", "spec.filesystem.owner.uid"},
    {"gid", "", "spec.filesystem.owner.gid"},
    {"mode", "", "spec.filesystem.owner.mode"},
    {"subPath", "", "spec.subPath"},
};

bool SameWord(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, ::tolower, ::tolower);
}

const Option* FindOption(std::string_view name) {
  const auto found = std::ranges::find_if(kOptions, [&](const Option& each) {
    return SameWord(each.name, name) || (!each.alias.empty() && SameWord(each.alias, name));
  });
  return found == std::end(kOptions) ? nullptr : &*found;
}

std::vector<std::string_view> OptionNames() {
  std::vector<std::string_view> names;
  for (const Option& each : kOptions) {
    names.push_back(each.name);
    if (!each.alias.empty()) names.push_back(each.alias);
  }
  std::ranges::sort(names);
  return names;
}

const SpecField<VolumeSpec>& FieldAt(std::string_view path) {
  return *std::ranges::find_if(FieldsOf<VolumeSpec>(),
                               [&](const auto& each) { return each.field.path == path; });
}

std::unexpected<Error> Malformed(std::string_view why) {
  return Fail(Code::InvalidArgument, std::string(why));
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, ',')) {
    if (std::ranges::begin(part) == std::ranges::end(part)) continue;
    parts.emplace_back(std::string_view(part.begin(), part.end()));
  }
  return parts;
}

Result<FieldValue> BooleanOf(const std::string& text) {
  for (const auto word : {"true", "1", "yes"}) {
    if (SameWord(text, word)) return FieldValue(true);
  }
  for (const auto word : {"false", "0", "no", ""}) {
    if (SameWord(text, word)) return FieldValue(false);
  }
  return Malformed("write true or false");
}

Result<FieldValue> IntegerOf(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = IsNumber(text) && error == std::errc() && end == text.data() + text.size();
  if (!whole || value > kMaxInteger) return Malformed("write a whole number");
  return FieldValue(value);
}

Result<FieldValue> MapOf(const std::string& text) {
  std::map<std::string, std::string> map;
  for (const std::string& pair : SplitAtCommas(text)) {
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos || equals == 0) return Malformed("write key=value,key=value");
    map[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return FieldValue(std::move(map));
}

Result<FieldValue> ChoiceOf(const Field& field, const std::string& text) {
  for (const std::string_view choice : field.choices) {
    if (SameWord(choice, text)) return FieldValue(std::string(choice));
  }
  return Malformed(fmt::format("it is one of {}", fmt::join(field.choices, ", ")));
}

// Text as the field's type. A size without a unit is in GB, as it always was with REX-Ray, whose
// backends count in powers of 1024.
Result<FieldValue> ValueOf(const Field& field, const std::string& text) {
  if (!field.choices.empty()) return ChoiceOf(field, text);
  switch (field.type) {
    case FieldType::Quantity:
      return FieldValue(IsNumber(text) ? text + "Gi" : text);
    case FieldType::Boolean:
      return BooleanOf(text);
    case FieldType::Integer:
      return IntegerOf(text);
    case FieldType::List:
      return FieldValue(SplitAtCommas(text));
    case FieldType::Map:
      return MapOf(text);
    case FieldType::Text:
    case FieldType::Mode:
    case FieldType::Object:
    case FieldType::Any:
      return FieldValue(text);
  }
  return FieldValue(text);
}

// Sets fields of one spec from options, and gathers what is wrong with them.
class OptionReader {
 public:
  explicit OptionReader(DockerCreate& create) : create_(create) {}

  void Read(const std::string& name, const std::string& text, bool byDefault) {
    const Option* option = FindOption(name);
    if (option == nullptr) {
      complaints_.push_back(
          fmt::format("unknown option \"{}\"{}", name, DidYouMean(name, OptionNames())));
      unknown_ = true;
      return;
    }
    if (!byDefault && !seen_.emplace(option->name, name).second) {
      complaints_.push_back(fmt::format("\"{}\" and \"{}\" are one option; give one of them",
                                        seen_.at(option->name), name));
      return;
    }
    if (byDefault && seen_.contains(option->name)) return;
    if (const auto set = Set(*option, text, byDefault); !set) {
      complaints_.push_back(fmt::format("option {}=\"{}\": {}", name, text, set.error().message));
    }
  }

  Result<void> Finish() const {
    if (complaints_.empty()) return {};
    std::string message = fmt::format("{}", fmt::join(complaints_, "; "));
    if (unknown_) message += fmt::format("; valid are {}", fmt::join(OptionNames(), ", "));
    return Fail(Code::InvalidArgument, std::move(message), "InvalidOption");
  }

 private:
  Result<void> Set(const Option& option, const std::string& text, bool byDefault) {
    if (option.name == kSnapshotName) {
      create_.snapshotName = text;
      return {};
    }
    // Only ever what is proven blank is formatted, asked for or not.
    if (option.name == kOverwrite) {
      REXRAY_TRY(BooleanOf(text));
      return {};
    }
    if (option.name == kOwner) return SetOwner(text, byDefault);
    return SetField(option.path, text, byDefault);
  }

  // "1000" or "1000:1000".
  Result<void> SetOwner(const std::string& text, bool byDefault) {
    const std::size_t colon = text.find(':');
    REXRAY_TRY(SetField("spec.filesystem.owner.uid", text.substr(0, colon), byDefault));
    if (colon == text.npos) return {};
    return SetField("spec.filesystem.owner.gid", text.substr(colon + 1), byDefault);
  }

  Result<void> SetField(std::string_view path, const std::string& text, bool byDefault) {
    const SpecField<VolumeSpec>& field = FieldAt(path);
    auto value = ValueOf(field.field, text);
    if (!value) return std::unexpected(std::move(value).error());
    REXRAY_TRY(field.set(create_.spec, *std::move(value)));
    if (!byDefault) create_.paths.emplace_back(path);
    return {};
  }

  DockerCreate& create_;
  std::map<std::string_view, std::string> seen_;  // as it was written, by the option's own name
  std::vector<std::string> complaints_;
  bool unknown_ = false;
};

struct Worded {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const std::vector<std::string>& value) const {
    return fmt::format("{}", fmt::join(value, ","));
  }
  std::string operator()(const std::map<std::string, std::string>& value) const {
    std::vector<std::string> pairs;
    for (const auto& [key, text] : value) pairs.push_back(key + "=" + text);
    return fmt::format("{}", fmt::join(pairs, ","));
  }
};

std::string InWords(const std::optional<FieldValue>& value) {
  return value ? std::visit(Worded{}, *value) : "nothing";
}

}  // namespace

bool IsNamedByEngine(const VolumeName& name) {
  constexpr std::size_t kDigits = 64;
  return name.value.size() == kDigits &&
         name.value.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<DockerCreate> ParseDockerOptions(const VolumeName& name, const DockerOptions& options,
                                        const DockerOptions& defaults) {
  DockerCreate create;
  create.spec.name = name;
  create.spec.reclaimPolicy = ReclaimPolicy::Delete;
  OptionReader reader(create);
  for (const auto& [option, text] : options) reader.Read(option, text, false);
  for (const auto& [option, text] : defaults) reader.Read(option, text, true);
  REXRAY_TRY(reader.Finish());
  // What we did not make we do not delete.
  if (create.spec.adopt) create.spec.reclaimPolicy = ReclaimPolicy::Retain;
  return create;
}

std::string DifferencesOf(const DockerCreate& wanted, const VolumeSpec& declared) {
  std::vector<std::string> differences;
  for (const std::string& path : wanted.paths) {
    const SpecField<VolumeSpec>& field = FieldAt(path);
    const auto asked = field.get(wanted.spec);
    const auto is = field.get(declared);
    if (asked == is || (!is && asked && InWords(asked) == field.field.fallback)) continue;
    differences.push_back(
        fmt::format("{} ({}, declared {})", LastPartOf(path), InWords(asked), InWords(is)));
  }
  return fmt::format("{}", fmt::join(differences, ", "));
}

}  // namespace rexray
