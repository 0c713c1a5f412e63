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

// The same to what runs in its containers, not to the engine: where that was killed, runc's init
// may wait for ever to be told to go on, with the container's volumes mounted, or a container run
// that the next engine takes for ended.
void EndProcessesInContainersOf(const std::string& folder);

// Unmounts what `docker cp` mounted below a container's root, in the engine's own mount namespace,
// and nobody unmounts where the engine was killed meanwhile. No copy may be under way.
void UnmountCopiesOf(const std::string& folder);

bool ContainerdIsGone(const std::string& folder);

}  // namespace rexray
