#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/host_view.h"
#include "state/manifest.h"

namespace rexray {

enum class Left {
  Foreign,     // not for rexray
  Already,     // it is a Volume already
  Impossible,  // it should come in, and cannot
};

struct NotImported {
  std::string what;  // "/etc/fstab:3 /srv/pg"
  Left how = Left::Foreign;
  std::string why;
};

// What comes in from elsewhere, and what does not.
struct Import {
  Manifest manifest;
  std::vector<NotImported> left;
};

// Makes Volumes of what exists, each once. Their names are those that are proposed where these are
// free, else with a hash of the id behind them.
class Importer {
 public:
  // `source`: where it all comes from, for managedBy.
  Importer(const HostView& view, std::string source) : view_(view), source_(std::move(source)) {}

  void LeaveOut(std::string what, Left how, std::string why) {
    import_.left.push_back({std::move(what), how, std::move(why)});
  }

  // Whether a backend volume can still come in; else it is left out, and that is told.
  bool IsNew(const std::string& what, const std::string& id);
  // The name is chosen here; what else the spec says stays. It is kept when it is deleted, and
  // owned by this node. Gives the name.
  VolumeName Add(VolumeSpec spec, const std::string& proposed);
  void Add(AttachmentSpec spec);

  const HostView& view() const { return view_; }
  Import Take() { return std::move(import_); }

 private:
  const HostView& view_;
  const std::string source_;
  Import import_;
  std::map<std::string, std::string> taken_;  // ids of this import: by which Volume
  std::set<std::string> names_;
};

// `file`: as the user named it.
Import ImportFstab(const std::string& file, std::string_view text, const HostView& view);

// Which device a source of an fstab or of Docker means: "UUID=…", "LABEL=…", "/dev/…"; else why
// there is none, or not one.
Result<HostDevice> FindDevice(const std::string& source, const HostView& view);

// A filesystem's type as the manifest calls it; else why it is left out.
Result<FilesystemType> ImportedFilesystem(const std::string& declared, const HostDevice& device);

// Those that mount takes; else why not.
Result<std::vector<std::string>> ImportedOptions(const std::vector<std::string>& options);

struct DockerImport {
  bool anonymous = false;  // also volumes without a name
};
// `volumes`: an engine's answer to GET /volumes.
Result<Import> ImportDocker(const nlohmann::json& volumes, const DockerImport& wanted,
                            const HostView& view);

}  // namespace rexray
