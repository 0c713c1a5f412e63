#include "state/validate_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "state/codec.h"

namespace rexray {
namespace {

// By letter: those with a value, and those without.
struct MkfsLetters {
  std::string_view valued;
  std::string_view bare;
};

MkfsLetters LettersOf(FilesystemType type) {
  switch (type) {
    case FilesystemType::None:
      return {"", ""};
    case FilesystemType::Ext4:
      return {"bCEGiIJmNOT", ""};
    case FilesystemType::Xfs:
      return {"bdilmns", "K"};
    case FilesystemType::Btrfs:
      return {"dmnsOR", "KM"};
  }
  return {"", ""};
}

// Suboptions that would name another device or file, move the filesystem on its device, or change
// what rexray sets and checks itself.
constexpr std::array<std::string_view, 12> kForbiddenSuboptions = {
    "device", "dev",        "logdev",     "rtdev",       "file",    "name",
    "offset", "root_owner", "root_perms", "journal_dev", "test_fs", "uuid"};

// mount(8), fstab and libmount give these a meaning of their own, or the kernel would mount
// something else.
constexpr std::array<std::string_view, 36> kForbiddenMountOptions = {
    "bind",        "rbind",      "move",   "remount", "loop",         "offset",
    "sizelimit",   "encryption", "device", "source",  "logdev",       "rtdev",
    "subvol",      "subvolid",   "sb",     "shared",  "journal_path", "journal_dev",
    "rshared",     "slave",      "rslave", "private", "rprivate",     "unbindable",
    "runbindable", "auto",       "noauto", "user",    "nouser",       "users",
    "owner",       "group",      "nofail", "_netdev", "comment",      "defaults"};

bool IsControlOrSpace(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

bool IsOptionCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool HasAny(std::string_view text, std::string_view characters) {
  return text.find_first_of(characters) != text.npos;
}

// As mkfs compares it: some names in any case, after "^" or "+".
std::string NameOfSuboption(std::string_view part) {
  std::string name(part.substr(0, part.find('=')));
  name.erase(0, name.find_first_not_of("^+-"));
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

std::string WhyNoMkfsValue(std::string_view value) {
  if (HasAny(value, "/")) return "it holds \"/\"; options cannot name files or devices";
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find(','));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    const std::string name = NameOfSuboption(part);
    const bool byNumber = name.starts_with("feature_");  // ext4's way to spell any feature
    if (!byNumber && std::ranges::find(kForbiddenSuboptions, name) == kForbiddenSuboptions.end()) {
      continue;
    }
    return fmt::format("\"{}\" is set by rexray or could reach another device", part);
  }
  return {};
}

std::string AllowedLetters(const MkfsLetters& letters) {
  std::string text;
  for (const char letter : std::string(letters.valued) + std::string(letters.bare)) {
    text += fmt::format("{}-{}", text.empty() ? "" : " ", letter);
  }
  return text;
}

}  // namespace

std::string WhyNoMkfsOption(FilesystemType type, std::string_view option) {
  if (type == FilesystemType::None) return "a raw device has no mkfs; remove the options";
  if (option.size() < 2 || option.front() != '-' || std::ranges::any_of(option, IsControlOrSpace)) {
    return fmt::format("\"{}\" is not one option with its value attached, such as -m1", option);
  }
  const MkfsLetters letters = LettersOf(type);
  const char letter = option[1];
  const std::string_view value = option.substr(2);
  const bool valued = letters.valued.find(letter) != letters.valued.npos;
  if (!valued && letters.bare.find(letter) == letters.bare.npos) {
    return fmt::format("\"{}\" is not allowed for {}; allowed are {}", option, ToString(type),
                       AllowedLetters(letters));
  }
  if (valued && value.empty()) {
    return fmt::format("\"{}\" needs its value attached, such as -m1", option);
  }
  if (!valued && !value.empty()) {
    return fmt::format("\"{}\" takes no value; give -{}", option, letter);
  }
  const std::string why = WhyNoMkfsValue(value);
  return why.empty() ? why : fmt::format("\"{}\" is refused: {}", option, why);
}

std::string_view NameOfMountOption(std::string_view option) {
  return option.substr(0, option.find('='));
}

std::string WhyNoMountOption(std::string_view option) {
  if (option.empty()) return "is empty; remove it";
  if (HasAny(option, ",")) {
    return fmt::format("\"{}\" holds a comma; list each option by itself", option);
  }
  if (option == "ro" || option == "rw") {
    return fmt::format(
        "\"{}\" is said by spec.mount.readOnly of an Attachment, or by accessMode: "
        "ReadOnlyMany; use that",
        option);
  }
  const std::string_view name = NameOfMountOption(option);
  if (name.starts_with("x-") || name.starts_with("X-")) {
    return fmt::format("\"{}\" means something to fstab only; remove it", option);
  }
  if (name.empty() || !std::ranges::all_of(name, IsOptionCharacter)) {
    return fmt::format("\"{}\" is no mount option; write name or name=value", option);
  }
  if (HasAny(option, "/\\\"'") || std::ranges::any_of(option, IsControlOrSpace)) {
    return fmt::format(
        "\"{}\" holds a path, quote, space or control character; options cannot name files "
        "or devices",
        option);
  }
  if (std::ranges::find(kForbiddenMountOptions, name) != kForbiddenMountOptions.end()) {
    return fmt::format("\"{}\" is not allowed: it is fstab's, or changes what is mounted", option);
  }
  return {};
}

}  // namespace rexray
