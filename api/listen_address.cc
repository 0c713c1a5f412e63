#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

#include "api/listen_socket.h"

namespace rexray {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::string_view kTcp = "tcp://";
constexpr std::string_view kTls = "tls://";

std::unexpected<Error> RefuseAddress(std::string_view text, std::string_view why) {
  return Fail(Code::InvalidArgument, fmt::format("address \"{}\": {}", text, why));
}

bool IsLiteral(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  return inet_pton(AF_INET, host.c_str(), &v4) == 1 || inet_pton(AF_INET6, host.c_str(), &v6) == 1;
}

// "127.0.0.1:9709", after its scheme.
Result<ListenAddress> ParseHostAndPort(std::string_view text, std::string_view rest) {
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return RefuseAddress(text, "the port is missing");
  ListenAddress address;
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return RefuseAddress(text, "the host is missing");
  address.host = host;
  const std::string_view port = rest.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.begin(), port.end(), address.port);
  if (error != std::errc() || end != port.end())
    return RefuseAddress(text, "the port is not 0 to 65535");
  return address;
}

Result<ListenAddress> ParseNetwork(std::string_view text) {
  const bool tls = text.starts_with(kTls);
  REXRAY_ASSIGN(ListenAddress address,
                ParseHostAndPort(text, text.substr(tls ? kTls.size() : kTcp.size())));
  address.tls = tls;
  // A certificate is compared with the name.
  if (!tls && address.host == "localhost") address.host = "127.0.0.1";
  return address;
}

Result<ListenAddress> ParseUnix(std::string_view text) {
  ListenAddress address{.path = std::string(text.substr(kUnix.size())), .host = {}};
  if (!address.path.starts_with('/')) return RefuseAddress(text, "the path must be absolute");
  if (address.path.ends_with('/') || address.path.find('\0') != std::string::npos) {
    return RefuseAddress(text, "the path must name a file");
  }
  return address;
}

bool IsNetwork(std::string_view text) { return text.starts_with(kTcp) || text.starts_with(kTls); }

}  // namespace

bool ListenAddress::isLoopback() const {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with(kUnix)) return ParseUnix(text);
  if (!text.starts_with(kTcp)) {
    return RefuseAddress(text,
                         "it must begin with unix:// or tcp:// (tls:// is for listen.remote)");
  }
  REXRAY_ASSIGN(ListenAddress address, ParseNetwork(text));
  if (!address.isLoopback()) {
    return RefuseAddress(
        text,
        "TCP carries no authentication here, so only loopback addresses (127.0.0.1, [::1], "
        "localhost) are accepted; use a unix socket, or listen.remote with tls://");
  }
  return address;
}

Result<ListenAddress> ParseRemoteAddress(std::string_view text) {
  if (!IsNetwork(text)) return RefuseAddress(text, "it must begin with tls:// or tcp://");
  REXRAY_ASSIGN(ListenAddress address, ParseNetwork(text));
  if (!IsLiteral(address.host)) {
    return RefuseAddress(text, "the host must be an address, such as 0.0.0.0 or [::]");
  }
  return address;
}

Result<ListenAddress> ParseDaemonAddress(std::string_view text) {
  if (IsNetwork(text)) return ParseNetwork(text);
  if (text.starts_with(kUnix)) return ParseUnix(text);
  return RefuseAddress(text, "it must begin with unix://, tls:// or tcp://");
}

std::string ToString(const ListenAddress& address) {
  if (address.isUnix()) return std::string(kUnix) + address.path;
  const bool v6 = address.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}{}:{}", address.tls ? kTls : kTcp, v6 ? "[" : "", address.host,
                     v6 ? "]" : "", address.port);
}

}  // namespace rexray
