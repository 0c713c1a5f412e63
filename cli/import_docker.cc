#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "api/docker/options.h"
#include "cli/field.h"
#include "cli/fstab.h"
#include "cli/import.h"

namespace rexray {
namespace {

using nlohmann::json;

// One volume of an engine's.
struct EngineVolume {
  std::string name;
  std::string driver;
  std::string mountpoint;
  std::string type;  // of the options of driver local
  std::string device;
  std::vector<std::string> options;  // "o"
  bool anonymous = false;

  bool Has(std::string_view word) const {
    return std::ranges::find(options, word) != options.end();
  }
};

EngineVolume EngineVolumeOf(const json& shown) {
  EngineVolume volume{TextField(shown, "Name"),           TextField(shown, "Driver"),
                      TextField(shown, "Mountpoint"),     TextField(shown, "Options.type"),
                      TextField(shown, "Options.device"), {}};
  volume.options = SplitMountOptions(TextField(shown, "Options.o"));
  const json* labels = FindField(shown, "Labels");
  volume.anonymous =
      IsNamedByEngine({volume.name}) ||
      (labels != nullptr && labels->is_object() && labels->contains("com.docker.volume.anonymous"));
  return volume;
}

bool IsNetwork(const EngineVolume& volume) {
  for (const char* type : {"nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "9p"}) {
    if (volume.type == type) return true;
  }
  return false;
}

class EngineImporter {
 public:
  EngineImporter(const DockerImport& wanted, const HostView& view)
      : wanted_(wanted), importer_(view, "docker") {}

  void Volume(const EngineVolume& volume) {
    const std::string what = "docker volume " + volume.name;
    if (volume.anonymous && !wanted_.anonymous) {
      return importer_.LeaveOut(what, Left::Foreign,
                                "it has no name of its own; --anonymous takes these too");
    }
    const auto taken = TakeIn(volume, what);
    if (!taken) importer_.LeaveOut(what, Left::Impossible, taken.error().message);
  }

  Import Take() { return importer_.Take(); }

 private:
  Result<void> TakeIn(const EngineVolume& volume, const std::string& what) {
    if (volume.driver.starts_with("rexray")) return OfRexray(volume, what);
    if (volume.driver != "local") {
      importer_.LeaveOut(what, Left::Foreign,
                         fmt::format("it is of the volume driver {}", volume.driver));
      return {};
    }
    if (IsNetwork(volume)) {
      importer_.LeaveOut(what, Left::Foreign,
                         fmt::format("it is a network filesystem ({})", volume.type));
      return {};
    }
    if (volume.type == "tmpfs") {
      importer_.LeaveOut(what, Left::Foreign, "tmpfs keeps no data");
      return {};
    }
    if (volume.device.empty()) return Folder(volume, what, volume.mountpoint);
    const bool bound = volume.Has("bind") || volume.Has("rbind");
    if (bound) return Folder(volume, what, volume.device);
    return Device(volume, what);
  }

  Result<void> Folder(const EngineVolume& volume, const std::string& what,
                      const std::string& folder) {
    if (volume.Has("ro")) return ReadOnlyVolume();
    std::error_code error;
    const auto real = std::filesystem::canonical(folder, error);
    if (error) {
      return Fail(Code::NotFound, fmt::format("its folder {}: {}", folder, error.message()));
    }
    VolumeSpec spec;
    spec.service = {importer_.view().folderService};
    return Adopt(std::move(spec), real.string(), volume, what);
  }

  Result<void> Device(const EngineVolume& volume, const std::string& what) {
    if (volume.Has("ro")) return ReadOnlyVolume();
    REXRAY_ASSIGN(const HostDevice device, FindDevice(volume.device, importer_.view()));
    VolumeSpec spec;
    spec.service = {importer_.view().deviceService};
    REXRAY_ASSIGN(spec.filesystem.emplace().type, ImportedFilesystem(volume.type, device));
    REXRAY_ASSIGN(spec.mountOptions, ImportedOptions(volume.options));
    return Adopt(std::move(spec), device.id, volume, what);
  }

  // What old REX-Ray made, or another daemon of ours, is found at the backends under its name.
  Result<void> OfRexray(const EngineVolume& volume, const std::string& what) {
    if (importer_.view().names.contains(volume.name)) {
      importer_.LeaveOut(what, Left::Already,
                         fmt::format("it is the Volume {} already", volume.name));
      return {};
    }
    std::vector<UnclaimedVolume> found;
    std::ranges::copy_if(importer_.view().unclaimed, std::back_inserter(found),
                         [&](const UnclaimedVolume& each) { return each.name == volume.name; });
    if (found.size() == 1) {
      VolumeSpec spec;
      spec.service = {found.front().service};
      return Adopt(std::move(spec), found.front().id, volume, what);
    }
    return Fail(
        Code::FailedPrecondition,
        fmt::format("{} of the configured services {} one of this name; `rexray get discovered` "
                    "lists what they show",
                    found.empty() ? "none" : "more than one",
                    found.empty() ? "shows" : "volume shows"));
  }

  Result<void> Adopt(VolumeSpec spec, const std::string& id, const EngineVolume& volume,
                     const std::string& what) {
    REXRAY_TRY(ParseVolumeName(volume.name));
    if (!importer_.IsNew(what, id)) return {};
    spec.adopt = AdoptSpec{BackendId{id}, {}, {}};
    importer_.Add(std::move(spec), volume.name);
    return {};
  }

  static std::unexpected<Error> ReadOnlyVolume() {
    return Fail(
        Code::FailedPrecondition,
        "it is mounted read-only (o=ro), which a Volume alone cannot say: declare it by hand, "
        "with an Attachment of readOnly: true");
  }

  const DockerImport& wanted_;
  Importer importer_;
};

}  // namespace

Result<Import> ImportDocker(const json& volumes, const DockerImport& wanted, const HostView& view) {
  if (!volumes.is_object() || !volumes.contains("Volumes")) {  // null: it has none
    return Fail(Code::Internal, "the engine's list of volumes is no list");
  }
  std::vector<EngineVolume> all;
  for (const json& shown : ListField(volumes, "Volumes")) all.push_back(EngineVolumeOf(shown));
  std::ranges::sort(all, {}, &EngineVolume::name);
  EngineImporter importer(wanted, view);
  for (const EngineVolume& volume : all) importer.Volume(volume);
  return importer.Take();
}

}  // namespace rexray
