#pragma once

#include <vector>

#include "drivers/os/helper.h"

namespace rexray {

// The driver's methods for volume folders, as helper processes run them; each is given
//   {"kind": "loop" or "dir", "root", "node", "boot": of the asking daemon}
// and, of one volume, its "id":
//   folder.create      {"size", "facts", "source": of a snapshot, may be left out} → volume
//   (codec.h) folder.inspect                                 → volume folder.list        (no id) →
//   listing folder.attach      {"accessMode"}              → attachment folder.detach,
//   folder.delete                   → null folder.forceDetach {"holder": a node}          → null
//   folder.writeFacts  {"facts", "expectedToken"}  → facts
//   folder.snapshot    {"name", "token", "mounted": {"target", "device", "leftFrozen"}, may be left
//   out}
//                                                  → snapshot
//   folder.listSnapshots (no id)                   → snapshot listing
//   folder.deleteSnapshot, with the snapshot's id  → null
std::vector<HelperFunction> FolderHelperFunctions();

}  // namespace rexray
