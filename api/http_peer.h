#pragma once

#include "api/http.h"

namespace rexray {

// Who is at the other end of a connected socket; of a TCP socket nothing is known.
HttpPeer PeerOf(int descriptor);

}  // namespace rexray
