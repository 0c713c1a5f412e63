#pragma once

#include <string>

namespace rexray {

// A name under which engines find a volume plugin. The places where they look are the host's, so
// the name is of this test alone; what was put there under it goes with the destructor.
class DockerPlugin {
 public:
  DockerPlugin();
  ~DockerPlugin();
  DockerPlugin(const DockerPlugin&) = delete;
  DockerPlugin& operator=(const DockerPlugin&) = delete;

  const std::string& name() const { return name_; }
  std::string socket() const;  // found by being there
  // Found by a file that tells the address, "unix:///…" or "tcp://…".
  void WriteSpec(const std::string& address) const;
  void WriteJson(const std::string& address) const;

 private:
  const std::string name_;
};

}  // namespace rexray
