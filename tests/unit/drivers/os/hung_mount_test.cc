#include <linux/fuse.h>
#include <poll.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "tests/support/command.h"
#include "tests/support/hung_filesystem.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

// A FUSE filesystem whose server never answers, as a hung NFS server.
class HungMounts : public HostTest {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    RequireFuse();
    if (IsSkipped() || HasFatalFailure()) return;
    auto started = StartHelpers(HostHelperFunctions(), 4);
    ASSERT_OK(started);
    real_ = std::move(*started);
    host_ = MakeLinuxHost(*real_, {});
    hung_ = Folder("hung");
    filesystem_.emplace(hung_);
  }
  void TearDown() override {
    filesystem_.reset();  // ends all that waits for it
  }

  bool AwaitRequest() {
    pollfd request{filesystem_->server(), POLLIN, 0};
    return ::poll(&request, 1, 30'000) == 1;
  }

  // From now on the filesystem is there; who asks it for a name waits, and not even SIGKILL ends
  // that once the server has taken up the request.
  void BeginToServe() {
    ASSERT_TRUE(AwaitRequest());
    char request[FUSE_MIN_READ_BUFFER];
    ASSERT_GT(::read(filesystem_->server(), request, sizeof request), 0);
    struct {
      fuse_out_header header;
      fuse_init_out init;
    } answer{};
    answer.header.len = sizeof answer;
    answer.header.unique = reinterpret_cast<const fuse_in_header*>(request)->unique;
    answer.init.major = FUSE_KERNEL_VERSION;
    answer.init.minor = FUSE_KERNEL_MINOR_VERSION;
    answer.init.max_write = 4096;
    ASSERT_EQ(::write(filesystem_->server(), &answer, sizeof answer),
              static_cast<ssize_t>(sizeof answer));
  }
  void TakeUpAndNeverAnswer() {
    ASSERT_TRUE(AwaitRequest());
    char request[FUSE_MIN_READ_BUFFER];
    ASSERT_GT(::read(filesystem_->server(), request, sizeof request), 0);
  }

  // Two calls are on the same behalf if `of` is the same.
  Result<TargetState> Look(const std::string& path, const std::string& of,
                           const std::stop_token& stop = {}) {
    return host_->InspectTarget(path, {std::chrono::steady_clock::now() + 2min, stop, -1, of});
  }

  std::unique_ptr<Helpers> real_;
  std::optional<HungFilesystem> filesystem_;
  std::string hung_;
};

TEST_F(HungMounts, G21_AHungMountStallsOnlyItsOwnCaller) {
  std::stop_source stop;
  std::jthread stuck([&] {
    const auto inspected = host_->InspectTarget(
        hung_ + "/inside", {std::chrono::steady_clock::now() + 5min, stop.get_token(), -1});
    EXPECT_REFUSED(inspected, Code::DeadlineExceeded, "");
  });
  EXPECT_TRUE(Eventually([&] { return real_->stats().busy == 1; }));
  for (int i = 0; i < 100; ++i) EXPECT_OK(host_->InspectTarget(folder_.path(), context()));
  EXPECT_OK(host_->Mounts());
  EXPECT_EQ(real_->stats().busy, 1u) << "it is still stuck, and nobody else was";
  stop.request_stop();
  stuck.join();
  EXPECT_EQ(real_->stats().abandoned, 1u);
  EXPECT_TRUE(Eventually([&] { return real_->stats().running == 1; })) << "even that one is ended";
}

TEST_F(HungMounts, G21_WhatHangsForOneVolumeCostsOneProcess) {
  BeginToServe();
  std::stop_source stop;
  std::jthread stuck([&] {
    EXPECT_REFUSED(Look(hung_ + "/inside", "volume a", stop.get_token()), Code::DeadlineExceeded,
                   "");
  });
  TakeUpAndNeverAnswer();
  stop.request_stop();
  stuck.join();
  for (int i = 0; i < 10; ++i)
    EXPECT_REFUSED(Look(hung_ + "/inside", "volume a"), Code::Unavailable, "");
  EXPECT_OK(Look(folder_.path(), "volume b"));
  EXPECT_EQ(real_->stats().abandoned, 1u);
  EXPECT_EQ(real_->stats().running, 2u) << "the one that hangs, and one for everybody else";
  filesystem_->Abandon();
  EXPECT_TRUE(Eventually([&] { return Look(folder_.path(), "volume a").has_value(); }))
      << "once it is gone, the volume is looked at again";
}

TEST_F(HungMounts, G21_AHungMountIsInTheTableAndCanBeUnmounted) {
  EXPECT_EQ(LinesAt(hung_).size(), 1u);
  EXPECT_OK(host_->Unmount(hung_, {std::chrono::steady_clock::now() + 10s, {}, -1}));
  EXPECT_TRUE(LinesAt(hung_).empty());
}

TEST_F(HungMounts, G04_NothingIsStackedOnAHungMount) {
  const std::string source = Folder("source");
  EXPECT_REFUSED(host_->Mount({Inspect(source), FilesystemType::None, "", hung_, {}}, context()),
                 Code::FailedPrecondition, "TargetMounted");
}

}  // namespace
}  // namespace rexray
