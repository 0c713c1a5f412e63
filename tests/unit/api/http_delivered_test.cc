#include <array>
#include <atomic>
#include <semaphore>

#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

constexpr const char* kAsk = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
// More than the kernel keeps for a client that does not read.
constexpr std::size_t kTooMuchToKeep = 64 << 20;

// Counts what answers were told of their delivery.
class Deliveries {
 public:
  HttpResponse Answer(std::string body = "done") {
    HttpResponse response;
    response.body = std::move(body);
    response.delivered = [this](bool whole) { ++told_.at(whole ? 1 : 0); };
    return response;
  }

  int delivered() const { return told_[1]; }
  int lost() const { return told_[0]; }
  int all() const { return told_[0] + told_[1]; }

 private:
  std::array<std::atomic<int>, 2> told_{};
};

TEST(HttpDelivered, IsToldOfEachAnswerOnAConnection) {
  Deliveries deliveries;
  HttpRig rig({}, [&](const HttpRequest&) { return deliveries.Answer(); });
  RawClient client = rig.Connect();
  EXPECT_EQ(client.Get("/one").body, "done");
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 1; }));
  EXPECT_EQ(client.Get("/two").body, "done");
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 2; }));
  rig.server.Stop(Milliseconds(0));
  EXPECT_EQ(deliveries.all(), 2);
}

TEST(HttpDelivered, IsToldOfHeadAndOfTheLastAnswerTheClientAskedFor) {
  Deliveries deliveries;
  HttpRig rig({}, [&](const HttpRequest&) { return deliveries.Answer(); });
  RawClient head = rig.Connect();
  head.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(head.Read(RawClient::Body::None).status, 200U);
  EXPECT_EQ(rig.Connect().Get("/", "Connection: close\r\n").status, 200U);
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 2; }));
  rig.server.Stop(Milliseconds(0));
  EXPECT_EQ(deliveries.lost(), 0);
}

TEST(HttpDelivered, IsFalseIfTheClientLeftBeforeItsAnswer) {
  Deliveries deliveries;
  std::binary_semaphore entered{0};
  std::binary_semaphore release{0};
  HttpRig rig({}, [&](const HttpRequest&) {
    entered.release();
    release.acquire();
    return deliveries.Answer();
  });
  RawClient client = rig.Connect();
  client.Send(kAsk);
  entered.acquire();
  client.Close();
  release.release();
  EXPECT_TRUE(Comes([&] { return deliveries.lost() == 1; }));
  EXPECT_EQ(deliveries.delivered(), 0);
}

TEST(HttpDelivered, IsFalseIfTheClientDoesNotReadAll) {
  Deliveries deliveries;
  HttpRig rig({.writeDeadline = Milliseconds(200)}, [&](const HttpRequest&) {
    return deliveries.Answer(std::string(kTooMuchToKeep, 'x'));
  });
  RawClient client = rig.Connect();
  client.Send(kAsk);
  EXPECT_TRUE(Comes([&] { return deliveries.lost() == 1; }));
  EXPECT_EQ(deliveries.delivered(), 0);
}

TEST(HttpDelivered, IsFalseIfTheServerStopsWhileTheAnswerIsWritten) {
  Deliveries deliveries;
  std::binary_semaphore answered{0};
  HttpRig rig({}, [&](const HttpRequest&) {
    answered.release();
    return deliveries.Answer(std::string(kTooMuchToKeep, 'x'));
  });
  RawClient client = rig.Connect();
  client.Send(kAsk);
  answered.acquire();
  EXPECT_EQ(client.ReadHead().status, 200U);
  EXPECT_FALSE(rig.server.Stop(Milliseconds(50)));
  EXPECT_EQ(deliveries.lost(), 1) << "Stop returned before it was told";
  EXPECT_EQ(deliveries.delivered(), 0);
}

TEST(HttpDelivered, IsFalseIfTheServerStoppedWhileTheHandlerRan) {
  Deliveries deliveries;
  std::binary_semaphore entered{0};
  HttpRig rig({}, [&](const HttpRequest& request) {
    entered.release();
    AwaitStop(request.stop);
    // Connections are closed only after the handlers were told to stop.
    EXPECT_TRUE(Comes([&] { return rig.server.connections() == 0; }));
    return deliveries.Answer();
  });
  RawClient client = rig.Connect();
  client.Send(kAsk);
  entered.acquire();
  EXPECT_FALSE(rig.server.Stop(Milliseconds(0)));
  EXPECT_EQ(deliveries.lost(), 1) << "Stop returned before it was told";
}

TEST(HttpDelivered, IsNotDelayedByHandlersThatHang) {
  Deliveries deliveries;
  std::counting_semaphore<> entered{0};
  std::counting_semaphore<> release{0};
  HttpRig rig({.handlerThreads = 2}, [&](const HttpRequest& request) {
    entered.release();
    if (request.target == "/hang") release.acquire();
    return deliveries.Answer(request.target == "/large" ? std::string(kTooMuchToKeep, 'x') : "");
  });
  RawClient large = rig.Connect();
  large.Send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.acquire();
  EXPECT_EQ(large.ReadHead().status, 200U);
  std::vector<RawClient> hanging;
  for (int i = 0; i < 2; ++i) {
    hanging.push_back(rig.Connect());
    hanging.back().Send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n");
    entered.acquire();
  }
  std::thread reader([&] { large.ReadToEnd(); });
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 1; }));
  release.release(2);
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 3; }));
  rig.server.Stop(Milliseconds(0));
  reader.join();
  EXPECT_EQ(deliveries.all(), 3);
}

TEST(HttpDelivered, MayBlockWithoutDelayingOthers) {
  std::binary_semaphore entered{0};
  std::binary_semaphore release{0};
  HttpRig rig({}, [&](const HttpRequest& request) {
    HttpResponse response;
    if (request.target == "/blocks") {
      response.delivered = [&](bool) { entered.release(), release.acquire(); };
    }
    return response;
  });
  RawClient client = rig.Connect();
  EXPECT_EQ(client.Get("/blocks").status, 200U);
  entered.acquire();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.Get("/x").status, 200U);
  release.release();
}

TEST(HttpDelivered, MayThrow) {
  HttpRig rig({}, [&](const HttpRequest&) {
    HttpResponse response;
    response.delivered = [](bool) { throw std::runtime_error("broken"); };
    return response;
  });
  EXPECT_EQ(rig.Connect().Get("/").status, 200U);
  EXPECT_TRUE(Comes([&] { return rig.lines().size() == 1; }));
  EXPECT_NE(rig.lines()[0].find("broken"), std::string::npos);
}

// A stream that goes on until its client or the server ends it; "/ends" ends at once.
HttpResponse StreamTo(Deliveries& deliveries, const HttpRequest& request) {
  HttpResponse response = deliveries.Answer();
  const bool ends = request.target == "/ends";
  response.stream = [ends](const std::stop_token& stop) -> std::optional<std::string> {
    if (ends) return std::nullopt;
    AwaitStop(stop);
    return std::nullopt;
  };
  return response;
}

TEST(HttpDelivered, IsTrueOfAStreamThatReachedItsEnd) {
  Deliveries deliveries;
  HttpRig rig({}, [&](const HttpRequest& request) { return StreamTo(deliveries, request); });
  EXPECT_EQ(rig.Connect().Get("/ends").status, 200U);
  EXPECT_TRUE(Comes([&] { return deliveries.delivered() == 1; }));
  rig.server.Stop(Milliseconds(0));
  EXPECT_EQ(deliveries.all(), 1);
}

TEST(HttpDelivered, IsFalseOfAStreamThatWasCutOffOrRefused) {
  Deliveries deliveries;
  HttpRig rig({.maxStreams = 1},
              [&](const HttpRequest& request) { return StreamTo(deliveries, request); });
  RawClient first = rig.Connect();
  first.Send(kAsk);
  EXPECT_EQ(first.ReadHead().status, 200U);
  EXPECT_EQ(rig.Connect().Get("/").status, 503U);
  EXPECT_TRUE(Comes([&] { return deliveries.lost() == 1; }));
  first.Close();
  EXPECT_TRUE(Comes([&] { return deliveries.lost() == 2; }));
  rig.server.Stop(Milliseconds(0));
  EXPECT_EQ(deliveries.all(), 2);
}

}  // namespace
}  // namespace rexray
