#include "tests/bench/socket_client.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <stdexcept>

namespace rexray {

namespace net = boost::asio;
namespace http = boost::beast::http;

struct SocketClient::Internals {
  net::io_context io{1};
  net::local::stream_protocol::socket socket{io};
  boost::beast::flat_buffer buffer;
};

SocketClient::SocketClient(const std::string& socket) : internals_(std::make_unique<Internals>()) {
  internals_->socket.connect(net::local::stream_protocol::endpoint(socket));
}

SocketClient::~SocketClient() = default;

std::string SocketClient::Call(const std::string& call, const std::string& body) {
  http::request<http::string_body> request(http::verb::post, "/" + call, 11, body);
  request.set(http::field::host, "plugin");
  request.set(http::field::accept, "application/vnd.docker.plugins.v1.2+json");
  request.prepare_payload();
  http::write(internals_->socket, request);
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  http::read(internals_->socket, internals_->buffer, parser);
  auto answer = parser.release();
  if (answer.result() == http::status::ok) return std::move(answer.body());
  throw std::runtime_error(
      fmt::format("{} {}: HTTP {}: {}", call, body, answer.result_int(), answer.body()));
}

pid_t SocketClient::server() const {
  ucred peer{};
  socklen_t size = sizeof peer;
  getsockopt(internals_->socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
  return peer.pid;
}

}  // namespace rexray
