#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/requirements.h"
#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::HasSubstr;

class SqliteDurability : public SqliteFixture {
 protected:
  // Runs `body` in a child; gives its wait status.
  template <class Body>
  static int InChild(Body body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }
};

std::string VolumeNumber(int n) { return "volume-" + std::to_string(n); }

// Commits for ever, telling each number through the pipe once its commit returned.
[[noreturn]] void CommitAndTell(Store& store, int pipe) {
  for (int n = 0;; ++n) {
    if (!store.Commit(Declaring({SampleVolume(VolumeNumber(n))}), At(1)).has_value()) ::_exit(1);
    if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(2);
  }
}

TEST_F(SqliteDurability, WhatWasAcknowledgedSurvivesSigkill) {
  int last = -1;
  for (int round = 0; round < 5; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = TryOpen();
      if (!store.has_value()) ::_exit(3);
      CommitAndTell(**store, pipe[1]);
    }
    ::close(pipe[1]);
    for (int n = 0; n < 20 * (round + 1) && ::read(pipe[0], &last, sizeof last) == sizeof last;
         ++n) {
    }
    ::kill(child, SIGKILL);
    for (int n = 0; ::read(pipe[0], &n, sizeof n) == sizeof n;) last = n;  // told before it died
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    Open();
    for (int n = 0; n <= last; ++n) EXPECT_TRUE(store().Load({VolumeNumber(n)}).has_value()) << n;
    Close();
  }
  EXPECT_GE(last, 90);
}

// On a disk of one MiB, mounted for the child alone: it goes with the child.
int FillSmallDisk(const std::string& folder) {
  if (::unshare(CLONE_NEWNS) != 0) return 77;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") != 0) return 77;
  auto store = OpenSqliteStore({folder, {"test-domain"}});
  if (!store.has_value()) return 1;
  int committed = 0;
  Error error;
  for (; error.message.empty() && committed < 100000; ++committed) {
    auto volume = SampleVolume(VolumeNumber(committed));
    volume.spec.metadata.labels["filler"] = std::string(4000, 'x');
    const auto commit = (*store)->Commit(Declaring({volume}), At(1));
    if (!commit.has_value()) error = commit.error();
  }
  if (error.code != Code::Unavailable) return 2;
  if (error.message.find(folder + "/rexray.db") == std::string::npos) return 3;
  const auto names = (*store)->VolumeNames();  // reading goes on
  if (!names.has_value() || names->size() != static_cast<std::size_t>(committed - 1)) return 4;
  store->reset();
  auto again = OpenSqliteStore({folder, {"test-domain"}});  // and opening
  if (!again.has_value()) return 5;
  return (*again)->VolumeNames()->size() == names->size() ? 0 : 6;
}

TEST_F(SqliteDurability, G32_AFullDiskIsUnavailableAndLosesNothing) {
  const int status = InChild([&] { return FillSmallDisk(folder()); });
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77)
    return Missing("needs the right to mount in a namespace of its own");
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(SqliteDurability, AFolderThatIsMissingIsNamed) {
  const auto store = OpenSqliteStore({folder() + "/nowhere", {"test-domain"}});
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, Code::Unavailable);
  EXPECT_THAT(store.error().message, HasSubstr(folder() + "/nowhere/rexray.db"));
}

TEST_F(SqliteDurability, TheLogDoesNotGrowWithoutBound) {
  Open();
  for (int n = 0; n < 400; ++n) {
    Event event = SampleEvent("pg", "Mounted");
    event.message = std::string(30000, 'x');
    ASSERT_TRUE(store().AppendEvents({event}).has_value());
    ASSERT_LE(std::filesystem::file_size(path() + "-wal"), 5u << 20);
  }
  EXPECT_GT(store().Stats().sizeBytes, 10u << 20);
  EXPECT_EQ(store().Stats().commits, 400u);
  EXPECT_EQ(store().Stats().writtenRows, 400u);
  EXPECT_GT(store().Stats().commitSecondsTotal, 0.0);
}

}  // namespace
}  // namespace rexray
