#include "tests/unit/api/flood.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace rexray {
namespace {

rlimit DescriptorLimits() {
  rlimit limit{};
  EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  return limit;
}

// After fork: async-signal-safe calls only.
[[noreturn]] void ConnectAndStay(const sockaddr_un& name, std::size_t connections, rlimit limit) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  close_range(3, ~0U, 0);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  for (std::size_t i = 0; i < connections; ++i) {
    const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(connection, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) _exit(1);
  }
  while (true) pause();
}

}  // namespace

Flood::Flood(const ListenAddress& address, std::size_t connections) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  address.path.copy(name.sun_path, sizeof name.sun_path - 1);
  const rlimit limit = DescriptorLimits();
  process_ = fork();
  if (process_ == 0) ConnectAndStay(name, connections, limit);
}

Flood::~Flood() {
  kill(process_, SIGKILL);
  int status = 0;
  EXPECT_EQ(waitpid(process_, &status, 0), process_);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the flood could not connect";
}

DescriptorLimit::DescriptorLimit(std::size_t limit) {
  rlimit limits = DescriptorLimits();
  before_ = limits.rlim_cur;
  limits.rlim_cur = limit;
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limits), 0);
}

DescriptorLimit::~DescriptorLimit() {
  rlimit limits = DescriptorLimits();
  limits.rlim_cur = before_;
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limits), 0);
}

std::size_t DescriptorLimit::Most() { return DescriptorLimits().rlim_max; }

}  // namespace rexray
