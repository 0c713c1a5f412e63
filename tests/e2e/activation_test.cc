#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/e2e/live_node.h"

// The daemon on a socket that somebody else made and keeps, as systemd does for rexray.socket.

namespace rexray {
namespace {

// What systemd does before it becomes the daemon: the socket, here the standard input, becomes the
// descriptors 3 and 4, and the environment says so.
constexpr const char* kHandOver =
    R"(LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=control:stray exec "$@" 3<&0 4<&0 </dev/null)";

class Activation : public testing::Test {
 protected:
  void SetUp() override {
    RequireRoot();
    name_.sun_family = AF_UNIX;
    (folder_ / "control.sock").copy(name_.sun_path, sizeof name_.sun_path - 1);
    kept_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(bind(kept_, Name(), sizeof name_), 0);
    ASSERT_EQ(listen(kept_, SOMAXCONN), 0);
    daemon_.emplace(DaemonOptions{.binary = REXRAY_BINARY,
                                  .folder = folder_.path(),
                                  .prefix = {"sh", "-c", kHandOver, "sh"},
                                  .input = kept_});
  }

  void TearDown() override { close(kept_); }

  const sockaddr* Name() const { return reinterpret_cast<const sockaddr*>(&name_); }

  // A client that asks for the daemon's health without minding whether there is one.
  int Ask() const {
    const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(client, Name(), sizeof name_), 0);
    constexpr std::string_view kAskHealth =
        "GET /healthz HTTP/1.1\r\nHost: rexray\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(send(client, kAskHealth.data(), kAskHealth.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(kAskHealth.size()));
    return client;
  }

  // What it is told in the end; empty: nothing within a minute.
  static std::string AnswerTo(int client) {
    pollfd readable{.fd = client, .events = POLLIN, .revents = 0};
    char bytes[4096] = {};
    const bool told = poll(&readable, 1, 60'000) == 1;
    const ssize_t got = told ? recv(client, bytes, sizeof bytes, 0) : 0;
    close(client);
    return std::string(bytes, got > 0 ? static_cast<std::size_t>(got) : 0);
  }

  TempFolder folder_;
  sockaddr_un name_{};
  int kept_ = -1;
  std::optional<Daemon> daemon_;
};

TEST_F(Activation, G30_WhoConnectsBeforeTheDaemonIsThereIsAnsweredByIt) {
  const int early = Ask();
  daemon_->Start();
  EXPECT_TRUE(AnswerTo(early).starts_with("HTTP/1.1 200 OK")) << daemon_->Log();
}

TEST_F(Activation, G30_WhoConnectsWhileTheDaemonIsGoneIsAnsweredByTheNext) {
  daemon_->Start();
  daemon_->Kill();
  const int afterKill = Ask();
  daemon_->Start();
  EXPECT_TRUE(AnswerTo(afterKill).starts_with("HTTP/1.1 200 OK")) << daemon_->Log();
  EXPECT_EQ(daemon_->Stop(), 0);
  EXPECT_EQ(access(daemon_->socket().c_str(), F_OK), 0) << "its maker keeps the file";
  const int afterStop = Ask();
  daemon_->Start();
  EXPECT_TRUE(AnswerTo(afterStop).starts_with("HTTP/1.1 200 OK")) << daemon_->Log();
}

TEST_F(Activation, ASocketThatIsNotConfiguredIsNamedInTheLog) {
  daemon_->Start();
  EXPECT_NE(daemon_->Log().find("systemd handed over " + daemon_->control()), std::string::npos)
      << daemon_->Log();
}

}  // namespace
}  // namespace rexray
