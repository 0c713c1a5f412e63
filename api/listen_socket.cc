#include "api/listen_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace rexray {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> SystemError(std::string_view what, const ListenAddress& address, int error) {
  const Code code = error == EACCES || error == EPERM ? Code::PermissionDenied
                    : error == EADDRINUSE             ? Code::FailedPrecondition
                                                      : Code::Unavailable;
  return Fail(code, fmt::format("cannot {} {}: {}", what, ToString(address), std::strerror(error)));
}

Result<sockaddr_un> UnixName(const ListenAddress& address) {
  sockaddr_un name{};
  if (address.path.size() >= sizeof name.sun_path) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}: the path of a unix socket has at most {} bytes", ToString(address),
                            sizeof name.sun_path - 1));
  }
  name.sun_family = AF_UNIX;
  address.path.copy(name.sun_path, address.path.size());
  return name;
}

template <class Name>
const sockaddr* Generic(const Name& name) {
  return reinterpret_cast<const sockaddr*>(&name);
}

Result<void> MakeFolder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return {};
  REXRAY_TRY(MakeFolder(folder.parent_path()));
  // chmod, because the folder shall be 0755 whatever our umask is.
  if (mkdir(folder.c_str(), 0755) == 0 && chmod(folder.c_str(), 0755) == 0) return {};
  if (errno == EEXIST && fs::is_directory(folder, error)) return {};
  return Fail(Code::Unavailable, fmt::format("cannot make the socket's folder {}: {}",
                                             folder.string(), std::strerror(errno)));
}

std::string ListenerOf(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known = getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  return known && peer.pid > 0 ? fmt::format("process {}", peer.pid) : "another process";
}

// Proves that nobody listens on the socket file: only a refused connection tells so.
Result<void> ProveStale(const ListenAddress& address, const sockaddr_un& name) {
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return SystemError("probe", address, errno);
  const int error = connect(probe, Generic(name), sizeof name) == 0 ? 0 : errno;
  const std::string listener = error == 0 ? ListenerOf(probe) : "another process";
  close(probe);
  if (error == ECONNREFUSED || error == ENOENT) return {};
  if (error == 0 || error == EAGAIN) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} listens on {} already; end it, or configure another address",
                            listener, ToString(address)),
                "AddressInUse");
  }
  return SystemError("probe", address, error);
}

Result<void> RemoveStale(const ListenAddress& address, const sockaddr_un& name) {
  struct stat before {};
  if (lstat(address.path.c_str(), &before) != 0) {
    if (errno == ENOENT) return {};
    return SystemError("look at", address, errno);
  }
  if (!S_ISSOCK(before.st_mode)) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} exists and is no socket; it is left as it is, so remove it or "
                            "configure another address",
                            address.path));
  }
  REXRAY_TRY(ProveStale(address, name));
  struct stat now {};
  const bool same = lstat(address.path.c_str(), &now) == 0 && now.st_ino == before.st_ino;
  if (same && unlink(address.path.c_str()) != 0) return SystemError("replace", address, errno);
  return {};
}

}  // namespace

Result<ListenSocket> ListenSocket::Open(const ListenAddress& address) {
  const int family = address.isUnix()                              ? AF_UNIX
                     : address.host.find(':') != std::string::npos ? AF_INET6
                                                                   : AF_INET;
  const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return SystemError("open a socket for", address, errno);
  ListenSocket opened(address, descriptor);
  REXRAY_TRY(opened.Bind());
  if (listen(descriptor, SOMAXCONN) != 0) return SystemError("listen on", address, errno);
  return opened;
}

Result<void> ListenSocket::Bind() { return address_.isUnix() ? BindUnix() : BindTcp(); }

Result<void> ListenSocket::BindUnix() {
  REXRAY_ASSIGN(const sockaddr_un name, UnixName(address_));
  REXRAY_TRY(MakeFolder(fs::path(address_.path).parent_path()));
  REXRAY_TRY(RemoveStale(address_, name));
  // The mode before bind, so that the file never is more open than asked for; again after it,
  // because the umask may have narrowed it.
  if (fchmod(descriptor_, address_.mode) != 0)
    return SystemError("set the mode of", address_, errno);
  if (bind(descriptor_, Generic(name), sizeof name) != 0)
    return SystemError("bind", address_, errno);
  struct stat file {};
  if (lstat(address_.path.c_str(), &file) == 0) {
    device_ = file.st_dev;
    inode_ = file.st_ino;
  }
  if (chmod(address_.path.c_str(), address_.mode) != 0) {
    return SystemError("set the mode of", address_, errno);
  }
  return {};
}

Result<void> ListenSocket::BindTcp() {
  const int yes = 1;
  setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  const bool isV4 = inet_pton(AF_INET, address_.host.c_str(), &v4.sin_addr) == 1;
  inet_pton(AF_INET6, address_.host.c_str(), &v6.sin6_addr);
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  v4.sin_port = v6.sin6_port = htons(address_.port);
  auto* name = isV4 ? reinterpret_cast<sockaddr*>(&v4) : reinterpret_cast<sockaddr*>(&v6);
  socklen_t size = isV4 ? sizeof v4 : sizeof v6;
  if (bind(descriptor_, name, size) != 0) return SystemError("bind", address_, errno);
  if (getsockname(descriptor_, name, &size) != 0) return SystemError("bind", address_, errno);
  address_.port = ntohs(isV4 ? v4.sin_port : v6.sin6_port);
  return {};
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : address_(std::move(other.address_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      device_(other.device_),
      inode_(std::exchange(other.inode_, 0)) {}

ListenSocket& ListenSocket::operator=(ListenSocket&& other) noexcept {
  if (this == &other) return *this;
  Close();
  address_ = std::move(other.address_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  device_ = other.device_;
  inode_ = std::exchange(other.inode_, 0);
  return *this;
}

int ListenSocket::ReleaseDescriptor() { return std::exchange(descriptor_, -1); }

void ListenSocket::Close() {
  struct stat file {};
  const bool ours = inode_ != 0 && lstat(address_.path.c_str(), &file) == 0 &&
                    file.st_ino == inode_ && file.st_dev == device_;
  if (ours) unlink(address_.path.c_str());
  inode_ = 0;
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

}  // namespace rexray
