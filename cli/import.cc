#include "cli/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "cli/fstab.h"
#include "state/codec_names.h"
#include "state/validate_options.h"

namespace rexray {
namespace {

// The same in each run, on each host.
std::string HashOf(const std::string& text) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{:08x}", hash);
}

bool IsEqualUuid(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

// udev's links are only followed from a name to a device; which one it is, the device itself says.
std::string NodeBehind(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? std::string() : real.string();
}

std::function<bool(const HostDevice&)> Matcher(const std::string& source) {
  const std::size_t equals = source.find('=');
  const std::string tag = source.starts_with('/') ? "" : source.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : source.substr(equals + 1);
  if (tag == "UUID") {
    return [source](const HostDevice& each) { return IsEqualUuid(each.id, source); };
  }
  if (tag == "PARTUUID") {
    return [=](const HostDevice& each) {
      return IsEqualUuid(each.partUuid, value) || IsEqualUuid(each.id, source);
    };
  }
  if (tag == "LABEL") return [value](const HostDevice& each) { return each.label == value; };
  const std::string path =
      tag == "PARTLABEL" ? NodeBehind("/dev/disk/by-partlabel/" + value) : NodeBehind(source);
  return [path](const HostDevice& each) { return !path.empty() && each.path == path; };
}

}  // namespace

bool Importer::IsNew(const std::string& what, const std::string& id) {
  if (const auto known = view_.volumes.find(id); known != view_.volumes.end()) {
    LeaveOut(what, Left::Already, fmt::format("it is the Volume {} already", known->second));
    return false;
  }
  const auto taken = taken_.find(id);
  if (taken == taken_.end()) return true;
  LeaveOut(what, Left::Impossible,
           fmt::format("{} comes in as the Volume {} already, and one volume has one path", id,
                       taken->second));
  return false;
}

VolumeName Importer::Add(VolumeSpec spec, const std::string& proposed) {
  const std::string id = spec.adopt->id->value;
  std::string name = proposed;
  if (view_.names.contains(name) || names_.contains(name)) {
    constexpr std::size_t kLongest = 128 - 9;
    name = fmt::format("{}-{}", proposed.substr(0, kLongest), HashOf(id));
  }
  names_.insert(name);
  taken_[id] = name;
  spec.name = {name};
  spec.owner = view_.node;
  spec.reclaimPolicy = ReclaimPolicy::Retain;
  import_.manifest.volumes.push_back({std::move(spec), {{}, source_}});
  return {name};
}

void Importer::Add(AttachmentSpec spec) {
  import_.manifest.attachments.push_back({std::move(spec), {{}, source_}});
}

Result<HostDevice> FindDevice(const std::string& source, const HostView& view) {
  const auto matches = Matcher(source);
  std::vector<HostDevice> found;
  std::ranges::copy_if(view.devices, std::back_inserter(found), matches);
  if (found.empty()) {
    return Fail(
        Code::NotFound,
        fmt::format("no device of this host with a filesystem is {}; `rexray get discovered "
                    "--service {}` lists them",
                    source, view.deviceService));
  }
  if (found.size() > 1) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is carried by {} and {}, and none of them is picked", source,
                            found[0].id, found[1].id));
  }
  if (!found.front().path.empty()) return found.front();
  return Fail(
      Code::FailedPrecondition,
      fmt::format("{} is carried by several devices, or by one of which the kernel knows no "
                  "serial, so it could be mixed up",
                  found.front().id));
}

Result<FilesystemType> ImportedFilesystem(const std::string& declared, const HostDevice& device) {
  const std::string& type = declared.empty() || declared == "auto" ? device.type : declared;
  const auto known = codec::ParseEnumerator<FilesystemType>(type);
  if (!known || *known == FilesystemType::None) {
    return Fail(Code::InvalidArgument,
                fmt::format("rexray mounts ext4, xfs and btrfs, not {}",
                            type.empty() ? "a device without a filesystem" : type));
  }
  if (type == device.type) return *known;
  return Fail(Code::FailedPrecondition,
              fmt::format("it is declared as {}, and {} holds {}", type, device.path,
                          device.type.empty() ? "no filesystem" : device.type));
}

Result<std::vector<std::string>> ImportedOptions(const std::vector<std::string>& options) {
  std::vector<std::string> taken;
  for (const std::string& option : options) {
    if (IsOfFstabOnly(option)) continue;
    const std::string why = WhyNoMountOption(option);
    if (!why.empty()) return Fail(Code::InvalidArgument, "its option " + why);
    // As for mount(8), the last word counts.
    std::erase_if(taken, [&](const std::string& each) {
      return NameOfMountOption(each) == NameOfMountOption(option);
    });
    taken.push_back(option);
  }
  return taken;
}

}  // namespace rexray
