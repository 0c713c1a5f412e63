#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/fstab.h"
#include "cli/import.h"
#include "state/mount_path.h"
#include "state/validate_attachment.h"

namespace rexray {
namespace {

bool HasWord(const FstabLine& line, std::string_view word) {
  return std::ranges::any_of(line.options, [&](const std::string& each) {
    return each == word || each.starts_with(std::string(word) + '=');
  });
}

bool HasAnyWord(const FstabLine& line, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return HasWord(line, word); });
}

// By the last of both words.
bool IsReadOnlyLine(const FstabLine& line) {
  bool readOnly = false;
  for (const std::string& option : line.options) {
    if (option == "ro") readOnly = true;
    if (option == "rw") readOnly = false;
  }
  return readOnly;
}

// Why the line stays fstab's; empty: it may come in.
std::string WhyForeign(const FstabLine& line) {
  if (line.swap) return "it is swap space";
  if (HasAnyWord(line, {"bind", "rbind", "move"})) return "it shows a folder of another filesystem";
  if (line.pseudo) return fmt::format("{} keeps no data", line.type);
  if (line.network) return fmt::format("it is a network filesystem ({})", line.type);
  if (HasAnyWord(line, {"loop", "offset"})) return "it is a file, and no device";
  if (HasWord(line, "noauto")) return "nobody wants it mounted by itself (noauto)";
  if (HasWord(line, "x-systemd.automount")) return "systemd mounts it when it is used";
  if (HasAnyWord(line, {"user", "users", "owner", "group"})) return "users mount it (user)";
  if (HasAnyWord(line, {"subvol", "subvolid"})) return "it is a part of a btrfs";
  if (!WhySystemPath(line.target).empty()) {
    return fmt::format("{} is the system's own, or shared with it", line.target);
  }
  if (line.type == "none") return "it mounts nothing";
  return {};
}

// "/srv/pg data" → "srv-pg-data".
std::string NameOfPath(const std::string& path) {
  constexpr std::size_t kMostCharacters = 128;
  std::string name;
  for (const char c : path) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    if (plain) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name.erase(0, std::min(name.find_first_not_of("-_."), name.size()));
  name = name.substr(0, kMostCharacters);
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.size() < 2 ? "volume" + (name.empty() ? name : "-" + name) : name;
}

class FstabImporter {
 public:
  FstabImporter(const std::string& file, const HostView& view)
      : file_(file), importer_(view, file) {}

  void Line(const FstabLine& line) {
    const std::string what =
        fmt::format("{}:{}{}{}", file_, line.number, line.target.empty() ? "" : " ", line.target);
    if (line.broken) {
      return importer_.LeaveOut(what, Left::Impossible, "it is no line of an fstab; correct it");
    }
    if (std::string why = WhyForeign(line); !why.empty()) {
      return importer_.LeaveOut(what, Left::Foreign, std::move(why));
    }
    if (const auto taken = TakeIn(line, what); !taken) {
      // One that may be missing is missed by nobody.
      const bool spare = taken.error().code == Code::NotFound && HasWord(line, "nofail");
      const bool foreign = taken.error().reason == kOtherFilesystem;
      importer_.LeaveOut(what, spare || foreign ? Left::Foreign : Left::Impossible,
                         taken.error().message);
    }
  }

  Import Take() { return importer_.Take(); }

 private:
  Result<void> TakeIn(const FstabLine& line, const std::string& what) {
    REXRAY_ASSIGN(const std::string path, ParseMountPath(line.target));
    REXRAY_TRY(CheckType(line.type));
    REXRAY_ASSIGN(const HostDevice device, FindDevice(line.source, importer_.view()));
    REXRAY_ASSIGN(const FilesystemType type, ImportedFilesystem(line.type, device));
    REXRAY_ASSIGN(std::vector<std::string> options, ImportedOptions(line.options));
    if (!importer_.IsNew(what, device.id)) return {};
    if (!paths_.insert(path).second) {
      return Fail(Code::FailedPrecondition, fmt::format("another line is for {} already", path));
    }
    VolumeSpec volume;
    volume.service = {importer_.view().deviceService};
    volume.adopt = AdoptSpec{BackendId{device.id}, {}, {}};
    volume.filesystem.emplace().type = type;
    AttachmentSpec attachment;
    attachment.volume = importer_.Add(std::move(volume), NameOfPath(path));
    attachment.name = {attachment.volume.value};
    attachment.node = importer_.view().node;
    attachment.mount = MountSpec{path, std::move(options), IsReadOnlyLine(line)};
    attachment.driftPolicy = DriftPolicy::Report;  // what is mounted stays as it is
    importer_.Add(std::move(attachment));
    return {};
  }

  static constexpr const char* kOtherFilesystem = "OtherFilesystem";

  // Before its device is looked for: what rexray would not take may be anywhere.
  static Result<void> CheckType(const std::string& type) {
    constexpr std::array<std::string_view, 4> kTaken = {"auto", "ext4", "xfs", "btrfs"};
    if (std::ranges::find(kTaken, type) != kTaken.end()) return {};
    return Fail(Code::InvalidArgument,
                fmt::format("rexray mounts ext4, xfs and btrfs, not {}", type), kOtherFilesystem);
  }

  const std::string& file_;
  Importer importer_;
  std::set<std::string> paths_;
};

}  // namespace

Import ImportFstab(const std::string& file, std::string_view text, const HostView& view) {
  FstabImporter importer(file, view);
  for (const FstabLine& line : ReadFstab(text)) importer.Line(line);
  return importer.Take();
}

}  // namespace rexray
