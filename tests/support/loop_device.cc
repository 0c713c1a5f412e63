#include "tests/support/loop_device.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "drivers/os/descriptor.h"

namespace rexray {

LoopDevice::LoopDevice(const std::string& file, bool readOnly) {
  const Descriptor backing(::open(file.c_str(), (readOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC));
  const Descriptor control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
  struct stat status {};
  EXPECT_EQ(::fstat(backing.get(), &status), 0) << file;
  inode_ = status.st_ino;
  loop_config config{};
  config.fd = static_cast<unsigned>(backing.get());
  config.info.lo_flags = readOnly ? LO_FLAGS_READ_ONLY : 0;
  // Another test may take the free one first.
  for (int attempt = 0; attempt < 100; ++attempt) {
    path_ = "/dev/loop" + std::to_string(::ioctl(control.get(), LOOP_CTL_GET_FREE));
    const Descriptor device(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    if (device.valid() && ::ioctl(device.get(), LOOP_CONFIGURE, &config) == 0) return;
  }
  ADD_FAILURE() << "no loop device for " << file << ": " << std::strerror(errno);
  path_.clear();
}

LoopDevice::~LoopDevice() { Detach(); }

// Asked of the open device, which keeps its number: should somebody else have detached ours, the
// number may by now be another test's.
void LoopDevice::Detach() {
  if (path_.empty()) return;
  const Descriptor device(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  loop_info64 status{};
  if (::ioctl(device.get(), LOOP_GET_STATUS64, &status) == 0 && status.lo_inode == inode_)
    ::ioctl(device.get(), LOOP_CLR_FD, 0);
  path_.clear();
}

std::string SparseFile(const std::string& path, std::uint64_t bytes) {
  const Descriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  EXPECT_EQ(::ftruncate(file.get(), static_cast<off_t>(bytes)), 0) << path;
  return path;
}

void WriteAt(const std::string& path, std::uint64_t offset, const std::string& bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)),
            static_cast<ssize_t>(bytes.size()))
      << path;
  EXPECT_EQ(::fsync(file.get()), 0) << path;
}

void Shell(const std::string& command) {
  EXPECT_EQ(std::system((command + " >/dev/null 2>&1").c_str()), 0) << command;
}

}  // namespace rexray
