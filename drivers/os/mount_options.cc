#include "drivers/os/mount_options.h"

#include <fmt/format.h>
#include <libmount/libmount.h>
#include <sys/mount.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace rexray {
namespace {

struct AttributeFlag {
  unsigned long flag;
  std::uint64_t attribute;
};

constexpr unsigned long kNoSymlinkFollow = 256;  // MS_NOSYMFOLLOW, which glibc 2.36 does not name

constexpr AttributeFlag kAttributes[] = {
    {MS_RDONLY, MOUNT_ATTR_RDONLY},         {MS_NOSUID, MOUNT_ATTR_NOSUID},
    {MS_NODEV, MOUNT_ATTR_NODEV},           {MS_NOEXEC, MOUNT_ATTR_NOEXEC},
    {MS_NODIRATIME, MOUNT_ATTR_NODIRATIME}, {kNoSymlinkFollow, MOUNT_ATTR_NOSYMFOLLOW},
};

constexpr unsigned long kForbidden =
    MS_REMOUNT | MS_BIND | MS_MOVE | MS_REC | MS_UNBINDABLE | MS_PRIVATE | MS_SLAVE | MS_SHARED;

constexpr std::array<std::string_view, 7> kFstabOnly = {"defaults", "auto",   "noauto", "nofail",
                                                        "_netdev",  "nouser", "comment"};

struct Split {
  std::string user, vfs, filesystem;
};

struct Free {
  void operator()(char* text) const { std::free(text); }
};

std::string Take(char* text) {
  const std::unique_ptr<char, Free> owner(text);
  return text ? text : "";
}

Result<Split> SplitText(const std::string& text) {
  char *user = nullptr, *vfs = nullptr, *filesystem = nullptr;
  if (mnt_split_optstr(text.c_str(), &user, &vfs, &filesystem, 0, 0) != 0)
    return Fail(Code::InvalidArgument, fmt::format("the mount options '{}' cannot be read", text));
  return Split{Take(user), Take(vfs), Take(filesystem)};
}

std::vector<MountOptions::Parameter> Parameters(std::string text) {
  std::vector<MountOptions::Parameter> parameters;
  char *rest = text.data(), *name = nullptr, *value = nullptr;
  std::size_t nameLength = 0, valueLength = 0;
  while (mnt_optstr_next_option(&rest, &name, &nameLength, &value, &valueLength) == 0)
    parameters.push_back({std::string(name, nameLength),
                          value ? std::string(value, valueLength) : std::string(),
                          value != nullptr});
  return parameters;
}

std::unexpected<Error> NoVolumeOption(const std::string& name) {
  return Fail(Code::InvalidArgument,
              fmt::format("'{}' is not a mount option that a volume can have; leave it out", name));
}

Result<void> CheckUserOptions(const std::string& text) {
  for (const auto& option : Parameters(text)) {
    const bool harmless = option.name.starts_with("x-") || option.name.starts_with("X-") ||
                          std::ranges::find(kFstabOnly, option.name) != kFstabOnly.end();
    if (!harmless) return NoVolumeOption(option.name);
  }
  return {};
}

std::uint64_t AttributesOf(unsigned long flags) {
  std::uint64_t attributes = 0;
  for (const auto& [flag, attribute] : kAttributes)
    if (flags & flag) attributes |= attribute;
  if (flags & MS_NOATIME) return attributes | MOUNT_ATTR_NOATIME;
  if (flags & MS_STRICTATIME) return attributes | MOUNT_ATTR_STRICTATIME;
  return attributes | MOUNT_ATTR_RELATIME;
}

// Both ways, so that a remount also takes back what was set before.
std::vector<MountOptions::Parameter> SuperblockFlags(unsigned long flags) {
  std::vector<MountOptions::Parameter> words = {
      {flags & MS_RDONLY ? "ro" : "rw", {}, false},
      {flags & MS_SYNCHRONOUS ? "sync" : "async", {}, false},
      {flags & MS_LAZYTIME ? "lazytime" : "nolazytime", {}, false}};
  if (flags & MS_DIRSYNC) words.push_back({"dirsync", {}, false});
  return words;
}

std::string Join(const std::vector<std::string>& options) {
  return fmt::format("{}", fmt::join(options, ","));
}

}  // namespace

Result<MountOptions> ParseMountOptions(const std::vector<std::string>& options) {
  REXRAY_ASSIGN(const Split split, SplitText(Join(options)));
  REXRAY_TRY(CheckUserOptions(split.user));
  unsigned long flags = 0;
  if (mnt_optstr_get_flags(split.vfs.c_str(), &flags, mnt_get_builtin_optmap(MNT_LINUX_MAP)) != 0)
    return Fail(Code::InvalidArgument, fmt::format("cannot read options '{}'", split.vfs));
  if (flags & kForbidden) return NoVolumeOption(split.vfs);
  MountOptions parsed;
  parsed.attributes = AttributesOf(flags);
  parsed.superblock = SuperblockFlags(flags);
  parsed.filesystem = Parameters(split.filesystem);
  parsed.readOnly = flags & MS_RDONLY;
  return parsed;
}

}  // namespace rexray
