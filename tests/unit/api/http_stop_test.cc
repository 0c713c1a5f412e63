#include <unistd.h>

#include <future>
#include <semaphore>

#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

constexpr Milliseconds kStopTime{std::chrono::seconds(20)};

TEST(HttpStop, LetsARunningRequestFinish) {
  std::binary_semaphore entered{0};
  std::binary_semaphore release{0};
  HttpRig rig({}, [&](const HttpRequest& request) {
    entered.release();
    release.acquire();
    return HttpRig::Echo(request);
  });
  RawClient client = rig.Connect();
  client.Send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.acquire();
  auto stopped = std::async(std::launch::async, [&] { return rig.server.Stop(kStopTime); });
  EXPECT_TRUE(Comes([&] { return access(rig.address.path.c_str(), F_OK) != 0; }));
  release.release();
  const auto answer = client.Read();
  EXPECT_EQ(answer.body, "GET /x ");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(stopped.get());
}

TEST(HttpStop, TellsHandlersWhenItsPatienceIsOver) {
  std::binary_semaphore entered{0};
  HttpRig rig({}, [&](const HttpRequest& request) {
    entered.release();
    AwaitStop(request.stop);
    return HttpRig::Echo(request);
  });
  RawClient client = rig.Connect();
  client.Send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.acquire();
  EXPECT_FALSE(rig.server.Stop(Milliseconds(50)));
}

TEST(HttpStop, ClosesIdleConnectionsAtOnceAndRemovesTheSocket) {
  HttpRig rig;
  RawClient idle = rig.Connect();
  EXPECT_EQ(idle.Get("/x").status, 200U);
  EXPECT_TRUE(rig.server.Stop(kStopTime));
  EXPECT_TRUE(idle.Ended());
  EXPECT_NE(access(rig.address.path.c_str(), F_OK), 0);
}

TEST(HttpStop, EndsAnOpenStreamInOrder) {
  HttpRig rig({}, [](const HttpRequest&) {
    HttpResponse response;
    response.stream = [first = true](std::stop_token stop) mutable -> std::optional<std::string> {
      if (std::exchange(first, false)) return "hello\n";
      AwaitStop(stop);
      return std::nullopt;
    };
    return response;
  });
  RawClient client = rig.Connect();
  client.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 200U);
  EXPECT_EQ(client.ReadChunk(), "hello\n");
  EXPECT_TRUE(rig.server.Stop(kStopTime));
  EXPECT_EQ(client.ReadChunk(), "") << "the stream did not end with its last chunk";
  EXPECT_TRUE(client.Ended());
}

TEST(HttpStop, TwiceIsAsGoodAsOnce) {
  HttpRig rig;
  EXPECT_TRUE(rig.server.Stop(kStopTime));
  EXPECT_TRUE(rig.server.Stop(kStopTime));
}

}  // namespace
}  // namespace rexray
