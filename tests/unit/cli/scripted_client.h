#pragma once

#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cli/session.h"

namespace rexray {

// A daemon of a few lines: it answers what it was told to, in order, and remembers what it was
// asked.
class ScriptedClient : public Client {
 public:
  struct Asked {
    std::string target;
    nlohmann::json body;
  };

  std::deque<Result<nlohmann::json>> answers;
  // Each Stream call gives one of these line by line, then ends; a tick follows the last line.
  std::deque<std::vector<nlohmann::json>> streams;
  std::optional<Error> afterStreams;  // of Stream calls beyond
  std::vector<Asked> asked;

  Result<nlohmann::json> Get(const std::string& target) override { return Answer({target, {}}); }
  Result<nlohmann::json> Post(const std::string& target, const nlohmann::json& body) override {
    return Answer({target, body});
  }
  Result<void> Stream(const std::string& target, const StreamReader& reader, Deadline) override {
    asked.push_back({target, {}});
    if (streams.empty()) {
      return std::unexpected(
          afterStreams.value_or(Error{Code::DeadlineExceeded, "no more lines", {}}));
    }
    const auto lines = streams.front();
    streams.pop_front();
    for (const nlohmann::json& line : lines) {
      if (reader.onLine(line) == Next::Stop) return {};
    }
    (void)reader.onTick();
    return {};
  }

 private:
  Result<nlohmann::json> Answer(Asked request) {
    asked.push_back(std::move(request));
    if (answers.empty()) return Fail(Code::Internal, "asked once too often");
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
};

inline TimePoint TestNow() { return *ParseRfc3339("2026-11-20T19:16:13.000Z"); }

// A session whose output is kept, as if piped.
struct TestSession {
  ScriptedClient client;
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Session session{client, in, out, err, Terminal{}, TestNow};
};

inline nlohmann::json VolumeObject(const std::string& name, const std::string& phase,
                                   nlohmann::json more = nlohmann::json::object()) {
  nlohmann::json status{{"phase", phase}, {"ready", phase == "Ready"}};
  status.update(more);
  return {
      {"kind", "Volume"}, {"metadata", {{"name", name}, {"generation", 1}}}, {"status", status}};
}

inline nlohmann::json WatchLine(const std::string& type, const nlohmann::json& object) {
  return {{"type", type}, {"object", object}};
}

inline nlohmann::json Bookmark() { return {{"type", "BOOKMARK"}}; }

}  // namespace rexray
