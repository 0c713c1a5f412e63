#pragma once

#include <cstdint>
#include <string>

namespace rexray {

// A loop device over a file, detached at the end.
class LoopDevice {
 public:
  explicit LoopDevice(const std::string& file, bool readOnly = false);
  ~LoopDevice();
  LoopDevice(const LoopDevice&) = delete;
  LoopDevice& operator=(const LoopDevice&) = delete;

  const std::string& path() const { return path_; }  // "/dev/loop3"
  void Detach();

 private:
  std::string path_;
  std::uint64_t inode_ = 0;  // of the file
};

// A sparse file of that many bytes.
std::string SparseFile(const std::string& path, std::uint64_t bytes);

// Writes bytes at an offset of a file or device.
void WriteAt(const std::string& path, std::uint64_t offset, const std::string& bytes);

// Runs a command and expects exit code 0.
void Shell(const std::string& command);

}  // namespace rexray
