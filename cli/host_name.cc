#include "cli/host_name.h"

#include <sys/utsname.h>

namespace rexray {

std::string HostName() {
  utsname names{};
  return uname(&names) == 0 ? names.nodename : "";
}

}  // namespace rexray
