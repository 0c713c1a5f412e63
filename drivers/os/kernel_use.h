#pragma once

#include <string>
#include <vector>

#include "state/observation.h"

namespace rexray {

// What the kernel itself does with block devices, without any process. Reads /proc and /sys: no
// storage. `node` is a device's folder in sysfs.

// "/sys/dev/block/8:0".
std::string SysfsNodeOf(const Device& device);

// The device and its partitions.
std::vector<Device> WithPartitions(const Device& device);

// "the block device dm-0 (vg-data)": device mapper, RAID and such that are made of it.
std::vector<std::string> BlockHoldersOf(const std::string& node);

// "the ext4 filesystem on it": one that the kernel has mounted, whether or not a namespace shows
// it. Empty: none.
std::string KernelFilesystemOn(const std::string& node);

// "the loop device loop7", of the device node itself; "swap".
std::vector<std::string> KernelUsersOf(const Device& device);

}  // namespace rexray
