#pragma once

// Part of the HTTP server: only its own sources include this file, because Asio and Beast are
// heavy.

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <limits>
#include <list>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "api/connection_count.h"
#include "api/delivery.h"
#include "api/http_server.h"
#include "api/worker_pool.h"

namespace rexray {

class HttpSession;

// What all connections of a server share. Outlives them.
struct HttpContext {
  explicit HttpContext(HttpLog logger)
      : log(std::move(logger)),
        deliveries(kDeliveryThreads, std::numeric_limits<std::uint32_t>::max()) {}

  // Threads of their own, so that no hanging handler delays what follows an answer.
  static constexpr std::size_t kDeliveryThreads = 4;

  const HttpLog log;
  boost::asio::io_context io{1};
  // Closes a connection that is idle, of whichever listener; false: none is. Io thread only.
  std::function<bool()> closeIdle;
  bool stopping = false;     // io thread only
  std::stop_source abandon;  // the patience for running handlers is over
  ConnectionCount connections;
  WorkerPool deliveries;
};

// What the connections of one listener share. Outlives them.
struct HttpDoor {
  HttpDoor(HttpHandler serve, HttpLimits limit, HttpContext& shared)
      : handler(std::move(serve)),
        limits(limit),
        context(shared),
        handlers(limit.handlerThreads, limit.waitingRequests),
        streams(limit.maxStreams, 0) {}

  const HttpHandler handler;
  const HttpLimits limits;
  HttpContext& context;
  // Io thread only.
  std::function<void(const std::shared_ptr<HttpSession>&)> closed;
  std::list<HttpSession*> idle;  // longest first
  // Any thread.
  WorkerPool handlers;
  WorkerPool streams;
};

// One connection:
//
//   Idle ─▶ Reading ─▶ Running ─▶ Writing ─▶ Idle …
//              │           └────▶ Streaming ─┐
//              └─ refused ─▶ Writing ────────┴▶ Draining ─▶ Closed
//
// Requests that a client sends ahead stay in the kernel's buffer until the one before is answered.
// All methods run on the io thread, except those said to run elsewhere.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  HttpSession(Socket socket, HttpPeer peer, HttpDoor& door);

  void Start();
  void Refuse(HttpResponse response);  // answers without reading a request
  void Finish();                       // ends after what runs now
  void Close();                        // ends now
  // Whether not even the kernel has anything of a next request.
  bool SentNothing();

 private:
  enum class Phase { Idle, Reading, Running, Writing, Streaming, Draining, Closed };
  using ErrorCode = boost::system::error_code;

  void AwaitRequest();
  void LeaveIdle();
  void ReadHeader();
  ErrorCode ParseWhatIsRead();
  void OnHeader(ErrorCode error);
  void SendContinue();
  void ReadBody();
  void OnRequest(ErrorCode error);
  void Reject(ErrorCode error);
  void Reject(unsigned status, Code code, std::string reason, std::string message);

  void Run();
  HttpResponse CallHandler(const HttpRequest& request);  // on a handler thread
  void Respond(HttpResponse response);
  void Write(HttpResponse response);
  void Settle(bool delivered);  // the handler's answer is through
  std::string Head(const HttpResponse& response) const;
  void End();
  void Drain();

  void StartStream(HttpResponse response);
  void Pump(const std::string& head, StreamSource source);  // on a stream thread
  bool PumpPieces(StreamSource& source);                    // on a stream thread; false: cut off
  std::string Framed(const std::string& piece) const;
  bool Send(std::string piece);  // on a stream thread; waits
  void NoticeDisconnect();

  void Arm(Milliseconds after);
  void Disarm() { deadline_.reset(); }
  void SetTimer();
  void OnTimer();
  void OnDeadline();

  HttpDoor& door_;
  HttpContext& context_;
  Socket socket_;
  boost::asio::steady_timer timer_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  bool waiting_ = false;     // for the timer
  std::uint64_t round_ = 0;  // tells a wait that was replaced while its handler was queued
  Phase phase_ = Phase::Idle;
  std::optional<std::list<HttpSession*>::iterator> idle_;  // where, while idle
  const HttpPeer peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  // Of the request being answered.
  unsigned version_ = 11;
  bool headOnly_ = false;
  bool keepAlive_ = false;
  bool timedOut_ = false;
  bool refused_ = false;  // its rest may still be on the way
  std::string head_;
  std::string body_;
  std::shared_ptr<Delivery> delivery_;  // of the handler's answer, until it is through
  std::stop_source streamStop_;
};

}  // namespace rexray
