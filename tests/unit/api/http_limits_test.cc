#include <semaphore>

#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

constexpr Milliseconds kShort{200};

std::string Post(std::size_t length) {
  return "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

TEST(HttpLimits, AGigabyteIsRefusedBeforeItIsSent) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send(Post(1 << 30));
  EXPECT_EQ(client.Read().status, 413U);
}

TEST(HttpLimits, AClientThatSendsTooMuchStillSeesTheAnswer) {
  HttpRig rig({.bodyLimit = 1 << 20});
  RawClient client = rig.Connect();
  EXPECT_TRUE(client.Send(Post(4 << 20)));
  client.Send(std::string(4 << 20, 'x'));
  const auto answer = client.Read();
  EXPECT_EQ(answer.status, 413U);
  EXPECT_NE(answer.body.find("BodyTooLarge"), std::string::npos);
  EXPECT_EQ(answer.headers.at("connection"), "close");
}

TEST(HttpLimits, AChunkedBodyIsMeasuredToo) {
  HttpRig rig({.bodyLimit = 1000});
  RawClient client = rig.Connect();
  client.Send("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
              std::string(2000, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().status, 413U);
}

TEST(HttpLimits, ABodyOfExactlyTheLimitIsTaken) {
  HttpRig rig({.bodyLimit = 1000});
  EXPECT_EQ(rig.Connect().Post("/x", std::string(1000, 'x')).status, 200U);
}

TEST(HttpLimits, AClientThatWaitsToContinueIsToldNoAtOnce) {
  HttpRig rig({.bodyLimit = 1000});
  RawClient client = rig.Connect();
  client.Send(
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n");
  EXPECT_EQ(client.Read().status, 413U);
}

TEST(HttpLimits, ATooLargeHeaderIsRefused) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + std::string(64 << 10, 'x') + "\r\n\r\n");
  EXPECT_EQ(client.Read().status, 431U);
}

TEST(HttpLimits, AHalfSentRequestTimesOut) {
  HttpRig rig({.requestDeadline = kShort});
  RawClient client = rig.Connect();
  client.Send(Post(100) + "half of it");
  const auto answer = client.Read();
  EXPECT_EQ(answer.status, 408U);
  EXPECT_TRUE(client.Ended());
}

TEST(HttpLimits, ARequestThatTricklesTimesOutAllTheSame) {
  HttpRig rig({.requestDeadline = kShort});
  RawClient client = rig.Connect();
  client.Send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  while (!client.ReadableWithin(Milliseconds(10)) && client.Send("x")) {
  }
  EXPECT_EQ(client.Read().status, 408U);
}

TEST(HttpLimits, AnIdleConnectionIsClosed) {
  HttpRig rig({.idleDeadline = kShort});
  RawClient fresh = rig.Connect();
  EXPECT_TRUE(fresh.Ended());
  RawClient used = rig.Connect();
  EXPECT_EQ(used.Get("/x").status, 200U);
  EXPECT_TRUE(used.Ended());
}

TEST(HttpLimits, TwoHundredIdleConnectionsHarmNoOther) {
  HttpRig rig;
  std::vector<RawClient> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(rig.Connect());
  EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  for (RawClient& client : idle) EXPECT_EQ(client.Get("/y").status, 200U);
}

TEST(HttpLimits, ABlockedHandlerDelaysNoOther) {
  std::binary_semaphore release{0};
  HttpRig rig({}, [&release](const HttpRequest& request) {
    if (request.target == "/blocked") release.acquire();
    return HttpRig::Echo(request);
  });
  RawClient blocked = rig.Connect();
  blocked.Send("GET /blocked HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  release.release();
  EXPECT_EQ(blocked.Read().status, 200U);
}

TEST(HttpLimits, RequestsBeyondWhatMayWaitAreToldSo) {
  std::binary_semaphore entered{0};
  std::binary_semaphore release{0};
  HttpRig rig({.handlerThreads = 1, .waitingRequests = 0}, [&](const HttpRequest& request) {
    entered.release();
    release.acquire();
    return HttpRig::Echo(request);
  });
  RawClient running = rig.Connect();
  running.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.acquire();
  EXPECT_EQ(rig.Connect().Get("/x").status, 503U);
  release.release();
  EXPECT_EQ(running.Read().status, 200U);
}

TEST(HttpLimits, AClientThatDoesNotReadIsDropped) {
  std::binary_semaphore entered{0};
  HttpRig rig({.writeDeadline = kShort}, [&](const HttpRequest&) {
    entered.release();
    HttpResponse response;
    response.body = std::string(64 << 20, 'x');
    return response;
  });
  RawClient client = rig.Connect();
  client.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.acquire();
  EXPECT_TRUE(Comes([&] { return rig.server.connections() == 0; }));
}

}  // namespace
}  // namespace rexray
