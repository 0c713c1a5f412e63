#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "api/http_server.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/api/raw_client.h"

namespace rexray {

// Looks until it is so; false: not within 20 s.
template <class Condition>
bool Comes(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

inline void AwaitStop(const std::stop_token& stop) {
  std::binary_semaphore stopped{0};
  const std::stop_callback wake(stop, [&] { stopped.release(); });
  stopped.acquire();
}

// A server on a unix socket in a folder of its own. Its handler echoes "METHOD target body" unless
// the test gives another.
class HttpRig {
 public:
  explicit HttpRig(HttpLimits limits = {}, HttpHandler handler = Echo)
      : server([this](std::string_view line) { Log(line); }) {
    auto bound =
        server.Listen({.path = folder / "run/api.sock", .host = {}}, std::move(handler), limits);
    EXPECT_TRUE(bound.has_value()) << bound.error().message;
    address = *bound;
  }

  static HttpResponse Echo(const HttpRequest& request) {
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = request.method + " " + request.target + " " + request.body;
    return response;
  }

  RawClient Connect() const { return RawClient(address); }

  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  void Log(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;

 public:
  TempFolder folder;
  ListenAddress address;
  HttpServer server;  // last: it logs here
};

}  // namespace rexray
