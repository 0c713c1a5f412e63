#pragma once

#include <string>

namespace rexray {

// A folder of its own for each test, under /tmp/rexray-os-test. Whatever is still mounted below it is
// unmounted at the end, and it is removed. Folders of dead processes are swept first.
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
