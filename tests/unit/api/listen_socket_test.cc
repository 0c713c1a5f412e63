#include "api/listen_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temp_folder.h"
#include "tests/unit/api/raw_client.h"

namespace rexray {
namespace {

ListenAddress At(const std::string& path, mode_t mode = 0660) {
  return {.path = path, .mode = mode, .host = {}};
}

mode_t ModeOf(const std::string& path) {
  struct stat file {};
  EXPECT_EQ(stat(path.c_str(), &file), 0);
  return file.st_mode & 07777;
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// A socket file as a daemon leaves it that was killed.
void LeaveStale(const std::string& path) {
  auto socket = ListenSocket::Open(At(path));
  ASSERT_TRUE(socket.has_value());
  close(socket->ReleaseDescriptor());
  ASSERT_EQ(rename(path.c_str(), (path + ".kept").c_str()), 0);
  socket->Close();
  ASSERT_EQ(rename((path + ".kept").c_str(), path.c_str()), 0);
}

TEST(ListenSockets, MakeTheirFolderAndHaveTheModeAskedForWhateverTheUmask) {
  TempFolder folder;
  const mode_t before = umask(077);
  const auto socket = ListenSocket::Open(At(folder / "a/b/api.sock"));
  umask(before);
  ASSERT_TRUE(socket.has_value()) << socket.error().message;
  EXPECT_EQ(ModeOf(folder / "a/b/api.sock"), 0660U);
  EXPECT_EQ(ModeOf(folder / "a"), 0755U);
  EXPECT_EQ(ModeOf(folder / "a/b"), 0755U);
}

TEST(ListenSockets, LeaveTheModeOfAFolderThatExists) {
  TempFolder folder;
  ASSERT_EQ(mkdir((folder / "own").c_str(), 0700), 0);
  ASSERT_TRUE(ListenSocket::Open(At(folder / "own/api.sock", 0600)).has_value());
  EXPECT_EQ(ModeOf(folder / "own"), 0700U);
}

TEST(ListenSockets, ReplaceAStaleSocket) {
  TempFolder folder;
  LeaveStale(folder / "api.sock");
  const auto socket = ListenSocket::Open(At(folder / "api.sock"));
  ASSERT_TRUE(socket.has_value()) << socket.error().message;
  EXPECT_TRUE(RawClient(socket->address()).Send("hello"));
}

TEST(ListenSockets, NeverReplaceOneThatSomebodyListensOn) {
  TempFolder folder;
  const auto first = ListenSocket::Open(At(folder / "api.sock"));
  const auto second = ListenSocket::Open(At(folder / "api.sock"));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Code::FailedPrecondition);
  const std::string holder = "process " + std::to_string(getpid());
  EXPECT_NE(second.error().message.find(holder), std::string::npos) << second.error().message;
  EXPECT_TRUE(RawClient(first->address()).Send("hello")) << "the first one still works";
}

TEST(ListenSockets, NeverReplaceAFileThatIsNoSocket) {
  TempFolder folder;
  std::ofstream(folder / "api.sock") << "precious";
  const auto socket = ListenSocket::Open(At(folder / "api.sock"));
  ASSERT_FALSE(socket.has_value());
  std::string content;
  std::ifstream(folder / "api.sock") >> content;
  EXPECT_EQ(content, "precious");
}

TEST(ListenSockets, RemoveTheirFileAtTheEnd) {
  TempFolder folder;
  { ASSERT_TRUE(ListenSocket::Open(At(folder / "api.sock")).has_value()); }
  EXPECT_FALSE(Exists(folder / "api.sock"));
}

TEST(ListenSockets, LeaveAFileThatAnotherProcessPutInTheirPlace) {
  TempFolder folder;
  auto first = ListenSocket::Open(At(folder / "api.sock"));
  ASSERT_EQ(rename((folder / "api.sock").c_str(), (folder / "old").c_str()), 0);
  const auto second = ListenSocket::Open(At(folder / "api.sock"));
  ASSERT_TRUE(second.has_value());
  first->Close();
  EXPECT_TRUE(Exists(folder / "api.sock"));
}

TEST(ListenSockets, RefuseATooLongPathByItsLimit) {
  const auto socket = ListenSocket::Open(At("/tmp/" + std::string(200, 'x')));
  ASSERT_FALSE(socket.has_value());
  EXPECT_NE(socket.error().message.find("at most 107 bytes"), std::string::npos);
}

TEST(ListenSockets, GiveThePortThatTheKernelChose) {
  const auto socket = ListenSocket::Open(*ParseListenAddress("tcp://127.0.0.1:0"));
  ASSERT_TRUE(socket.has_value());
  EXPECT_NE(socket->address().port, 0);
  const auto taken = ListenSocket::Open(socket->address());
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, Code::FailedPrecondition);
}

TEST(ListenAddresses, AreReadAndPrinted) {
  for (const char* text :
       {"unix:///run/rexray/rexray.sock", "tcp://127.0.0.1:9709", "tcp://[::1]:80"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
  EXPECT_EQ(ToString(*ParseListenAddress("tcp://localhost:1")), "tcp://127.0.0.1:1");
}

TEST(ListenAddresses, G42_OutsideTheHostAreRefusedForWantOfAuthentication) {
  for (const char* text : {"tcp://0.0.0.0:9709", "tcp://192.168.1.1:80", "tcp://[::]:80",
                           "tcp://example.org:80"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_NE(address.error().message.find("authentication"), std::string::npos);
  }
}

TEST(ListenAddresses, OfTheRemoteListenerMayBeAnyLiteralOne) {
  for (const char* text : {"tls://0.0.0.0:9708", "tls://[::]:9708", "tcp://192.168.1.1:80"}) {
    const auto address = ParseRemoteAddress(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
  for (const char* text : {"unix:///a", "tls://example.org:80", "tls://:80", "tls://0.0.0.0"}) {
    EXPECT_FALSE(ParseRemoteAddress(text).has_value()) << text;
  }
}

TEST(ListenAddresses, OfADaemonMayBeNames) {
  for (const char* text : {"tls://db2.example:9708", "tcp://db2:80", "unix:///run/x.sock"}) {
    const auto address = ParseDaemonAddress(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
  EXPECT_FALSE(ParseDaemonAddress("http://db2:80").has_value());
}

TEST(ListenAddresses, ThatAreNoneAreRefused) {
  for (const char* text : {"", "tcp://:80", "tls://127.0.0.1:1", "http://x", "unix://relative", "unix:///folder/", "tcp://127.0.0.1",
                           "tcp://127.0.0.1:", "tcp://127.0.0.1:70000", "tcp://127.0.0.1:x"}) {
    EXPECT_FALSE(ParseListenAddress(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace rexray
