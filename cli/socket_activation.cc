#include "cli/socket_activation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace rexray {
namespace {

constexpr int kFirstHandedOver = 3;
// More is no socket unit's number but a mistake.
constexpr int kMostHandedOver = 256;

// Takes a variable that holds a number; 0 if there is none.
int TakeNumber(const char* variable) {
  const char* text = std::getenv(variable);
  int number = 0;
  if (text != nullptr) {
    const std::string_view digits = text;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
    if (error != std::errc() || end != digits.end()) number = 0;
  }
  unsetenv(variable);
  return number;
}

bool SameAddress(const ListenAddress& one, const ListenAddress& other) {
  if (one.isUnix() != other.isUnix()) return false;
  if (!one.isUnix()) return one.host == other.host && one.port == other.port;
  const auto normal = [](const std::string& path) {
    return std::filesystem::path(path).lexically_normal();
  };
  return normal(one.path) == normal(other.path);
}

}  // namespace

std::vector<int> TakeListenDescriptors() {
  const int process = TakeNumber("LISTEN_PID");
  const int count = TakeNumber("LISTEN_FDS");
  unsetenv("LISTEN_FDNAMES");
  std::vector<int> descriptors;
  if (process != getpid() || count > kMostHandedOver) return descriptors;
  for (int i = 0; i < count; ++i) descriptors.push_back(kFirstHandedOver + i);
  return descriptors;
}

InheritedSockets::InheritedSockets(const std::vector<int>& descriptors,
                                   std::function<void(const std::string&)> complain)
    : complain_(std::move(complain)) {
  for (const int descriptor : descriptors) {
    auto adopted = ListenSocket::Adopt(descriptor);
    if (adopted) {
      sockets_.push_back(std::move(*adopted));
    } else {
      complain_(fmt::format("what systemd handed over is closed: {}", adopted.error().message));
    }
  }
}

Result<ListenSocket> InheritedSockets::Open(const ListenAddress& address) {
  const auto found = std::ranges::find_if(sockets_, [&address](const ListenSocket& each) {
    return SameAddress(each.address(), address);
  });
  if (found == sockets_.end()) return ListenSocket::Open(address);
  ListenSocket taken = std::move(*found);
  sockets_.erase(found);
  return taken;
}

void InheritedSockets::CloseRest() {
  for (const ListenSocket& each : sockets_) {
    complain_(
        fmt::format("systemd handed over {}, which no configured address takes: it is closed "
                    "here, but its clients wait until its socket unit is stopped or the address is "
                    "configured",
                    ToString(each.address())));
  }
  sockets_.clear();
}

}  // namespace rexray
