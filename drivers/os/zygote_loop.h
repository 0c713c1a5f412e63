#pragma once

#include <sys/types.h>

#include <vector>

#include "drivers/os/helper.h"

namespace rexray {

// What the daemon tells its zygote, as bytes of one message.
struct ZygoteOrder {
  enum class Kind { Fork, Kill } kind;
  pid_t helper;  // of Kill
};

// The answer to Fork; with two descriptors, socket and pidfd, unless `error` (an errno) is set.
struct ZygoteAnswer {
  pid_t helper;
  int error;
};

// The zygote's life: obeys orders of `socket` until the daemon is gone. In helper processes, which
// it forks, it returns when they end.
void RunZygote(int socket, const std::vector<HelperFunction>& functions);

}  // namespace rexray
