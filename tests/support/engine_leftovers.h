#pragma once

#include <string>

namespace rexray {

// What a Docker engine in `folder` leaves when it is killed, and nobody ends for it: containers,
// their shims, their control groups, and the shims' sockets, which containerd makes outside of all
// folders.

// The name of the control group of its containers, below the root of each hierarchy.
std::string ControlGroupOf(const std::string& folder);

// SIGKILL to all of them; waits until nothing of it is left. Nothing if no engine ever ran in the
// folder.
void EndContainersOf(const std::string& folder);

// The same to those it was making when it was killed: runc's init waits for ever to be told to go
// on, with the container's volumes mounted.
void EndHalfMadeContainersOf(const std::string& folder);

bool ContainerdIsGone(const std::string& folder);

}  // namespace rexray
