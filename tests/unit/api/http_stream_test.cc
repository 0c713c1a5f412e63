#include <atomic>
#include <future>
#include <semaphore>

#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

HttpHandler Streaming(StreamSource source) {
  return [source](const HttpRequest&) {
    HttpResponse response;
    response.contentType = "application/x-ndjson";
    response.stream = source;
    return response;
  };
}

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(HttpStreams, SendEachPieceAtOnce) {
  std::counting_semaphore<> next{0};
  HttpRig rig({}, Streaming([&, count = 0](std::stop_token) mutable -> std::optional<std::string> {
                next.acquire();
                if (count == 3) return std::nullopt;
                return std::to_string(count++) + "\n";
              }));
  RawClient client = rig.Connect();
  client.Send(kGet);
  EXPECT_EQ(client.ReadHead().headers.at("content-type"), "application/x-ndjson");
  for (int i = 0; i < 3; ++i) {
    next.release();
    EXPECT_EQ(client.ReadChunk(), std::to_string(i) + "\n");
  }
  next.release();
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_TRUE(client.Ended());
}

TEST(HttpStreams, AreNotChunkedForHttp10) {
  HttpRig rig({}, Streaming([left = 2](std::stop_token) mutable -> std::optional<std::string> {
                if (left-- == 0) return std::nullopt;
                return "line\n";
              }));
  RawClient client = rig.Connect();
  client.Send("GET / HTTP/1.0\r\n\r\n");
  const auto head = client.ReadHead();
  EXPECT_FALSE(head.headers.contains("transfer-encoding"));
  EXPECT_EQ(client.ReadToEnd(), "line\nline\n");
}

TEST(HttpStreams, AreNotStartedForHead) {
  std::atomic<bool> started = false;
  HttpRig rig({}, Streaming([&](std::stop_token) -> std::optional<std::string> {
                started = true;
                return std::nullopt;
              }));
  RawClient client = rig.Connect();
  client.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.Read(RawClient::Body::None).status, 200U);
  EXPECT_TRUE(client.Ended());
  EXPECT_FALSE(started);
}

TEST(HttpStreams, FreeTheirThreadWhenAnIdleClientLeaves) {
  std::binary_semaphore entered{0};
  std::promise<void> ended;
  HttpRig rig({.maxStreams = 1}, Streaming([&](std::stop_token stop) -> std::optional<std::string> {
                entered.release();
                AwaitStop(stop);
                ended.set_value();
                return std::nullopt;
              }));
  RawClient client = rig.Connect();
  client.Send(kGet);
  entered.acquire();
  client.Close();
  EXPECT_EQ(ended.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(HttpStreams, IgnoreWhatTheirClientSendsMeanwhile) {
  std::binary_semaphore next{0};
  HttpRig rig({}, Streaming([&](std::stop_token) -> std::optional<std::string> {
                next.acquire();
                return "news\n";
              }));
  RawClient client = rig.Connect();
  client.Send(kGet);
  EXPECT_EQ(client.ReadHead().status, 200U);
  client.Send(std::string(100'000, 'x'));
  next.release();
  EXPECT_EQ(client.ReadChunk(), "news\n");
  client.Close();
  next.release();
}

TEST(HttpStreams, BeyondTheLimitAreRefusedUntilOneEnds) {
  HttpRig rig({.maxStreams = 1}, Streaming([](std::stop_token stop) -> std::optional<std::string> {
                AwaitStop(stop);
                return std::nullopt;
              }));
  RawClient first = rig.Connect();
  first.Send(kGet);
  EXPECT_EQ(first.ReadHead().status, 200U);
  EXPECT_EQ(rig.Connect().Get("/").status, 503U);
  first.Close();
  EXPECT_TRUE(Comes([&] {
    RawClient second = rig.Connect();
    second.Send(kGet);
    return second.ReadHead().status == 200;
  }));
}

TEST(HttpStreams, OfAClientThatDoesNotReadAreDropped) {
  std::promise<void> dropped;
  auto last = std::shared_ptr<void>(nullptr, [&](void*) { dropped.set_value(); });
  HttpRig rig(
      {.writeDeadline = Milliseconds(200)}, [held = std::move(last)](const HttpRequest&) mutable {
        HttpResponse response;
        response.stream = [held = std::move(held)](std::stop_token) -> std::optional<std::string> {
          return std::string(1 << 20, 'x');
        };
        return response;
      });
  RawClient client = rig.Connect();
  client.Send(kGet);
  EXPECT_EQ(dropped.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(HttpStreams, ThatThrowEndTheConnectionOnly) {
  HttpRig rig({}, Streaming([](std::stop_token) -> std::optional<std::string> {
                throw std::runtime_error("broken");
              }));
  RawClient client = rig.Connect();
  client.Send(kGet);
  EXPECT_EQ(client.ReadHead().status, 200U);
  EXPECT_TRUE((client.ReadChunk(), client.Ended()));
  ASSERT_EQ(rig.lines().size(), 1U);
  EXPECT_NE(rig.lines()[0].find("broken"), std::string::npos);
}

}  // namespace
}  // namespace rexray
