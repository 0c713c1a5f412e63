#include "api/http_server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <future>
#include <list>
#include <mutex>
#include <set>
#include <thread>

#include "api/api_error.h"
#include "api/http_session.h"

namespace rexray {

namespace net = boost::asio;

namespace {

// Room for connections that are only told that there is no room.
constexpr std::size_t kRefusing = 64;
// How long accepting rests after an error such as "too many open files".
constexpr Milliseconds kAcceptRest{100};

struct Listener {
  Listener(ListenSocket opened, HttpHandler serve, net::io_context& io)
      : file(std::move(opened)),
        handler(std::move(serve)),
        acceptor(io, net::generic::stream_protocol(Family(file.address()), 0),
                 file.ReleaseDescriptor()),
        rest(io) {}

  static int Family(const ListenAddress& address) {
    if (address.isUnix()) return AF_UNIX;
    return address.host.find(':') == std::string::npos ? AF_INET : AF_INET6;
  }

  ListenSocket file;
  HttpHandler handler;
  net::basic_socket_acceptor<net::generic::stream_protocol> acceptor;
  net::steady_timer rest;
  bool failing = false;  // logged already
};

}  // namespace

struct HttpServer::Internals {
  Internals(HttpServerOptions options, HttpLog log) : context(options, std::move(log)) {
    context.closed = [this](const auto& session) { Closed(session); };
    thread = std::jthread([this] { RunIo(); });
  }

  void RunIo();
  void Accept(Listener& listener);
  void AcceptFailed(Listener& listener, const std::string& why);
  void Admit(Listener& listener, HttpSession::Socket socket);
  void Closed(const std::shared_ptr<HttpSession>& session);
  void BeginStop();
  void CloseAll();
  bool AwaitEmpty(Milliseconds patience);

  HttpContext context;
  // Touched on the io thread only.
  std::list<Listener> listeners;
  std::set<std::shared_ptr<HttpSession>> sessions;
  // Any thread.
  std::mutex mutex;
  std::condition_variable emptied;
  std::size_t open = 0;
  std::once_flag stopped;
  bool allAnswered = true;
  net::executor_work_guard<net::io_context::executor_type> work{context.io.get_executor()};
  std::jthread thread;
};

void HttpServer::Internals::RunIo() {
  while (true) {
    try {
      context.io.run();
      return;
    } catch (const std::exception& exception) {
      context.log(fmt::format("the HTTP server goes on after: {}", exception.what()));
    }
  }
}

void HttpServer::Internals::Accept(Listener& listener) {
  listener.acceptor.async_accept(
      [this, &listener](boost::system::error_code error, HttpSession::Socket socket) {
        if (context.stopping || error == net::error::operation_aborted) return;
        if (error) return AcceptFailed(listener, error.message());
        listener.failing = false;
        Admit(listener, std::move(socket));
        Accept(listener);
      });
}

void HttpServer::Internals::AcceptFailed(Listener& listener, const std::string& why) {
  if (!listener.failing) {
    context.log(
        fmt::format("{}: cannot accept connections: {}", ToString(listener.file.address()), why));
  }
  listener.failing = true;
  listener.rest.expires_after(kAcceptRest);
  listener.rest.async_wait([this, &listener](boost::system::error_code error) {
    if (!error && !context.stopping) Accept(listener);
  });
}

void HttpServer::Internals::Admit(Listener& listener, HttpSession::Socket socket) {
  const std::size_t most = context.options.maxConnections;
  if (sessions.size() >= most + kRefusing) return;
  auto session = std::make_shared<HttpSession>(std::move(socket), listener.handler, context);
  const bool room = sessions.size() < most;
  sessions.insert(session);
  {
    const std::lock_guard lock(mutex);
    open = sessions.size();
  }
  if (room) return session->Start();
  session->Refuse(ErrorResponse(
      Error{Code::Unavailable, fmt::format("{} connections are open already; try again", most),
            "Overloaded"}));
}

void HttpServer::Internals::Closed(const std::shared_ptr<HttpSession>& session) {
  sessions.erase(session);
  const std::lock_guard lock(mutex);
  open = sessions.size();
  if (open == 0) emptied.notify_all();
}

void HttpServer::Internals::BeginStop() {
  context.stopping = true;
  for (Listener& listener : listeners) {
    listener.file.Close();
    boost::system::error_code ignored;
    listener.acceptor.close(ignored);
    listener.rest.cancel();
  }
  const auto present = sessions;  // Finish may erase
  for (const auto& session : present) session->Finish();
}

void HttpServer::Internals::CloseAll() {
  const auto present = sessions;
  for (const auto& session : present) session->Close();
}

bool HttpServer::Internals::AwaitEmpty(Milliseconds patience) {
  std::unique_lock lock(mutex);
  return emptied.wait_for(lock, patience, [this] { return open == 0; });
}

HttpServer::HttpServer(HttpServerOptions options, HttpLog log)
    : internals_(std::make_unique<Internals>(options, std::move(log))) {}

HttpServer::~HttpServer() { Stop(Milliseconds(0)); }

Result<ListenAddress> HttpServer::Listen(const ListenAddress& address, HttpHandler handler) {
  REXRAY_ASSIGN(ListenSocket opened, ListenSocket::Open(address));
  const ListenAddress bound = opened.address();
  auto shared = std::make_shared<ListenSocket>(std::move(opened));
  Internals& server = *internals_;
  net::post(server.context.io, [&server, shared, serve = std::move(handler)]() mutable {
    if (server.context.stopping) return;
    server.listeners.emplace_back(std::move(*shared), std::move(serve), server.context.io);
    server.Accept(server.listeners.back());
  });
  return bound;
}

bool HttpServer::Stop(Milliseconds patience) {
  Internals& server = *internals_;
  std::call_once(server.stopped, [&server, patience] {
    std::promise<void> begun;
    net::post(server.context.io, [&server, &begun] {
      server.BeginStop();
      begun.set_value();
    });
    begun.get_future().wait();
    server.allAnswered = server.AwaitEmpty(patience);
    server.context.abandon.request_stop();
    net::post(server.context.io, [&server] { server.CloseAll(); });
    server.context.handlers.Stop();
    server.context.streams.Stop();
    server.work.reset();
    server.thread.join();
    server.context.deliveries.Stop();
  });
  return server.allAnswered;
}

std::size_t HttpServer::connections() const {
  const std::lock_guard lock(internals_->mutex);
  return internals_->open;
}

}  // namespace rexray
