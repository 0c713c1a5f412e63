#include "cli/local_client.h"

#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/answer.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr auto kLocalTick = std::chrono::seconds(1);

// Asks a stream's source in a thread of its own, so that its reader can do something else while
// nothing comes.
class Pieces {
 public:
  explicit Pieces(StreamSource source)
      : thread_([this, source = std::move(source)](std::stop_token stop) { Ask(source, stop); }) {}

  enum class Kind { Piece, Nothing, End };
  // Waits until `until`.
  Kind Take(std::string& piece, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    arrived_.wait_until(lock, until, [this] { return ended_ || !pieces_.empty(); });
    if (pieces_.empty()) return ended_ ? Kind::End : Kind::Nothing;
    piece = std::move(pieces_.front());
    pieces_.pop_front();
    return Kind::Piece;
  }

 private:
  void Ask(const StreamSource& source, std::stop_token stop) {
    while (auto piece = source(stop)) {
      if (stop.stop_requested()) break;
      const std::lock_guard lock(mutex_);
      pieces_.push_back(std::move(*piece));
      arrived_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    arrived_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::string> pieces_;  // guarded by mutex_
  bool ended_ = false;              // guarded by mutex_
  std::jthread thread_;             // the last: it uses the others
};

// Takes the whole lines out of `text`.
Result<Next> ReadLines(std::string& text, const StreamReader& reader) {
  std::size_t end = 0;
  while ((end = text.find('\n')) != std::string::npos) {
    const std::string line = text.substr(0, end);
    text.erase(0, end + 1);
    if (line.empty()) continue;
    REXRAY_ASSIGN(const json value, ParseJson(line));
    if (reader.onLine(value) == Next::Stop) return Next::Stop;
  }
  return Next::More;
}

class LocalClient final : public Client {
 public:
  explicit LocalClient(HttpHandler handler) : handler_(std::move(handler)) {}

  Result<json> Get(const std::string& target) override { return Ask("GET", target, {}); }
  Result<json> Post(const std::string& target, const json& body) override {
    return Ask("POST", target, Dump(body));
  }

  Result<void> Stream(const std::string& target, const StreamReader& reader,
                      Deadline deadline) override {
    HttpResponse response = handler_(RequestOf("GET", target, {}));
    if (!response.stream) {
      REXRAY_TRY(ReadAnswer(response.status, response.body));
      return {};
    }
    Pieces pieces(std::move(response.stream));
    std::string text, piece;
    while (true) {
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline) return Fail(Code::DeadlineExceeded, "it took too long");
      switch (pieces.Take(piece, std::min(deadline, now + kLocalTick))) {
        case Pieces::Kind::End:
          return {};
        case Pieces::Kind::Nothing:
          if (reader.onTick() == Next::Stop) return {};
          break;
        case Pieces::Kind::Piece:
          text += piece;
          REXRAY_ASSIGN(const Next next, ReadLines(text, reader));
          if (next == Next::Stop) return {};
          break;
      }
    }
  }

 private:
  static HttpRequest RequestOf(std::string method, const std::string& target, std::string body) {
    HttpRequest request;
    request.method = std::move(method);
    request.target = target;
    request.headers["content-type"] = "application/json";
    request.body = std::move(body);
    request.peer = {::getuid(), ::getpid()};
    return request;
  }

  Result<json> Ask(std::string method, const std::string& target, std::string body) {
    const HttpResponse response = handler_(RequestOf(std::move(method), target, std::move(body)));
    if (response.delivered) response.delivered(true);
    return ReadAnswer(response.status, response.body);
  }

  const HttpHandler handler_;
};

}  // namespace

std::unique_ptr<Client> MakeLocalClient(HttpHandler handler) {
  return std::make_unique<LocalClient>(std::move(handler));
}

}  // namespace rexray
