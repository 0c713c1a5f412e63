#include "api/peer.h"

#include <fmt/format.h>
#include <pwd.h>

#include <array>

namespace rexray {

std::string NameOf(const HttpPeer& peer) {
  if (!peer.uid) return "a client of the control API";
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(*peer.uid, &entry, text.data(), text.size(), &found);
  if (error != 0 || found == nullptr) return fmt::format("uid {}", *peer.uid);
  return fmt::format("{} (uid {})", found->pw_name, *peer.uid);
}

}  // namespace rexray
