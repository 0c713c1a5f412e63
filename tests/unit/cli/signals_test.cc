#include "cli/signals.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using namespace std::chrono_literals;

// The mask is put back, so that other tests of this process are as before.
class SignalsTest : public testing::Test {
 protected:
  SignalsTest() { pthread_sigmask(SIG_SETMASK, nullptr, &before_); }
  ~SignalsTest() override { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

TEST_F(SignalsTest, ASignalIsWaitedForAndKillsNobody) {
  Signals signals;
  ASSERT_EQ(pthread_kill(pthread_self(), SIGHUP), 0);
  EXPECT_EQ(signals.Wait(10s), SIGHUP);
}

TEST_F(SignalsTest, WithoutASignalTheWaitEnds) {
  Signals signals;
  EXPECT_EQ(signals.Wait(1ms), std::nullopt);
}

}  // namespace
}  // namespace rexray
