#pragma once

#include <string>

#include "drivers/os/descriptor.h"
#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// Devices as the kernel shows them. May block: only in helpers.

// What Host::Inspect promises. FailedPrecondition, reason NoMedium: a loop device without a file, a
// drive without a disk; reason NoIdentity: nothing tells the device from another one; NotFound.
Result<Device> InspectDevice(const std::string& path);

// An open device whose identity, asked of this very descriptor, is the expected one. While it stays
// open the kernel gives the device's number to no other device.
struct VerifiedDevice {
  Descriptor descriptor;  // read-only
  Device device;          // as it is now; `path` is the kernel's own node, free of symlinks
};

// FailedPrecondition, reason IdentityMismatch: the path shows another device.
Result<VerifiedDevice> OpenVerified(const Device& expected);
// The same, and InvalidArgument for a directory.
Result<VerifiedDevice> OpenVerifiedBlock(const Device& expected);

// Whether an open device still is what it was when verified.
Result<void> VerifyAgain(const VerifiedDevice& device);

// Writes out what the kernel holds back for the device, and forgets what it has read of it.
Result<void> FlushDevice(const VerifiedDevice& device);

// What Host::Shows promises. Looks at /dev, at no storage.
bool ShowsDevice(const MountEntry& entry, const Device& device);
// Whether a mount shows any part of the device: also a folder bound out of it.
bool ShowsPartOf(const MountEntry& entry, const Device& device);

}  // namespace rexray
