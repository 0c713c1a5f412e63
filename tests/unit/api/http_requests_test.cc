#include <unistd.h>

#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

TEST(HttpRequests, AreAnsweredOneAfterTheOtherOnOneConnection) {
  HttpRig rig;
  RawClient client = rig.Connect();
  EXPECT_EQ(client.Get("/one").body, "GET /one ");
  EXPECT_EQ(client.Post("/two", "hello").body, "POST /two hello");
  EXPECT_EQ(rig.server.connections(), 1U);
}

TEST(HttpRequests, SentAheadAreAnsweredInOrder) {
  HttpRig rig;
  RawClient client = rig.Connect();
  std::string ahead;
  for (int i = 0; i < 50; ++i) {
    ahead += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }
  client.Send(ahead);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.Read().body, "GET /" + std::to_string(i) + " ");
  }
}

TEST(HttpRequests, MayComeInAnyPieces) {
  HttpRig rig;
  RawClient client = rig.Connect();
  for (const char c : std::string("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")) {
    client.Send(std::string(1, c));
  }
  EXPECT_EQ(client.Read().body, "POST /x abc");
}

TEST(HttpRequests, MayHaveAChunkedBody) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send(
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST /x abcde");
}

TEST(HttpRequests, WithExpectAreToldToContinue) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 100U);
  client.Send("ok");
  EXPECT_EQ(client.Read().body, "POST /x ok");
}

TEST(HttpRequests, WithAnUnknownExpectationAreRefused) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.Read().status, 417U);
}

TEST(HttpRequests, OfHeadGetTheLengthAndNoBody) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.Read(RawClient::Body::None);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.headers.at("content-length"), std::to_string(std::string("HEAD /x ").size()));
  EXPECT_EQ(client.Get("/y").body, "GET /y ") << "a body was sent after HEAD";
}

TEST(HttpRequests, OfHttp10CloseUnlessAskedToStay) {
  HttpRig rig;
  RawClient closing = rig.Connect();
  closing.Send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closing.Read().body, "GET /x ");
  EXPECT_TRUE(closing.Ended());
  RawClient staying = rig.Connect();
  staying.Send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(staying.Read().headers.at("connection"), "keep-alive");
  EXPECT_EQ(staying.Get("/y").body, "GET /y ");
}

TEST(HttpRequests, ThatAskToCloseAreTheLast) {
  HttpRig rig;
  RawClient client = rig.Connect();
  EXPECT_EQ(client.Get("/x", "Connection: close\r\n").headers.at("connection"), "close");
  EXPECT_TRUE(client.Ended());
}

TEST(HttpRequests, CarryTheirHeadersInLowerCase) {
  HttpRig rig({}, [](const HttpRequest& request) {
    HttpResponse response;
    response.body = request.headers.at("x-thing");
    return response;
  });
  EXPECT_EQ(rig.Connect().Get("/", "X-Thing: Value\r\n").body, "Value");
}

TEST(HttpRequests, OnAUnixSocketTellWhoAsks) {
  HttpRig rig({}, [](const HttpRequest& request) {
    HttpResponse response;
    response.body = std::to_string(*request.peer.uid) + " " + std::to_string(*request.peer.pid);
    return response;
  });
  EXPECT_EQ(rig.Connect().Get("/").body, std::to_string(getuid()) + " " + std::to_string(getpid()));
}

TEST(HttpRequests, OverTcpTellNobody) {
  HttpRig rig;
  const auto address =
      rig.server.Listen(*ParseListenAddress("tcp://127.0.0.1:0"), [](const HttpRequest& request) {
        HttpResponse response;
        response.body = request.peer.uid || request.peer.pid ? "known" : "unknown";
        return response;
      });
  ASSERT_TRUE(address.has_value()) << address.error().message;
  EXPECT_NE(address->port, 0);
  EXPECT_EQ(RawClient(*address).Get("/").body, "unknown");
}

class MalformedRequest : public testing::TestWithParam<const char*> {};

TEST_P(MalformedRequest, IsAnsweredWith400AndTheEnd) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send(GetParam());
  const auto answer = client.Read();
  EXPECT_EQ(answer.status, 400U);
  EXPECT_NE(answer.body.find("MalformedRequest"), std::string::npos) << answer.body;
  EXPECT_TRUE(client.Ended());
  EXPECT_EQ(rig.Connect().Get("/after").status, 200U);
}

INSTANTIATE_TEST_SUITE_P(
    Http, MalformedRequest,
    testing::Values("nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
                    "chunked\r\n\r\nabc",
                    "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "\x16\x03\x01\x02 a TLS greeting\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));

TEST(HttpRequests, ThatEndHalfwayHarmNoOther) {
  HttpRig rig;
  RawClient half = rig.Connect();
  half.Send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf of it");
  half.HalfClose();
  EXPECT_EQ(half.Read().status, 400U);
  RawClient gone = rig.Connect();
  gone.Send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf of it");
  gone.Close();
  EXPECT_EQ(rig.Connect().Get("/after").status, 200U);
}

TEST(HttpRequests, WhoseHandlerThrowsGetAnAnswerWithoutItsSecrets) {
  HttpRig rig(
      {}, [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("password=hunter2"); });
  RawClient client = rig.Connect();
  const auto answer = client.Get("/x");
  EXPECT_EQ(answer.status, 500U);
  EXPECT_EQ(answer.body.find("hunter2"), std::string::npos);
  ASSERT_EQ(rig.lines().size(), 1U);
  EXPECT_NE(rig.lines()[0].find("hunter2"), std::string::npos);
  EXPECT_EQ(client.Get("/x").status, 500U) << "the connection goes on";
}

}  // namespace
}  // namespace rexray
