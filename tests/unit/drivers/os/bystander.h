#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace rexray {

// A process that does something, tells that it did, and lives until it is ended or the test is.
class Bystander {
 public:
  explicit Bystander(const std::function<void()>& act);
  ~Bystander() { End(); }
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;

  void End();
  std::string pid() const { return std::to_string(pid_); }

 private:
  pid_t pid_ = -1;
};

// For a bystander: from now on it has a mount namespace of its own, which nothing reaches that is
// mounted or unmounted elsewhere.
void LeaveMountNamespace();

}  // namespace rexray
