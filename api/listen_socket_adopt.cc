#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

#include "api/listen_socket.h"

namespace rexray {
namespace {

bool ListensForStreams(int descriptor) {
  int listens = 0;
  int type = 0;
  socklen_t size = sizeof listens;
  return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0 &&
         getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

std::string PathOf(const sockaddr_un& name, socklen_t size) {
  const std::size_t room = size - offsetof(sockaddr_un, sun_path);
  return std::string(name.sun_path, strnlen(name.sun_path, room));
}

template <class Name, class Address>
ListenAddress TcpAddressOf(const Name& name, const Address& address, in_port_t port) {
  char host[INET6_ADDRSTRLEN] = {};
  inet_ntop(reinterpret_cast<const sockaddr*>(&name)->sa_family, &address, host, sizeof host);
  return {.path = {}, .host = host, .port = ntohs(port)};
}

// What the socket was bound to; nullopt: nothing that a front door could be configured with, such
// as an abstract name.
std::optional<ListenAddress> AddressOf(int descriptor) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) return std::nullopt;
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    return TcpAddressOf(v4, v4.sin_addr, v4.sin_port);
  }
  if (name.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
    return TcpAddressOf(v6, v6.sin6_addr, v6.sin6_port);
  }
  if (name.ss_family != AF_UNIX) return std::nullopt;
  const std::string path = PathOf(reinterpret_cast<const sockaddr_un&>(name), size);
  if (path.empty()) return std::nullopt;
  return ListenAddress{.path = path, .host = {}};
}

}  // namespace

Result<ListenSocket> ListenSocket::Adopt(int descriptor) {
  ListenSocket adopted({}, descriptor);
  if (!ListensForStreams(descriptor)) {
    return Fail(Code::InvalidArgument,
                fmt::format("descriptor {} is no socket that listens for streams", descriptor));
  }
  const auto address = AddressOf(descriptor);
  if (!address) {
    return Fail(Code::InvalidArgument,
                fmt::format("the socket of descriptor {} has no path and no port", descriptor));
  }
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0 ||
      fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
    return Fail(Code::Unavailable, fmt::format("cannot take over the socket {}: {}",
                                               ToString(*address), std::strerror(errno)));
  }
  adopted.address_ = *address;
  return adopted;
}

}  // namespace rexray
