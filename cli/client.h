#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "cli/endpoint.h"

namespace rexray {

enum class Next { More, Stop };

// Who reads a stream: each line as it comes, and a tick about every second while none comes.
struct StreamReader {
  std::function<Next(const nlohmann::json& line)> onLine;
  std::function<Next()> onTick = [] { return Next::More; };
};

// A daemon's control API (docs/api.md). One thread; onLine and onTick may call Get and Post.
// Errors are the daemon's own, its details one per line; reason DaemonUnreachable where none
// answers.
class Client {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  virtual ~Client() = default;

  virtual Result<nlohmann::json> Get(const std::string& target) = 0;
  virtual Result<nlohmann::json> Post(const std::string& target, const nlohmann::json& body) = 0;

  // Reads until the reader stops it or the daemon ends it; DeadlineExceeded after `deadline`.
  virtual Result<void> Stream(const std::string& target, const StreamReader& reader,
                              Deadline deadline) = 0;
};

// Connects with each request, so this cannot fail.
std::unique_ptr<Client> MakeClient(Endpoint endpoint);

// "/v1/events?volume=a%20b": a path and the query parameters that are not empty.
std::string RequestTarget(std::string_view path,
                          std::initializer_list<std::pair<std::string_view, std::string>> query);
// One segment of a path, percent-encoded.
std::string EncodeSegment(std::string_view text);

}  // namespace rexray
