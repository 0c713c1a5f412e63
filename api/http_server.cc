#include "api/http_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "api/http_listener.h"
#include "api/http_session.h"

namespace rexray {

namespace net = boost::asio;

struct HttpServer::Internals {
  explicit Internals(HttpLog log) : context(std::move(log)) {
    context.closeIdle = [this] { return CloseIdle(); };
    thread = std::jthread([this] { RunIo(); });
  }

  void RunIo();
  bool CloseIdle();
  void BeginStop();
  void CloseAll();

  HttpContext context;
  std::list<HttpListener> listeners;  // changed on the io thread only, and no more once it stops
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

// Who has most gives first, so that a flood on one listener costs no other its connections.
bool HttpServer::Internals::CloseIdle() {
  std::vector<HttpListener*> largest;
  for (HttpListener& listener : listeners) largest.push_back(&listener);
  std::ranges::stable_sort(largest, std::ranges::greater{}, &HttpListener::connections);
  return std::ranges::any_of(largest, [](HttpListener* each) { return each->CloseIdle(); });
}

void HttpServer::Internals::BeginStop() {
  context.stopping = true;
  for (HttpListener& listener : listeners) listener.Finish();
}

void HttpServer::Internals::CloseAll() {
  for (HttpListener& listener : listeners) listener.CloseAll();
}

HttpServer::HttpServer(HttpLog log) : internals_(std::make_unique<Internals>(std::move(log))) {}

HttpServer::~HttpServer() { Stop(Milliseconds(0)); }

Result<ListenAddress> HttpServer::Listen(const ListenAddress& address, HttpHandler handler,
                                         HttpLimits limits) {
  REXRAY_ASSIGN(ListenSocket opened, ListenSocket::Open(address));
  ListenAddress bound = opened.address();
  Serve(std::move(opened), std::move(handler), limits);
  return bound;
}

void HttpServer::Serve(ListenSocket socket, HttpHandler handler, HttpLimits limits) {
  auto shared = std::make_shared<ListenSocket>(std::move(socket));
  Internals& server = *internals_;
  net::post(server.context.io, [&server, shared, serve = std::move(handler), limits]() mutable {
    if (server.context.stopping) return;
    server.listeners.emplace_back(std::move(*shared), std::move(serve), limits, server.context);
    server.listeners.back().Accept();
  });
}

HttpServer::Bring HttpServer::ServeBrought(HttpHandler handler, HttpLimits limits) {
  Internals& server = *internals_;
  std::promise<HttpListener*> made;
  net::post(server.context.io, [&] {
    server.listeners.emplace_back(std::nullopt, std::move(handler), limits, server.context);
    made.set_value(&server.listeners.back());
  });
  HttpListener* const listener = made.get_future().get();
  return [&server, listener](int descriptor, HttpPeer peer) {
    net::post(server.context.io, [&server, listener, descriptor, peer = std::move(peer)]() mutable {
      if (server.context.stopping) {
        ::close(descriptor);
      } else {
        listener->Bring(descriptor, std::move(peer));
      }
    });
  };
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
    server.allAnswered = server.context.connections.AwaitNone(patience);
    server.context.abandon.request_stop();
    net::post(server.context.io, [&server] { server.CloseAll(); });
    for (HttpListener& listener : server.listeners) listener.StopThreads();
    server.work.reset();
    server.thread.join();
    server.context.deliveries.Stop();
  });
  return server.allAnswered;
}

std::size_t HttpServer::connections() const { return internals_->context.connections.open(); }

}  // namespace rexray
