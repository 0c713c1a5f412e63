// The streaming half of HttpSession. A stream has a thread that asks its source for pieces and
// waits until each is written, so that a slow client holds up nothing but itself.

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "api/api_error.h"
#include "api/http_session.h"

namespace rexray {

namespace net = boost::asio;

namespace {

constexpr std::size_t kDiscard = 1024;

}  // namespace

void HttpSession::StartStream(HttpResponse response) {
  phase_ = Phase::Streaming;
  keepAlive_ = false;
  const std::string head = Head(response);
  if (context_.stopping) streamStop_.request_stop();
  const bool accepted = door_.streams.Submit(
      [self = shared_from_this(), head, source = std::move(response.stream)]() mutable {
        self->Pump(head, std::move(source));
      });
  if (accepted) return NoticeDisconnect();
  Settle(false);
  Write(ErrorResponse(Error{
      Code::Unavailable,
      fmt::format("{} streams are open already; end one and try again", door_.limits.maxStreams),
      "TooManyStreams"}));
}

void HttpSession::Pump(const std::string& head, StreamSource source) {
  const bool whole = Send(head) && PumpPieces(source);
  source = nullptr;  // what it holds is gone before the connection ends
  // Without its last chunk a client knows that the stream was cut off.
  const bool ended = whole && (version_ < 11 || Send("0\r\n\r\n"));
  net::post(context_.io, [self = shared_from_this(), ended] {
    self->Settle(ended);
    ErrorCode ignored;
    self->socket_.shutdown(Socket::shutdown_send, ignored);
    self->Close();
  });
}

bool HttpSession::PumpPieces(StreamSource& source) {
  const std::stop_token stop = streamStop_.get_token();
  std::string what = "an unknown exception";
  try {
    while (!stop.stop_requested()) {
      const std::optional<std::string> piece = source(stop);
      if (!piece) return true;
      if (!piece->empty() && !Send(Framed(*piece))) return false;
    }
    return true;
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
  }
  context_.log(fmt::format("a stream failed: {}", what));
  return false;
}

std::string HttpSession::Framed(const std::string& piece) const {
  return version_ >= 11 ? fmt::format("{:x}\r\n{}\r\n", piece.size(), piece) : piece;
}

bool HttpSession::Send(std::string piece) {
  auto text = std::make_shared<const std::string>(std::move(piece));
  auto done = std::make_shared<std::promise<bool>>();
  std::future<bool> sent = done->get_future();
  net::post(context_.io, [self = shared_from_this(), text, done] {
    if (self->phase_ == Phase::Closed) return done->set_value(false);
    self->Arm(self->door_.limits.writeDeadline);
    net::async_write(self->socket_, net::buffer(*text),
                     [self, text, done](ErrorCode error, std::size_t) {
                       self->Disarm();
                       done->set_value(!error);
                     });
  });
  return sent.get();
}

// A client that waits for news sends nothing, so that its end is only seen by reading.
void HttpSession::NoticeDisconnect() {
  socket_.async_read_some(buffer_.prepare(kDiscard),
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (self->phase_ != Phase::Streaming) return;
                            if (error) return self->Close();
                            self->NoticeDisconnect();
                          });
}

}  // namespace rexray
