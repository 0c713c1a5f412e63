#pragma once

#include <string>

#include "drivers/os/device.h"
#include "drivers/os/mount_options.h"
#include "state/spec.h"

namespace rexray {

// Mounts that are proven before anybody sees them. Only in helpers.

// FailedPrecondition unless the device carries a filesystem of this type (reason
// FilesystemMismatch) and, where one is given, of this uuid (reason IdentityMismatch).
Result<void> CheckFilesystem(const VerifiedDevice& device, FilesystemType type,
                             const std::string& uuid);

// Mounts the device's filesystem outside of any namespace and proves by the kernel's word that it
// is the one of this device. Gives the mount's root; to be put somewhere, or gone when closed.
Result<Descriptor> MountDetached(const VerifiedDevice& device, FilesystemType type,
                                 const MountOptions& options);

// The same with a directory: a bind mount of it.
Result<Descriptor> BindDetached(const VerifiedDevice& directory, const MountOptions& options);

}  // namespace rexray
