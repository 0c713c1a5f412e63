#include "tests/bench/echo_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

namespace rexray {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Local = net::local::stream_protocol;
using nlohmann::json;

std::string EchoAnswer(const std::string& body) {
  const json request = json::parse(body, nullptr, false);
  const json name = request.is_object() ? request.value("Name", json("")) : json("");
  const json answer{{"Volume",
                     {{"Name", name},
                      {"Mountpoint", "/var/lib/rexray/volumes/echo/data"},
                      {"CreatedAt", "2026-11-26T12:00:00Z"},
                      {"Status", {{"service", "files"}, {"size", "64Mi"}, {"phase", "Ready"}}}}},
                    {"Err", ""}};
  return answer.dump() + "\n";
}

class EchoSession : public std::enable_shared_from_this<EchoSession> {
 public:
  explicit EchoSession(Local::socket socket) : socket_(std::move(socket)) {}

  void Read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->Answer();
                     });
  }

 private:
  void Answer() {
    answer_ = {http::status::ok, 11};
    answer_.set(http::field::content_type, "application/vnd.docker.plugins.v1.1+json");
    answer_.body() = EchoAnswer(request_.body());
    answer_.prepare_payload();
    http::async_write(socket_, answer_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (!error) self->Read();
                      });
  }

  Local::socket socket_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> answer_;
};

void AcceptEcho(Local::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, Local::socket socket) {
    if (!error) std::make_shared<EchoSession>(std::move(socket))->Read();
    AcceptEcho(acceptor);
  });
}

}  // namespace

void ServeEcho(const std::string& socket) {
  net::io_context io{1};
  Local::acceptor acceptor(io, Local::endpoint(socket));
  AcceptEcho(acceptor);
  io.run();
  std::abort();
}

}  // namespace rexray
