#pragma once

#include <string>

namespace rexray {

// Scripts that stand for programs of the host, by PATH, as long as it lives. One at a time.
class ProgramsInFront {
 public:
  explicit ProgramsInFront(std::string folder);
  ~ProgramsInFront();
  ProgramsInFront(const ProgramsInFront&) = delete;
  ProgramsInFront& operator=(const ProgramsInFront&) = delete;

  void Replace(const std::string& program, const std::string& script);
  void Restore(const std::string& program);
  // The program itself, which dies at its n-th write as by kill -9. Needs strace.
  void KillAtWrite(const std::string& program, int n);

 private:
  const std::string folder_;
  const std::string path_;
};

}  // namespace rexray
