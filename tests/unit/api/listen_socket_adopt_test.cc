#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http_server.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/api/raw_client.h"

namespace rexray {
namespace {

ListenAddress SocketAt(const std::string& path) { return {.path = path, .host = {}}; }

TEST(AdoptedSockets, HaveTheAddressTheyWereBoundTo) {
  TempFolder folder;
  for (const ListenAddress& address :
       {SocketAt(folder / "a.sock"), *ParseListenAddress("tcp://127.0.0.1:0"),
        *ParseListenAddress("tcp://[::1]:0")}) {
    auto made = ListenSocket::Open(address);
    ASSERT_TRUE(made.has_value()) << made.error().message;
    const auto adopted = ListenSocket::Adopt(made->ReleaseDescriptor());
    ASSERT_TRUE(adopted.has_value()) << adopted.error().message;
    EXPECT_EQ(ToString(adopted->address()), ToString(made->address()));
  }
}

TEST(AdoptedSockets, LeaveTheirFile) {
  TempFolder folder;
  auto made = ListenSocket::Open(SocketAt(folder / "a.sock"));
  { ASSERT_TRUE(ListenSocket::Adopt(dup(made->ReleaseDescriptor())).has_value()); }
  EXPECT_EQ(access((folder / "a.sock").c_str(), F_OK), 0);
}

TEST(AdoptedSockets, BlockNobodyAndAreNotPassedOn) {
  TempFolder folder;
  auto made = ListenSocket::Open(SocketAt(folder / "a.sock"));
  const int descriptor = made->ReleaseDescriptor();
  fcntl(descriptor, F_SETFL, 0);
  fcntl(descriptor, F_SETFD, 0);
  const auto adopted = ListenSocket::Adopt(descriptor);
  EXPECT_NE(fcntl(descriptor, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0);
}

TEST(AdoptedSockets, MustListen) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const auto adopted = ListenSocket::Adopt(pair[0]);
  ASSERT_FALSE(adopted.has_value());
  EXPECT_NE(adopted.error().message.find("listens for streams"), std::string::npos);
  EXPECT_EQ(fcntl(pair[0], F_GETFD), -1) << "it was not closed";
  close(pair[1]);
}

TEST(AdoptedSockets, AnswerWhoConnectedBeforeTheServerWasThere) {
  TempFolder folder;
  auto made = ListenSocket::Open(SocketAt(folder / "a.sock"));
  RawClient early(made->address());
  early.Send("GET /early HTTP/1.1\r\nHost: a\r\n\r\n");
  HttpServer server([](std::string_view) {});
  server.Serve(*ListenSocket::Adopt(made->ReleaseDescriptor()), [](const HttpRequest& request) {
    HttpResponse response;
    response.body = request.target;
    return response;
  });
  EXPECT_EQ(early.Read().body, "/early");
  server.Stop(Milliseconds(0));
  EXPECT_EQ(access((folder / "a.sock").c_str(), F_OK), 0) << "whoever made it keeps it";
}

}  // namespace
}  // namespace rexray
