#pragma once

#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace rexray {

// The lines of a watch stream, with their line feed.
std::string WatchLine(std::string_view type, const nlohmann::json& object);
std::string BookmarkLine();

// Lines that wait to be sent.
class LineQueue {
 public:
  bool empty() const { return lines_.empty(); }
  void Add(std::string line) { lines_.push_back(std::move(line)); }
  std::string Take() {  // not when empty
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

 private:
  std::deque<std::string> lines_;
};

}  // namespace rexray
