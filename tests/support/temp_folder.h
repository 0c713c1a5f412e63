#pragma once

#include <string>

namespace rexray {

// A folder of a test's own under /tmp/rexray-test. The destructor leaves nothing behind, whatever
// the test did or failed to do: containers of a Docker engine in it end, mounts at or below the
// folder go (lazily), loop devices whose backing file lies in it are detached, immutable attributes
// are cleared, then it is removed; never through a mount. The folders of test processes that were
// killed are swept by the next test. One thread.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace rexray
