#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/storage/attachment_file.h"
#include "drivers/storage/volume_folder.h"
#include "state/observation.h"

namespace rexray {

// Entries, current and revoked, of other nodes that live on this kernel (containers, tests): their
// devices can be seen from here and are not ours.
using Neighbours = std::vector<FolderAttachment>;

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

  // Whether each node has a device of its own; else all nodes of a kernel share one path.
  virtual bool OwnDevices() const = 0;

  // The device of this host that shows the volume in the mode of `sought`, asked of the kernel; the
  // device of `sought` is where it was last. Empty: none. FailedPrecondition, reason DeviceInUse:
  // somebody else's device forbids one of ours.
  virtual Result<std::string> FindDevice(const VolumeFolder& folder, const FolderAttachment& sought,
                                         const Neighbours& neighbours) const = 0;

  // Makes the device, on a locked folder without one. `record` writes down where it will be and
  // must have succeeded before it is there, so that no crash leaves a device that nobody knows of.
  virtual Result<std::string> MakeDevice(
      const VolumeFolder& folder, AccessMode mode,
      const std::function<Result<void>(const std::string& device)>& record) const = 0;

  // Takes the device away. FailedPrecondition, reason DeviceInUse, while something uses it.
  virtual Result<void> DropDevice(const VolumeFolder& folder, const std::string& device,
                                  const Neighbours& neighbours) const = 0;

  // Takes away the device that a revoked entry left behind, if it is still there. What it shows may
  // be older than what the new holder wrote, so it is never used again. As DropDevice.
  virtual Result<void> DropStale(const VolumeFolder& folder,
                                 const FolderAttachment& revoked) const = 0;

  // Copies the data of a locked folder that nobody uses into a new folder; durable once that is
  // synced. FailedPrecondition: it was written to meanwhile. Unimplemented: it makes no copies.
  virtual Result<void> Copy(const VolumeFolder& folder, int directory) const = 0;

  // Makes the data larger, by zeros at its end; durable. Unimplemented: it has no size.
  virtual Result<void> Enlarge(int directory, Bytes size) const = 0;

  // Makes the device as large as the data, in use or not.
  virtual Result<void> ResizeDevice(const VolumeFolder& folder,
                                    const std::string& device) const = 0;

  // Whether nothing of this host holds the data, whoever made it so. FailedPrecondition names it.
  virtual Result<void> CheckUnused(const VolumeFolder& folder) const = 0;
};

}  // namespace rexray
