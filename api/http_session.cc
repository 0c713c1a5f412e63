#include "api/http_session.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>
#include <utility>

#include "api/api_error.h"

namespace rexray {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t kFirstRead = 1024;  // small, because most connections are idle
constexpr std::size_t kDrainRead = 16 << 10;

std::string Lower(beast::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

HttpRequest ToRequest(http::request<http::string_body>&& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers[Lower(field.name_string())] = std::string(field.value());
  }
  request.body = std::move(message.body());
  return request;
}

}  // namespace

HttpSession::HttpSession(Socket socket, HttpPeer peer, HttpDoor& door)
    : door_(door),
      context_(door.context),
      socket_(std::move(socket)),
      timer_(context_.io),
      peer_(std::move(peer)),
      // Room for a header and what a client sends ahead; a body goes to its own string.
      buffer_(door.limits.headerLimit + (128 << 10)) {}

void HttpSession::Start() { AwaitRequest(); }

void HttpSession::Refuse(HttpResponse response) {
  refused_ = true;
  Write(std::move(response));
}

void HttpSession::Finish() {
  keepAlive_ = false;
  switch (phase_) {
    case Phase::Idle:
    case Phase::Reading:
      return Close();
    case Phase::Streaming:
      streamStop_.request_stop();
      return;
    case Phase::Running:
    case Phase::Writing:
    case Phase::Draining:
    case Phase::Closed:
      return;
  }
}

void HttpSession::Close() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Closed;
  LeaveIdle();
  Disarm();
  timer_.cancel();  // it holds this
  streamStop_.request_stop();
  ErrorCode ignored;
  socket_.close(ignored);
  door_.closed(shared_from_this());
}

bool HttpSession::SentNothing() {
  ErrorCode ignored;
  return socket_.available(ignored) == 0;
}

void HttpSession::LeaveIdle() {
  if (idle_) door_.idle.erase(*idle_);
  idle_.reset();
}

void HttpSession::AwaitRequest() {
  parser_.emplace();
  parser_->header_limit(door_.limits.headerLimit);
  parser_->body_limit(door_.limits.bodyLimit);
  timedOut_ = false;
  if (buffer_.size() > 0) return ReadHeader();
  phase_ = Phase::Idle;
  idle_ = door_.idle.insert(door_.idle.end(), this);
  Arm(door_.limits.idleDeadline);
  socket_.async_read_some(buffer_.prepare(kFirstRead),
                          [self = shared_from_this()](ErrorCode error, std::size_t size) {
                            if (self->phase_ != Phase::Idle) return;
                            if (error) return self->Close();
                            self->buffer_.commit(size);
                            self->ReadHeader();
                          });
}

void HttpSession::ReadHeader() {
  phase_ = Phase::Reading;
  LeaveIdle();
  Arm(door_.limits.requestDeadline);
  const ErrorCode wrong = ParseWhatIsRead();
  if (wrong || parser_->is_header_done()) return OnHeader(wrong);
  http::async_read_header(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](ErrorCode error, std::size_t) { self->OnHeader(error); });
}

// Most requests come in one piece: then nothing has to be waited for.
HttpSession::ErrorCode HttpSession::ParseWhatIsRead() {
  ErrorCode error;
  if (buffer_.size() > 0) buffer_.consume(parser_->put(buffer_.data(), error));
  return error == http::error::need_more ? ErrorCode() : error;
}

void HttpSession::OnHeader(ErrorCode error) {
  if (phase_ == Phase::Closed) return;
  version_ = error ? 11 : parser_->get().version();
  headOnly_ = !error && parser_->get().method() == http::verb::head;
  if (error) return Reject(error);
  const auto& message = parser_->get();
  if (version_ >= 11 && message.count(http::field::host) == 0) {
    return Reject(400, Code::InvalidArgument, "MalformedRequest", "the Host header is missing");
  }
  const auto expect = message[http::field::expect];
  if (expect.empty() || parser_->is_done()) return ReadBody();
  if (beast::iequals(expect, "100-continue")) return SendContinue();
  Reject(417, Code::Unimplemented, "ExpectationUnknown", "Expect may only be 100-continue");
}

void HttpSession::SendContinue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  net::async_write(socket_, net::buffer(kContinue),
                   [self = shared_from_this()](ErrorCode error, std::size_t) {
                     if (self->phase_ == Phase::Closed) return;
                     if (error) return self->Reject(error);
                     self->ReadBody();
                   });
}

void HttpSession::ReadBody() {
  parser_->eager(true);
  const ErrorCode wrong = parser_->is_done() ? ErrorCode() : ParseWhatIsRead();
  if (wrong || parser_->is_done()) return OnRequest(wrong);
  http::async_read(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](ErrorCode error, std::size_t) { self->OnRequest(error); });
}

void HttpSession::OnRequest(ErrorCode error) {
  if (phase_ == Phase::Closed) return;
  if (error) return Reject(error);
  Run();
}

void HttpSession::Reject(ErrorCode error) {
  const HttpLimits& limits = door_.limits;
  if (timedOut_) {
    return Reject(
        408, Code::DeadlineExceeded, "RequestTimeout",
        fmt::format("the request was not complete within {}", ToString(limits.requestDeadline)));
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Reject(431, Code::InvalidArgument, "HeaderTooLarge",
                  fmt::format("the header is larger than {} bytes", limits.headerLimit));
  }
  if (error == http::error::body_limit) {
    return Reject(413, Code::InvalidArgument, "BodyTooLarge",
                  fmt::format("the body is larger than {} bytes", limits.bodyLimit));
  }
  const bool ofHttp = error.category() == ErrorCode(http::error::bad_method).category();
  if (!ofHttp || error == http::error::end_of_stream) return Close();
  Reject(400, Code::InvalidArgument, "MalformedRequest",
         fmt::format("the request is no valid HTTP: {}", error.message()));
}

void HttpSession::Reject(unsigned status, Code code, std::string reason, std::string message) {
  Refuse(ErrorResponse(status, Error{code, std::move(message), std::move(reason)}));
}

void HttpSession::Run() {
  phase_ = Phase::Running;
  Disarm();
  http::request<http::string_body> message = parser_->release();
  keepAlive_ = message.keep_alive() && !context_.stopping;
  HttpRequest request = ToRequest(std::move(message));
  request.peer = peer_;
  request.stop = context_.abandon.get_token();
  auto job = [&io = context_.io, self = shared_from_this(),
              request = std::move(request)]() mutable {
    HttpResponse response = self->CallHandler(request);
    net::post(io, [self = std::move(self), answer = std::move(response)]() mutable {
      self->Respond(std::move(answer));
    });
  };
  if (door_.handlers.Submit(std::move(job))) return;
  Respond(
      ErrorResponse(Error{Code::Unavailable, "too many requests wait; try again", "Overloaded"}));
}

HttpResponse HttpSession::CallHandler(const HttpRequest& request) {
  std::string what = "an unknown exception";
  try {
    return door_.handler(request);
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
  }
  context_.log(fmt::format("{} {}: the handler failed: {}", request.method, request.target, what));
  return ErrorResponse(
      Error{Code::Internal, "the request failed inside the daemon; see its log", {}});
}

void HttpSession::Respond(HttpResponse response) {
  delivery_ = Delivery::Of(std::move(response.delivered), context_.log);
  if (phase_ == Phase::Closed) return Settle(false);
  if (response.stream && !headOnly_) return StartStream(std::move(response));
  Write(std::move(response));
}

void HttpSession::Write(HttpResponse response) {
  phase_ = Phase::Writing;
  keepAlive_ = keepAlive_ && !refused_ && !context_.stopping && !response.stream;
  head_ = Head(response);
  body_ = headOnly_ ? std::string() : std::move(response.body);
  Arm(door_.limits.writeDeadline);
  const std::array pieces{net::buffer(std::as_const(head_)), net::buffer(std::as_const(body_))};
  net::async_write(socket_, pieces, [self = shared_from_this()](ErrorCode error, std::size_t) {
    self->Settle(!error);
    if (self->phase_ == Phase::Closed) return;
    if (error) return self->Close();
    if (self->keepAlive_) return self->AwaitRequest();
    self->End();
  });
}

void HttpSession::Settle(bool delivered) {
  if (!delivery_) return;
  delivery_->Settle(delivered);
  context_.deliveries.Submit([told = std::exchange(delivery_, nullptr)] { told->Tell(); });
}

std::string HttpSession::Head(const HttpResponse& response) const {
  http::response<http::empty_body> message;
  message.version(version_);
  message.result(response.status);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.set(http::field::content_type, response.contentType);
  message.keep_alive(keepAlive_);
  if (!response.stream) {
    message.content_length(response.body.size());
  } else if (version_ >= 11) {
    message.chunked(true);
  }
  std::ostringstream text;
  text << message.base();
  return std::move(text).str();
}

// Closing while something is unread makes the kernel reset the connection, and the client may lose
// the answer: so the rest is read and dropped first.
void HttpSession::End() {
  ErrorCode ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  const bool unread = refused_ || buffer_.size() > 0 || socket_.available(ignored) > 0;
  if (!unread) return Close();
  phase_ = Phase::Draining;
  Arm(door_.limits.drainDeadline);
  Drain();
}

void HttpSession::Drain() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(kDrainRead),
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (error) return self->Close();
                            self->Drain();
                          });
}

// Nearly every deadline is replaced long before it passes. So the timer is only set anew where it
// would come too late; if it comes too early, it is set to what is the deadline by then.
void HttpSession::Arm(Milliseconds after) {
  deadline_ = std::chrono::steady_clock::now() + after;
  if (!waiting_ || *deadline_ < timer_.expiry()) SetTimer();
}

void HttpSession::SetTimer() {
  waiting_ = true;
  timer_.expires_at(*deadline_);
  timer_.async_wait([self = shared_from_this(), round = ++round_](ErrorCode error) {
    if (error || round != self->round_) return;
    self->waiting_ = false;
    self->OnTimer();
  });
}

void HttpSession::OnTimer() {
  if (!deadline_) return;
  if (std::chrono::steady_clock::now() < *deadline_) return SetTimer();
  Disarm();
  OnDeadline();
}

void HttpSession::OnDeadline() {
  switch (phase_) {
    case Phase::Reading:
      timedOut_ = true;
      socket_.cancel();  // the read ends with an error and answers 408
      return;
    case Phase::Idle:
    case Phase::Writing:
    case Phase::Streaming:
    case Phase::Draining:
      return Close();
    case Phase::Running:
    case Phase::Closed:
      return;
  }
}

}  // namespace rexray
