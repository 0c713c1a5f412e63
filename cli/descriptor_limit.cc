#include "cli/descriptor_limit.h"

#include <sys/resource.h>

namespace rexray {

void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  // With the lower one clients are fewer, and idle ones go earlier.
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace rexray
