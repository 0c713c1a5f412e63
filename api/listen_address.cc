#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

#include "api/listen_socket.h"

namespace rexray {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::string_view kTcp = "tcp://";

std::unexpected<Error> RefuseAddress(std::string_view text, std::string_view why) {
  return Fail(Code::InvalidArgument, fmt::format("listen address \"{}\": {}", text, why));
}

bool IsLoopback(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<ListenAddress> ParseTcp(std::string_view text) {
  const std::string_view rest = text.substr(kTcp.size());
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return RefuseAddress(text, "the port is missing");
  ListenAddress address;
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  const std::string_view port = rest.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.begin(), port.end(), address.port);
  if (error != std::errc() || end != port.end())
    return RefuseAddress(text, "the port is not 0 to 65535");
  if (!IsLoopback(address.host)) {
    return RefuseAddress(
        text,
        "TCP carries no authentication, so only loopback addresses (127.0.0.1, [::1], "
        "localhost) are accepted; use a unix socket, or a tunnel to it");
  }
  return address;
}

}  // namespace

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with(kTcp)) return ParseTcp(text);
  if (!text.starts_with(kUnix)) return RefuseAddress(text, "it must begin with unix:// or tcp://");
  ListenAddress address{.path = std::string(text.substr(kUnix.size())), .host = {}};
  if (!address.path.starts_with('/')) return RefuseAddress(text, "the path must be absolute");
  if (address.path.ends_with('/') || address.path.find('\0') != std::string::npos) {
    return RefuseAddress(text, "the path must name a file");
  }
  return address;
}

std::string ToString(const ListenAddress& address) {
  if (address.isUnix()) return std::string(kUnix) + address.path;
  const bool v6 = address.host.find(':') != std::string::npos;
  return v6 ? fmt::format("tcp://[{}]:{}", address.host, address.port)
            : fmt::format("tcp://{}:{}", address.host, address.port);
}

}  // namespace rexray
