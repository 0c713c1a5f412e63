#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rexray {

// A child process in a group of its own. It dies with the test: by the destructor, and by the
// kernel if the test process ends first. One thread.
class Process {
 public:
  struct Options {
    int in = -1;  // descriptors for the standard streams; -1: /dev/null
    int out = -1;
    int err = -1;
    std::vector<std::string> environment = {};  // "NAME=value", added to ours
  };

  // argv[0] is looked up in PATH. A program that cannot be run exits with 127, as in a shell.
  Process(const std::vector<std::string>& argv, const Options& options);
  ~Process();  // SIGKILL to the group, waits
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  void Signal(int signal) const;  // nothing if it has ended
  // Its exit code, 128 + signal if one ended it; nullopt if it still runs after `patience`.
  std::optional<int> Wait(std::chrono::milliseconds patience);
  // SIGKILL to the whole group; waits until all of it is gone. Nothing if it has ended: what it left behind
  // lives on.
  void Kill();

 private:
  pid_t pid_ = -1;
  int handle_ = -1;  // pidfd
  std::optional<int> exitCode_;
};

}  // namespace rexray
