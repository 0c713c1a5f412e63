#include "tests/bench/pipeline.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/loop.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "drivers/os/descriptor.h"

namespace rexray {
namespace {

constexpr off_t kSize = 64 << 20;

struct BareMount {
  std::string file;
  std::string target;
  Descriptor loop;
};

Descriptor AttachedLoopOf(const std::string& file, std::string& path) {
  const Descriptor image(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  Must(image.valid() && ::ftruncate(image.get(), kSize) == 0, file);
  const Descriptor control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
  const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
  Must(number >= 0, "a free loop device");
  path = fmt::format("/dev/loop{}", number);
  Descriptor loop(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  loop_config config{};
  config.fd = static_cast<__u32>(image.get());
  Must(loop.valid() && ::ioctl(loop.get(), LOOP_CONFIGURE, &config) == 0, path);
  return loop;
}

void MakeExt4(const std::string& device) {
  std::string path = device;
  char program[] = "/sbin/mkfs.ext4";
  char quiet[] = "-q";
  char* arguments[] = {program, quiet, path.data(), nullptr};
  pid_t process = 0;
  const int error = ::posix_spawn(&process, program, nullptr, nullptr, arguments, environ);
  int status = 0;
  Must(error == 0 && ::waitpid(process, &status, 0) == process && status == 0, "mkfs.ext4");
}

void MakeAndMount(BareMount& made) {
  std::string device;
  made.loop = AttachedLoopOf(made.file, device);
  MakeExt4(device);
  std::filesystem::create_directories(made.target);
  Must(::mount(device.c_str(), made.target.c_str(), "ext4", 0, nullptr) == 0, "mount " + device);
}

void Undo(BareMount& made) {
  Must(::umount2(made.target.c_str(), UMOUNT_NOFOLLOW) == 0, "unmount " + made.target);
  Must(::ioctl(made.loop.get(), LOOP_CLR_FD) == 0, "detach");
  std::filesystem::remove(made.file);
}

}  // namespace

Figures BarePipelines(const std::string& folder, int count) {
  Figures figures;
  for (int i = 0; i < count; ++i) {
    BareMount made{fmt::format("{}/bare-{}.img", folder, i), folder + "/bare-mounted", {}};
    figures.calls.push_back(Timed([&] { MakeAndMount(made); }));
    figures.wall += figures.calls.back();
    Undo(made);
  }
  std::ranges::sort(figures.calls);
  return figures;
}

}  // namespace rexray
