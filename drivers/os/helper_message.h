#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/os/descriptor.h"
#include "state/result.h"

namespace rexray {

// A message between the daemon, its zygote and its helpers: bytes, and descriptors that travel
// along.
struct HelperMessage {
  std::string bytes;
  std::vector<Descriptor> descriptors;  // close-on-exec
};

inline constexpr std::size_t kMaxHelperMessage = 64 << 20;

// A connected SEQPACKET pair, close-on-exec: a reader sees whole messages, and the end of the peer.
Result<std::pair<Descriptor, Descriptor>> HelperSocketPair();

// Sends one message. Unavailable: the peer is gone and did not get it. Internal: over the limit.
// At most eight descriptors.
Result<void> SendMessage(int socket, std::string_view bytes, std::span<const int> descriptors = {});

// Waits for one message; nullopt: the peer is gone. Aborted: it is gone, and never read what was sent to it.
Result<std::optional<HelperMessage>> ReceiveMessage(int socket);

}  // namespace rexray
