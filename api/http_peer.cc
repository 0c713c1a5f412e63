#include "api/http_peer.h"

#include <sys/socket.h>

#include <cerrno>

namespace rexray {
namespace {

std::vector<gid_t> GroupsOf(int descriptor, gid_t first) {
  std::vector<gid_t> groups(16);
  socklen_t size = 0;
  const auto ask = [&] {
    size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
  };
  bool known = ask();
  if (!known && errno == ERANGE) {
    groups.resize(size / sizeof(gid_t));
    known = ask();
  }
  groups.resize(known ? size / sizeof(gid_t) : 0);
  groups.push_back(first);
  return groups;
}

}  // namespace

HttpPeer PeerOf(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  if (!known || peer.uid == static_cast<uid_t>(-1)) return {};
  return {.uid = peer.uid, .pid = peer.pid, .groups = GroupsOf(descriptor, peer.gid)};
}

}  // namespace rexray
