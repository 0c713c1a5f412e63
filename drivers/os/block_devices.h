#pragma once

#include <string>
#include <vector>

#include "state/result.h"

namespace rexray {

// A block device of this host that holds a filesystem, or nothing that libblkid knows. What serves
// another device (a partitioned disk, a member of a RAID, LVM, a swap area) is none.
struct BlockDevice {
  std::string path;  // the kernel's own node, "/dev/sdb1"
  std::string type;  // libblkid's word for its filesystem; empty: none
  std::string uuid;  // of the filesystem
  std::string label;
  std::string partUuid;  // of its partition; empty: it is none
  friend bool operator==(const BlockDevice&, const BlockDevice&) = default;
};

struct BlockDevices {
  std::vector<BlockDevice> devices;  // by path
  // There, but what they hold could not be read. Each may carry any UUID.
  std::vector<std::string> unreadable;
};

// All of them, asked of the kernel and of the devices themselves: no link of udev, which may lag
// behind, is followed. A loop device of a rexray volume is none. Only in helpers.
Result<BlockDevices> FindBlockDevices();

}  // namespace rexray
