#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "drivers/storage/volume_folder.h"
#include "state/observation.h"

namespace rexray {

// What is particular to one kind of volume folder: its content, and how that becomes a device of
// this host. Stateless; only in helpers.
class FolderKind {
 public:
  virtual ~FolderKind() = default;

  // Fills a new folder; durable once the folder is synced.
  virtual Result<void> Build(int directory, Bytes size) const = 0;

  struct Content {
    Bytes size;
    DeviceIdentity identity;
  };
  // NotFound: the data is gone from the folder.
  virtual Result<Content> Inspect(const VolumeFolder& folder) const = 0;

  // The device of this host that shows the volume, asked of the kernel; `hint` is where it was
  // last. Empty: none.
  virtual Result<std::string> FindDevice(const VolumeFolder& folder,
                                         const std::string& hint) const = 0;

  // Makes the device, on a locked folder without one. `record` writes down where it will be and
  // must have succeeded before it is there, so that no crash leaves a device that nobody knows of.
  virtual Result<std::string> MakeDevice(
      const VolumeFolder& folder,
      const std::function<Result<void>(const std::string& device)>& record) const = 0;

  // Takes the device away. FailedPrecondition, reason DeviceInUse, while something uses it.
  virtual Result<void> DropDevice(const VolumeFolder& folder, const std::string& device) const = 0;

  // Whether nothing of this host holds the data, whoever made it so. FailedPrecondition names it.
  virtual Result<void> CheckUnused(const VolumeFolder& folder) const = 0;
};

}  // namespace rexray
