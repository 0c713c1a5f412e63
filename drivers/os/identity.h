#pragma once

#include <sys/types.h>

#include <string>

#include "state/ids.h"

namespace rexray {

// What a device is, in words that a driver can compute from its backend id, so that host and driver
// agree without having met. Pure, but for SysfsIdentity.

// Of a loop device: its backing file. "loop:<major>:<minor>:<inode>"
DeviceIdentity LoopIdentity(dev_t filesystem, ino_t inode);

// Of a directory. "dir:<major>:<minor>:<inode>"
DeviceIdentity DirectoryIdentity(dev_t filesystem, ino_t inode);

// Of any other block device: the serial that its bus gives it ("scsi:naa.5000…", "nvme:eui.…"), a
// partition's with its number. `node` is the device's folder in sysfs, "/sys/dev/block/8:0". Empty:
// the kernel knows nothing that tells it from another device.
DeviceIdentity SysfsIdentity(const std::string& node);

}  // namespace rexray
