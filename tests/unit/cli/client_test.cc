#include "cli/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "api/http_server.h"
#include "cli/answer.h"
#include "cli/exit_code.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// A real server on a socket of the test's own.
class ClientTest : public testing::Test {
 protected:
  void Serve(HttpHandler handler) {
    const auto listening = server_.Listen(address_, std::move(handler));
    ASSERT_TRUE(listening.has_value()) << listening.error().message;
  }

  static HttpResponse Text(unsigned status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    return response;
  }

  // A stream of these pieces, which then ends.
  static HttpResponse Pieces(std::vector<std::string> pieces) {
    HttpResponse response;
    response.stream =
        [pieces, next = std::size_t{0}](std::stop_token) mutable -> std::optional<std::string> {
      return next < pieces.size() ? std::optional(pieces[next++]) : std::nullopt;
    };
    return response;
  }

  TempFolder folder_;
  const ListenAddress address_{.path = folder_ / "rexray.sock", .host = {}};
  HttpServer server_{[](std::string_view) {}};
  const std::unique_ptr<Client> client_ = MakeClient({.address = address_});
};

TEST_F(ClientTest, PostSendsJsonAndGivesTheAnswer) {
  Serve([](const HttpRequest& request) {
    return Text(200, json{{"method", request.method},
                          {"target", request.target},
                          {"type", request.headers.at("content-type")},
                          {"body", json::parse(request.body)}}
                         .dump());
  });
  const auto answer = client_->Post("/v1/apply", {{"x", "größe"}});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  const json expected{{"method", "POST"},
                      {"target", "/v1/apply"},
                      {"type", "application/json"},
                      {"body", {{"x", "größe"}}}};
  EXPECT_EQ(*answer, expected);
}

TEST_F(ClientTest, AnErrorOfTheDaemonArrivesWithItsCodeAndEveryDetail) {
  Serve([](const HttpRequest&) {
    const json detail{
        {"file", "a.yaml"}, {"line", 7}, {"column", 9}, {"path", "spec.size"}, {"message", "bad"}};
    return Text(400, json{{"error",
                           {{"code", "InvalidArgument"},
                            {"reason", "InvalidManifest"},
                            {"message", "2 problems"},
                            {"details", {detail, detail}}}}}
                         .dump());
  });
  const auto answer = client_->Get("/v1/volumes");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::InvalidArgument);
  EXPECT_EQ(answer.error().reason, "InvalidManifest");
  EXPECT_EQ(answer.error().message, "a.yaml:7:9: spec.size: bad\na.yaml:7:9: spec.size: bad");
}

TEST_F(ClientTest, NobodyListeningIsUnreachableAndNamesTheSocketAndTheRemedy) {
  const auto answer = client_->Get("/v1/version");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(ExitCodeOf(answer.error()), ExitCode::Unreachable);
  EXPECT_NE(answer.error().message.find(address_.path), std::string::npos)
      << answer.error().message;
  EXPECT_NE(answer.error().message.find("rexray daemon"), std::string::npos);
}

TEST_F(ClientTest, StreamsGiveWholeLinesHoweverTheyArrive) {
  Serve([](const HttpRequest&) {
    return Pieces({"{\"a\":1}\n{\"a\"", ":2", "}\n", "\n{\"a\":3}\n"});
  });
  std::vector<int> seen;
  const auto ended = client_->Stream("/v1/watch", {[&seen](const json& line) {
                                       seen.push_back(line["a"].get<int>());
                                       return Next::More;
                                     }},
                                     Client::Deadline::max());
  ASSERT_TRUE(ended.has_value()) << ended.error().message;
  EXPECT_EQ(seen, (std::vector{1, 2, 3}));
}

TEST_F(ClientTest, TheReaderStopsAStream) {
  Serve([](const HttpRequest&) { return Pieces({"{\"a\":1}\n{\"a\":2}\n"}); });
  int lines = 0;
  const auto ended = client_->Stream("/v1/watch", {[&lines](const json&) {
                                       ++lines;
                                       return Next::Stop;
                                     }},
                                     Client::Deadline::max());
  EXPECT_TRUE(ended.has_value());
  EXPECT_EQ(lines, 1);
}

TEST_F(ClientTest, AnEndlessStreamEndsAtTheDeadline) {
  Serve([](const HttpRequest&) {
    HttpResponse response;
    response.stream = [](std::stop_token stop) -> std::optional<std::string> {
      std::atomic<bool> stopped = false;
      const std::stop_callback wake(stop, [&stopped] {
        stopped = true;
        stopped.notify_all();
      });
      stopped.wait(false);
      return std::nullopt;
    };
    return response;
  });
  const auto ended = client_->Stream("/v1/watch", {[](const json&) { return Next::More; }},
                                     std::chrono::steady_clock::now() + 100ms);
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().code, Code::DeadlineExceeded);
}

TEST_F(ClientTest, ARefusedStreamIsAnError) {
  Serve([](const HttpRequest&) {
    return Text(404, R"({"error": {"code": "NotFound", "message": "no such kind"}})");
  });
  const auto ended = client_->Stream("/v1/watch", {[](const json&) { return Next::More; }},
                                     Client::Deadline::max());
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().code, Code::NotFound);
  EXPECT_EQ(ended.error().message, "no such kind");
}

TEST_F(ClientTest, DamagedLinesAreAnErrorAndNotSkipped) {
  Serve([](const HttpRequest&) { return Pieces({"{broken\n"}); });
  const auto ended = client_->Stream("/v1/watch", {[](const json&) { return Next::More; }},
                                     Client::Deadline::max());
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().code, Code::Internal);
}

TEST(Answers, WithoutJsonTheStatusIsTold) {
  const auto answer = ReadAnswer(502, "<html>");
  ASSERT_FALSE(answer.has_value());
  EXPECT_NE(answer.error().message.find("502"), std::string::npos);
}

TEST(Answers, AForbiddenSocketIsAnsweredWithSudo) {
  const Error error = Unreachable({.path = "/run/x.sock", .host = {}}, EACCES);
  EXPECT_NE(error.message.find("sudo"), std::string::npos) << error.message;
}

TEST(Targets, ParametersAreEncodedAndEmptyOnesLeftOut) {
  EXPECT_EQ(RequestTarget("/v1/events", {{"volume", "a b&c"}, {"limit", ""}}),
            "/v1/events?volume=a%20b%26c");
  EXPECT_EQ(RequestTarget("/v1/plan", {{"volume", ""}}), "/v1/plan");
  EXPECT_EQ(EncodeSegment("../x"), "..%2Fx");
}

}  // namespace
}  // namespace rexray
