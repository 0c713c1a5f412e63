#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace rexray {

// What a command left behind.
struct CommandResult {
  int exitCode = 0;  // 128 + signal if one ended it; kTimedOut if it was killed for lateness
  std::string out;
  std::string err;

  static constexpr int kTimedOut = -1;
  bool ok() const { return exitCode == 0; }
};

// For messages of failed expectations: exit code and both outputs.
std::ostream& operator<<(std::ostream& stream, const CommandResult& result);

struct CommandOptions {
  std::string input = {};
  std::vector<std::string> environment = {};  // "NAME=value", added to ours
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

// Runs a command to its end, its group killed past the timeout.
CommandResult RunCommand(const std::vector<std::string>& argv, const CommandOptions& options = {});

// Waits until `condition` holds, asking again every few milliseconds; false after `patience`.
template <class Condition>
bool Eventually(const Condition& condition,
                std::chrono::milliseconds patience = std::chrono::seconds(30));

// A pause between two askings; not a way to wait for something.
void PauseBeforeAskingAgain();

template <class Condition>
bool Eventually(const Condition& condition, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    PauseBeforeAskingAgain();
  }
  return true;
}

}  // namespace rexray
