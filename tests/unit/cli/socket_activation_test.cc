#include "cli/socket_activation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

class SocketActivation : public testing::Test {
 protected:
  ListenAddress At(const std::string& name) { return {.path = folder_ / name, .host = {}}; }

  // The descriptor of a socket that somebody else made.
  int Made(const ListenAddress& address) {
    made_.push_back(*ListenSocket::Open(address));
    bound_ = made_.back().address();
    return made_.back().ReleaseDescriptor();
  }

  InheritedSockets Inherit(const std::vector<int>& descriptors) {
    return InheritedSockets(descriptors,
                            [this](const std::string& line) { complaints_.push_back(line); });
  }

  TempFolder folder_;
  std::vector<ListenSocket> made_;
  ListenAddress bound_;
  std::vector<std::string> complaints_;
};

TEST_F(SocketActivation, ASocketIsTakenByItsPath) {
  const int second = Made(At("second"));
  InheritedSockets inherited = Inherit({Made(At("first")), second});
  auto taken = inherited.Open(At("./second"));
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  EXPECT_EQ(taken->ReleaseDescriptor(), second);
  close(second);
}

TEST_F(SocketActivation, ASocketIsTakenByHostAndPort) {
  const int descriptor = Made(*ParseListenAddress("tcp://127.0.0.1:0"));
  InheritedSockets inherited = Inherit({descriptor});
  auto taken = inherited.Open(*ParseListenAddress(fmt::format("tcp://localhost:{}", bound_.port)));
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  EXPECT_EQ(taken->ReleaseDescriptor(), descriptor);
  close(descriptor);
}

TEST_F(SocketActivation, WhatNobodyHandedOverIsOpened) {
  InheritedSockets inherited = Inherit({});
  ASSERT_TRUE(inherited.Open(At("own")).has_value());
  EXPECT_NE(access((folder_ / "own").c_str(), F_OK), 0) << "our own file goes with the socket";
}

TEST_F(SocketActivation, WhatNoAddressAskedForIsNamedAndClosed) {
  const int descriptor = Made(At("stray"));
  InheritedSockets inherited = Inherit({descriptor});
  inherited.CloseRest();
  ASSERT_EQ(complaints_.size(), 1U);
  EXPECT_NE(complaints_[0].find("stray"), std::string::npos);
  EXPECT_LT(dup(descriptor), 0);
}

TEST_F(SocketActivation, WhatIsNoListeningSocketIsNamedAndClosed) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  Inherit({pipe[0]}).CloseRest();
  EXPECT_EQ(complaints_.size(), 1U);
  EXPECT_LT(dup(pipe[0]), 0);
  close(pipe[1]);
}

struct Handed {
  std::string process;
  const char* count;
  std::vector<int> taken;
};

TEST_F(SocketActivation, TheVariablesCountForThisProcessOnlyAndAreTakenAway) {
  const std::string us = std::to_string(getpid());
  for (const Handed& each : {Handed{us, "2", {3, 4}}, Handed{"1", "2", {}}, Handed{us, "0", {}},
                             Handed{us, "-1", {}}, Handed{us, "two", {}}, Handed{us, "2x", {}},
                             Handed{us, "99999999", {}}, Handed{"", "2", {}}}) {
    setenv("LISTEN_PID", each.process.c_str(), 1);
    setenv("LISTEN_FDS", each.count, 1);
    setenv("LISTEN_FDNAMES", "a:b", 1);
    EXPECT_EQ(TakeListenDescriptors(), each.taken) << each.process << " " << each.count;
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
      EXPECT_EQ(std::getenv(name), nullptr) << name;
    }
  }
  EXPECT_TRUE(TakeListenDescriptors().empty());
}

}  // namespace
}  // namespace rexray
