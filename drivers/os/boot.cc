#include <fstream>

#include "drivers/os/host.h"

namespace rexray {

BootId CurrentBoot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  BootId boot;
  std::getline(file, boot.value);
  return boot;
}

}  // namespace rexray
