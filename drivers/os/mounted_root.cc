#include "drivers/os/mounted_root.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "drivers/os/device.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/path.h"
#include "state/reason.h"

namespace rexray {

Result<Descriptor> OpenMountedRoot(const std::string& target, const Device& device) {
  REXRAY_ASSIGN(Descriptor root, OpenWithoutSymlinks(target, O_RDONLY | O_DIRECTORY));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(root.get()));
  REXRAY_ASSIGN(const auto entry, ReadMount(status.mountId));
  if (status.mountRoot && entry && ShowsDevice(*entry, device)) return root;
  return Fail(Code::FailedPrecondition,
              fmt::format("{} is not mounted at {}; nothing was done there", device.path, target),
              std::string(ToString(Reason::IdentityMismatch)));
}

}  // namespace rexray
