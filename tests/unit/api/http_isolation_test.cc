#include <fcntl.h>
#include <unistd.h>

#include <semaphore>

#include "tests/unit/api/flood.h"
#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

// A second listener of the rig's server.
ListenAddress ListenBeside(HttpRig& rig, HttpLimits limits = {},
                           HttpHandler handler = HttpRig::Echo) {
  const ListenAddress address{.path = rig.folder / "run/beside.sock", .host = {}};
  EXPECT_TRUE(rig.server.Listen(address, std::move(handler), limits).has_value());
  return address;
}

// A handler that hangs on "/hang" until it is let go, and otherwise echoes.
class Hanging {
 public:
  HttpHandler handler() {
    return [this](const HttpRequest& request) {
      if (request.target == "/hang") {
        entered_.release();
        release_.acquire();
      }
      return HttpRig::Echo(request);
    };
  }

  // Sends requests that hang; returns when all of them run.
  void Hang(const ListenAddress& address, int requests) {
    for (int i = 0; i < requests; ++i) {
      clients_.emplace_back(address).Send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    for (int i = 0; i < requests; ++i) entered_.acquire();
  }

  void LetGo() {
    release_.release(static_cast<std::ptrdiff_t>(clients_.size()));
    for (RawClient& client : clients_) EXPECT_EQ(client.Read().status, 200U);
  }

 private:
  std::counting_semaphore<> entered_{0};
  std::counting_semaphore<> release_{0};
  std::vector<RawClient> clients_;
};

TEST(HttpIsolation, RequestsThatHangOnOneListenerUseUpNothingOfAnother) {
  Hanging hanging;
  HttpRig rig({.handlerThreads = 4, .waitingRequests = 0}, hanging.handler());
  const ListenAddress beside = ListenBeside(rig, {.handlerThreads = 1, .waitingRequests = 100});
  hanging.Hang(rig.address, 4);
  EXPECT_EQ(rig.Connect().Get("/x").status, 503U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(RawClient(beside).Get("/x").status, 200U);
  hanging.LetGo();
}

TEST(HttpIsolation, TwoHundredRequestsThatHangDelayNoOtherOfTheSameListener) {
  Hanging hanging;
  HttpRig rig({}, hanging.handler());
  hanging.Hang(rig.address, 200);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  hanging.LetGo();
}

TEST(HttpIsolation, TheConnectionThatIsIdleLongestGivesWayToANewOne) {
  HttpRig rig({.maxConnections = 2});
  RawClient first = rig.Connect();
  RawClient second = rig.Connect();
  EXPECT_EQ(first.Get("/x").status, 200U);
  EXPECT_EQ(second.Get("/x").status, 200U);
  EXPECT_EQ(first.Get("/x").status, 200U);
  RawClient third = rig.Connect();
  EXPECT_EQ(third.Get("/x").status, 200U);
  EXPECT_TRUE(second.Ended());
  EXPECT_EQ(first.Get("/x").status, 200U) << "it was used after the second";
}

TEST(HttpIsolation, OneThatNeverSaidAnythingIsIdleToo) {
  HttpRig rig({.maxConnections = 1});
  RawClient silent = rig.Connect();
  EXPECT_TRUE(Comes([&] { return rig.server.connections() == 1; }));
  EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  EXPECT_TRUE(silent.Ended());
}

TEST(HttpIsolation, WhoHasBegunARequestIsNotIdle) {
  Hanging hanging;
  HttpRig rig({.maxConnections = 2}, hanging.handler());
  hanging.Hang(rig.address, 1);
  RawClient half = rig.Connect();
  half.Send("POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(half.ReadHead().status, 100U) << "it is being read";
  RawClient third = rig.Connect();
  EXPECT_EQ(third.Get("/x").status, 503U);
  EXPECT_TRUE(third.Ended());
  half.Send("ok");
  EXPECT_EQ(half.Read().body, "POST /half ok");
  hanging.LetGo();
}

TEST(HttpIsolation, AFloodOnOneListenerClosesNoConnectionOfAnother) {
  HttpRig rig({.maxConnections = 10});
  const ListenAddress beside = ListenBeside(rig, {.maxConnections = 10});
  RawClient other(beside);
  EXPECT_EQ(other.Get("/x").status, 200U);
  std::vector<RawClient> flood;
  for (int i = 0; i < 50; ++i) flood.push_back(rig.Connect());
  EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  EXPECT_EQ(other.Get("/x").status, 200U);
  EXPECT_LE(rig.server.connections(), 11U);
}

// The number that the kernel gives to the next file.
int NextDescriptor() {
  const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(next);
  return next;
}

TEST(HttpIsolation, TheLastDescriptorsOfTheProcessAreLeftToOthers) {
  HttpRig rig;
  const ListenAddress beside = ListenBeside(rig);
  RawClient other(beside);
  EXPECT_EQ(other.Get("/x").status, 200U);
  const DescriptorLimit limit(static_cast<std::size_t>(NextDescriptor()) + 400);
  const Flood flood(rig.address, 1000);
  EXPECT_TRUE(Comes([&] { return rig.server.connections() > 150; }));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
    EXPECT_EQ(RawClient(beside).Get("/x").status, 200U);
  }
  EXPECT_EQ(other.Get("/x").status, 200U) << "the flood's own connections go first";
  EXPECT_LT(rig.server.connections(), 300U);
}

TEST(HttpIsolation, AnIdleConnectionGivesItsDescriptorIfNoneIsLeft) {
  HttpRig rig;
  std::vector<RawClient> idle;
  for (int i = 0; i < 5; ++i) {
    idle.push_back(rig.Connect());
    EXPECT_EQ(idle.back().Get("/x").status, 200U);
  }
  // One for the client's end, none for the server's.
  const DescriptorLimit limit(static_cast<std::size_t>(NextDescriptor()) + 1);
  EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  EXPECT_TRUE(idle.front().Ended());
  EXPECT_EQ(rig.lines().size(), 0U);
}

}  // namespace
}  // namespace rexray
