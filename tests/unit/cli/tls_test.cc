#include <gmock/gmock.h>

#include <latch>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/tls_listener.h"
#include "cli/client.h"
#include "cli/exit_code.h"
#include "tests/support/certificates.h"
#include "tests/support/command.h"
#include "tests/support/temp_folder.h"

// Both ends of TLS: the daemon's listener and the command line's client.

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;

class Tls : public testing::Test {
 protected:
  Tls() : server_([](std::string_view) {}) {
    files_.certificate = served_.certificate;
    files_.key = served_.key;
    files_.clientCa = authority_.ca();
  }
  ~Tls() override { Stop(); }

  void Listen(Milliseconds handshakePatience = 10s) {
    auto socket = ListenSocket::Open({.path = {}, .host = "127.0.0.1"});
    ASSERT_TRUE(socket.has_value()) << socket.error().message;
    endpoint_ = {.address = socket->address(), .caFile = authority_.ca()};
    endpoint_.address.tls = true;
    listener_ = std::make_unique<TlsListener>(
        std::move(*socket),
        TlsListener::Settings{.files = files_, .handshakePatience = handshakePatience},
        server_.ServeBrought([this](const HttpRequest& request) { return handler_(request); }),
        [this](std::string_view line) {
          const std::lock_guard lock(mutex_);
          log_ += std::string(line) + "\n";
        });
  }
  void Stop() {
    server_.Stop(0ms);
    if (listener_) listener_->Stop();
  }
  std::string log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  static HttpResponse Echo(const HttpRequest& request) {
    HttpResponse response;
    response.body =
        json{{"who", request.peer.certificate},
             {"token",
              request.headers.contains("authorization") ? request.headers.at("authorization") : ""},
             {"body", request.body.empty() ? json() : json::parse(request.body)}}
            .dump();
    return response;
  }
  Result<json> Ask() const { return MakeClient(endpoint_)->Get("/v1/version"); }
  std::string WhyNot() const {
    const auto answer = Ask();
    return answer ? "it was answered" : answer.error().message;
  }

  TempFolder folder_;
  const Certificates authority_{folder_ / "ca"};
  const Certificates::Pair served_ = authority_.Make("daemon");
  TlsFiles files_;
  Endpoint endpoint_;
  HttpHandler handler_ = Echo;
  std::mutex mutex_;
  std::string log_;
  HttpServer server_;
  std::unique_ptr<TlsListener> listener_;
};

TEST_F(Tls, AnswersAndTellsTheTokenOnly) {
  Listen();
  endpoint_.token = "secret-secret-secret";
  const auto answer = Ask();
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ((*answer)["who"], "");
  EXPECT_EQ((*answer)["token"], "Bearer secret-secret-secret");
}

TEST_F(Tls, G42_AClientsCertificateTellsItsName) {
  Listen();
  const auto own = authority_.Make("db2.example");
  endpoint_.certificateFile = own.certificate;
  endpoint_.keyFile = own.key;
  const auto answer = Ask();
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ((*answer)["who"], "db2.example");
}

TEST_F(Tls, G42_ACertificateOfAnotherAuthorityIsRefused) {
  Listen();
  const Certificates other(folder_ / "other");
  const auto forged = other.Make("db2.example");
  endpoint_.certificateFile = forged.certificate;
  endpoint_.keyFile = forged.key;
  EXPECT_FALSE(Ask().has_value());
  EXPECT_TRUE(Eventually([this] { return log().contains("no TLS handshake"); })) << log();
}

TEST_F(Tls, G42_ADaemonThatTheClientDoesNotTrustGetsNoToken) {
  std::atomic<bool> asked = false;
  handler_ = [&asked](const HttpRequest& request) {
    asked = true;
    return Echo(request);
  };
  Listen();
  endpoint_.token = "secret-secret-secret";
  endpoint_.caFile = Certificates(folder_ / "other").ca();
  EXPECT_THAT(WhyNot(), HasSubstr("certificate is not trusted"));
  endpoint_.caFile = folder_ / "none.pem";
  EXPECT_THAT(WhyNot(), HasSubstr("CA's file"));
  EXPECT_FALSE(asked);
}

TEST_F(Tls, PassesMegabytesBothWays) {
  Listen();
  const std::string large(7 << 20, 'x');
  const auto answer = MakeClient(endpoint_)->Post("/v1/x", {{"large", large}});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ((*answer)["body"]["large"].get_ref<const std::string&>().size(), large.size());
}

TEST_F(Tls, PassesAStreamOnLineByLine) {
  std::latch read{1};
  handler_ = [&read](const HttpRequest&) {
    HttpResponse response;
    response.stream = [&read, sent = 0](std::stop_token) mutable -> std::optional<std::string> {
      if (sent == 1) read.wait();  // the second only once the first was read
      return sent++ < 2 ? std::optional<std::string>("{\"n\":1}\n") : std::nullopt;
    };
    return response;
  };
  Listen();
  int lines = 0;
  const auto onLine = [&](const json&) {
    if (++lines == 1) read.count_down();
    return Next::More;
  };
  const auto ended = MakeClient(endpoint_)->Stream("/v1/watch", {.onLine = onLine},
                                                   std::chrono::steady_clock::now() + 30s);
  EXPECT_TRUE(ended.has_value()) << ended.error().message;
  EXPECT_EQ(lines, 2);
}

TEST_F(Tls, WhoSpeaksNoTlsOrNothingHarmsNobody) {
  Listen(300ms);
  Endpoint plain = endpoint_;
  plain.address.tls = false;
  EXPECT_FALSE(MakeClient(plain)->Get("/v1/version").has_value());
  const CommandResult silent = RunCommand(
      {"bash", "-c",
       "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(endpoint_.address.port) + " && cat <&3"});
  EXPECT_EQ(silent.out, "") << "the connection ends by itself";
  EXPECT_TRUE(Eventually([this] { return log().contains("within 300"); })) << log();
  EXPECT_TRUE(Ask().has_value());
}

TEST_F(Tls, ARenewedCertificateIsUsedFromTheNextConnectionOn) {
  Listen();
  EXPECT_TRUE(Ask().has_value());
  const Certificates other(folder_ / "other");
  const auto renewed = other.Make("daemon");
  std::filesystem::copy_file(renewed.certificate, files_.certificate,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(renewed.key, files_.key,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(WhyNot(), HasSubstr("not trusted"));
  endpoint_.caFile = other.ca();
  EXPECT_TRUE(Ask().has_value());
}

TEST_F(Tls, StopEndsWhatIsOpen) {
  std::latch begun{1};
  handler_ = [&begun](const HttpRequest&) {
    HttpResponse response;
    response.stream = [&begun, first = true](std::stop_token stop) mutable {
      if (std::exchange(first, false)) return std::optional<std::string>("{\"n\":1}\n");
      begun.count_down();
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any().wait(lock, stop, [] { return false; });
      return std::optional<std::string>();
    };
    return response;
  };
  Listen();
  std::jthread reader([this] {
    const auto ignored = [](const json&) { return Next::More; };
    (void)MakeClient(endpoint_)->Stream("/v1/watch", {.onLine = ignored},
                                        std::chrono::steady_clock::now() + 60s);
  });
  begun.wait();
  Stop();
  reader.join();
}

TEST_F(Tls, FilesThatDoNotFitAreNamed) {
  const auto why = [](const TlsFiles& files) {
    const auto checked = CheckTls(files);
    return checked ? "nothing" : checked.error().message;
  };
  EXPECT_EQ(why(files_), "nothing");
  TlsFiles files = files_;
  files.certificate = folder_ / "none.pem";
  EXPECT_THAT(why(files), HasSubstr("none.pem"));
  files = files_;
  files.key = authority_.Make("another").key;
  EXPECT_THAT(why(files), HasSubstr("key"));
  files = files_;
  files.clientCa = files.key;
  EXPECT_THAT(why(files), HasSubstr("CA"));
}

}  // namespace
}  // namespace rexray
