#include "cli/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/curl_library.h"
#include "cli/exit_code.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

// A plan may look at many volumes; beyond this the daemon is stuck.
constexpr auto kAnswerWithin = std::chrono::minutes(5);
// curl reports that nothing happens about once a second, that something happens much more often.
constexpr auto kTick = std::chrono::milliseconds(900);
constexpr long kConnectMilliseconds = 10'000;

using HeaderList = std::unique_ptr<curl_slist, decltype(CurlLibrary::slistFreeAll)>;

// One transfer.
class Transfer {
 public:
  explicit Transfer(const CurlLibrary& curl)
      : curl_(curl), handle_(curl.easyInit(), curl.easyCleanup) {}

  template <class Value>
  void Set(CURLoption option, Value value) const {
    curl_.easySetopt(handle_.get(), option, value);
  }
  CURLcode Run() const { return curl_.easyPerform(handle_.get()); }
  long Info(CURLINFO which) const {
    long value = 0;
    curl_.easyGetinfo(handle_.get(), which, &value);
    return value;
  }
  long status() const { return Info(CURLINFO_RESPONSE_CODE); }
  std::string Explain(CURLcode code) const { return curl_.easyStrerror(code); }
  HeaderList Headers(const char* header) const {
    return HeaderList(curl_.slistAppend(nullptr, header), curl_.slistFreeAll);
  }

 private:
  const CurlLibrary& curl_;
  std::unique_ptr<CURL, decltype(CurlLibrary::easyCleanup)> handle_;
};

// In curl's terms, where 0 is no limit and milliseconds must fit an int.
long MillisecondsUntil(Client::Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
  if (left > std::chrono::days(7)) return 0;
  return std::max<long>(1, static_cast<long>(left.count()));
}

std::size_t Collect(char* data, std::size_t, std::size_t size, void* text) {
  static_cast<std::string*>(text)->append(data, size);
  return size;
}

// What a running stream knows; the callbacks' argument.
struct Reading {
  const Transfer& transfer;
  const StreamReader& reader;
  std::string rest;  // the line that is not complete yet, or the body of an error
  bool stopped = false;
  std::optional<Error> damage;
  steady_clock::time_point lastCall = steady_clock::now();  // of the reader

  bool failed() const { return transfer.status() >= kFirstErrorStatus; }

  void TakeLine(std::string_view line) {
    if (line.empty()) return;
    const auto value = ParseJson(line);
    if (!value) {
      damage = Error{
          Code::Internal, "the daemon sent a line that is no JSON: " + value.error().message, {}};
    }
    stopped = !value || reader.onLine(*value) == Next::Stop;
    lastCall = steady_clock::now();
  }

  void TakeTick() {
    if (stopped || steady_clock::now() - lastCall < kTick) return;
    stopped = reader.onTick() == Next::Stop;
    lastCall = steady_clock::now();
  }

  void TakeLines() {
    std::size_t begin = 0;
    for (std::size_t end = 0; !stopped && (end = rest.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      TakeLine(std::string_view(rest).substr(begin, end - begin));
    }
    rest.erase(0, begin);
  }
};

std::size_t ReadLines(char* data, std::size_t, std::size_t size, void* argument) {
  auto& reading = *static_cast<Reading*>(argument);
  reading.rest.append(data, size);
  if (!reading.failed()) reading.TakeLines();
  return reading.stopped ? 0 : size;  // 0 ends the transfer
}

int Tick(void* argument, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& reading = *static_cast<Reading*>(argument);
  reading.TakeTick();
  return reading.stopped ? 1 : 0;
}

class CurlClient : public Client {
 public:
  explicit CurlClient(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

  Result<json> Get(const std::string& target) override {
    REXRAY_ASSIGN(const Transfer transfer, Begin(target));
    return Ask(transfer);
  }

  Result<json> Post(const std::string& target, const json& body) override {
    REXRAY_ASSIGN(const Transfer transfer, Begin(target));
    const std::string text = Dump(body);
    const HeaderList headers = transfer.Headers("Content-Type: application/json");
    transfer.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text.size()));
    transfer.Set(CURLOPT_POSTFIELDS, text.c_str());
    transfer.Set(CURLOPT_HTTPHEADER, headers.get());
    return Ask(transfer);
  }

  Result<void> Stream(const std::string& target, const StreamReader& reader,
                      Deadline deadline) override {
    REXRAY_ASSIGN(const Transfer transfer, Begin(target));
    Reading reading{.transfer = transfer, .reader = reader, .rest = {}, .damage = {}};
    transfer.Set(CURLOPT_TIMEOUT_MS, MillisecondsUntil(deadline));
    transfer.Set(CURLOPT_WRITEFUNCTION, &ReadLines);
    transfer.Set(CURLOPT_WRITEDATA, &reading);
    transfer.Set(CURLOPT_XFERINFOFUNCTION, &Tick);
    transfer.Set(CURLOPT_XFERINFODATA, &reading);
    transfer.Set(CURLOPT_NOPROGRESS, 0L);
    return StreamEnd(reading, transfer.Run());
  }

 private:
  Result<Transfer> Begin(const std::string& target) const {
    REXRAY_ASSIGN(const CurlLibrary* const curl, LoadCurl());
    Transfer transfer(*curl);
    transfer.Set(CURLOPT_URL, Url(target).c_str());
    if (address_.isUnix()) transfer.Set(CURLOPT_UNIX_SOCKET_PATH, address_.path.c_str());
    transfer.Set(CURLOPT_NOPROXY, "*");
    transfer.Set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
    ShowWhoWeAre(transfer);
    return transfer;
  }

  std::string Url(const std::string& target) const {
    if (address_.isUnix()) return "http://localhost" + target;
    const bool v6 = address_.host.contains(':');
    return fmt::format("{}://{}{}{}:{}{}", address_.tls ? "https" : "http", v6 ? "[" : "",
                       address_.host, v6 ? "]" : "", address_.port, target);
  }

  void ShowWhoWeAre(const Transfer& transfer) const {
    const auto set = [&transfer](CURLoption option, const std::string& value) {
      if (!value.empty()) transfer.Set(option, value.c_str());
    };
    if (!endpoint_.token.empty()) {
      transfer.Set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
      set(CURLOPT_XOAUTH2_BEARER, endpoint_.token);
    }
    set(CURLOPT_CAINFO, endpoint_.caFile);
    set(CURLOPT_SSLCERT, endpoint_.certificateFile);
    set(CURLOPT_SSLKEY, endpoint_.keyFile);
  }

  Result<json> Ask(const Transfer& transfer) const {
    std::string body;
    transfer.Set(CURLOPT_TIMEOUT_MS, MillisecondsUntil(steady_clock::now() + kAnswerWithin));
    transfer.Set(CURLOPT_WRITEFUNCTION, &Collect);
    transfer.Set(CURLOPT_WRITEDATA, &body);
    if (const CURLcode code = transfer.Run(); code != CURLE_OK) {
      return std::unexpected(TransportError(code, transfer));
    }
    return ReadAnswer(transfer.status(), body);
  }

  Result<void> StreamEnd(const Reading& reading, CURLcode code) const {
    if (reading.damage) return std::unexpected(*reading.damage);
    if (reading.stopped) return {};
    if (code == CURLE_OK && reading.failed()) {
      REXRAY_TRY(ReadAnswer(reading.transfer.status(), reading.rest));
    }
    // A daemon that is killed cuts the stream off; for its reader that is an end like any other.
    const bool cutOff = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR;
    if (code == CURLE_OK || cutOff) return {};
    return std::unexpected(TransportError(code, reading.transfer));
  }

  Error TransportError(CURLcode code, const Transfer& transfer) const {
    if (code == CURLE_OPERATION_TIMEDOUT) {
      return {Code::DeadlineExceeded,
              fmt::format("the daemon at {} gave no answer in time", ToString(address_)),
              {}};
    }
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST) {
      return Unreachable(address_, static_cast<int>(transfer.Info(CURLINFO_OS_ERRNO)));
    }
    if (const std::string why = WhyNotTrusted(code); !why.empty()) {
      return {Code::FailedPrecondition,
              fmt::format("no connection to the daemon at {}: {} ({})", ToString(address_), why,
                          transfer.Explain(code)),
              kDaemonUnreachable};
    }
    return {Code::Unavailable,
            fmt::format(
                "the connection to the daemon at {} broke off ({}); whether the request took "
                "effect is unknown: look with `rexray get volumes` and repeat it, which is safe",
                ToString(address_), transfer.Explain(code)),
            {}};
  }

  // What of TLS did not fit together; empty: it is none of that.
  static std::string WhyNotTrusted(CURLcode code) {
    switch (static_cast<int>(code)) {
      case CURLE_PEER_FAILED_VERIFICATION:
        return "its certificate is not trusted; name the CA that signed it (REXRAY_CA_FILE, or "
               "--ca-file of rexray context add)";
      case CURLE_SSL_CACERT_BADFILE:
        return "the CA's file cannot be read";
      case CURLE_SSL_CERTPROBLEM:
        return "our certificate or its key cannot be used";
      case CURLE_SSL_CONNECT_ERROR:
        return "there is no TLS to be had; is it a tls:// address?";
      default:
        return {};
    }
  }

  const Endpoint endpoint_;
  const ListenAddress& address_ = endpoint_.address;
};

}  // namespace

std::unique_ptr<Client> MakeClient(Endpoint endpoint) {
  return std::make_unique<CurlClient>(std::move(endpoint));
}

}  // namespace rexray
