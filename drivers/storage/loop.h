#pragma once

#include <memory>
#include <string>

#include "drivers/driver.h"
#include "drivers/os/helper.h"
#include "drivers/storage/folder_kind.h"

namespace rexray {

// Volumes that are sparse files, <root>/<id>/volume.img, attached as loop devices: one node that
// writes, or many whose devices are read-only. Snapshots are copies of the file, which share its
// blocks where the filesystem can (folder_snapshot.h). Several nodes may share one root, on a
// filesystem whose flock reaches all of them. Needs the right to use /dev/loop-control.
std::unique_ptr<Driver> MakeLoopDriver(Helpers& helpers, const std::string& root,
                                       const NodeName& node, const BootId& boot);

// What its helper functions need to know.
const FolderKind& LoopKind();

}  // namespace rexray
