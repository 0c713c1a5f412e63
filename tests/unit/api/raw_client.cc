#include "tests/unit/api/raw_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <utility>

namespace rexray {
namespace {

constexpr std::chrono::seconds kPatience{20};

template <class Name>
int Connect(int family, const Name& name) {
  const int connection = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) ADD_FAILURE() << "no socket: " << strerror(errno);
  if (connect(connection, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    ADD_FAILURE() << "cannot connect: " << strerror(errno);
  }
  return connection;
}

int Connect(const ListenAddress& address) {
  if (address.isUnix()) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address.path.copy(name.sun_path, sizeof name.sun_path - 1);
    return Connect(AF_UNIX, name);
  }
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(address.port);
  inet_pton(AF_INET, address.host.c_str(), &name.sin_addr);
  return Connect(AF_INET, name);
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(tolower(c));
  return text;
}

}  // namespace

RawClient::RawClient(const ListenAddress& address) : socket_(Connect(address)) {}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::HalfClose() { shutdown(socket_, SHUT_WR); }

void RawClient::Close() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

bool RawClient::ReadableWithin(Milliseconds time) {
  pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
  return poll(&readable, 1, static_cast<int>(time.count())) > 0;
}

bool RawClient::Fill() {
  if (!ReadableWithin(kPatience)) {
    ADD_FAILURE() << "the server sent nothing for 20 s";
    return false;
  }
  char bytes[16 << 10];
  const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::optional<std::string> RawClient::Line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::optional<std::string> RawClient::Bytes(std::size_t size) {
  while (buffer_.size() < size) {
    if (!Fill()) return std::nullopt;
  }
  std::string bytes = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return bytes;
}

RawClient::Answer RawClient::ReadHead() {
  Answer answer;
  const auto first = Line();
  if (!first) return {};
  answer.status = static_cast<unsigned>(std::stoul(first->substr(9, 3)));
  while (true) {
    const auto line = Line();
    if (!line) return {};
    if (line->empty()) return answer;
    const std::size_t colon = line->find(": ");
    answer.headers[Lower(line->substr(0, colon))] = line->substr(colon + 2);
  }
}

RawClient::Answer RawClient::Read(Body body) {
  Answer answer = ReadHead();
  if (answer.status == 0 || body == Body::None) return answer;
  if (answer.headers.contains("content-length")) {
    const auto bytes = Bytes(std::stoul(answer.headers["content-length"]));
    if (!bytes) return {};
    answer.body = *bytes;
  } else if (answer.headers["transfer-encoding"] == "chunked") {
    for (auto chunk = ReadChunk(); chunk != ""; chunk = ReadChunk()) {
      if (!chunk) return {};
      answer.body += *chunk;
    }
  }
  return answer;
}

std::optional<std::string> RawClient::ReadChunk() {
  const auto size = Line();
  if (!size) return std::nullopt;
  auto chunk = Bytes(std::stoul(*size, nullptr, 16));
  if (!chunk || !Line()) return std::nullopt;
  return chunk;
}

std::string RawClient::ReadToEnd() {
  while (Fill()) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::Ended() {
  while (Fill()) {
  }
  return buffer_.empty();
}

RawClient::Answer RawClient::Get(const std::string& target, const std::string& headers) {
  Send(fmt::format("GET {} HTTP/1.1\r\nHost: test\r\n{}\r\n", target, headers));
  return Read();
}

RawClient::Answer RawClient::Post(const std::string& target, const std::string& body) {
  Send(fmt::format("POST {} HTTP/1.1\r\nHost: test\r\nContent-Length: {}\r\n\r\n{}", target,
                   body.size(), body));
  return Read();
}

}  // namespace rexray
