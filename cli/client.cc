#include "cli/client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
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

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

template <class Value>
void Set(const Handle& curl, CURLoption option, Value value) {
  curl_easy_setopt(curl.get(), option, value);
}

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
  CURL* curl;
  const StreamReader& reader;
  std::string rest;  // the line that is not complete yet, or the body of an error
  bool stopped = false;
  std::optional<Error> damage;
  steady_clock::time_point lastCall = steady_clock::now();  // of the reader

  bool failed() const {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status >= kFirstErrorStatus;
  }

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
  explicit CurlClient(const ListenAddress& address) : address_(address) {}

  Result<json> Get(const std::string& target) override { return Ask(Request(target)); }

  Result<json> Post(const std::string& target, const json& body) override {
    const Handle curl = Request(target);
    const std::string text = Dump(body);
    const HeaderList headers(curl_slist_append(nullptr, "Content-Type: application/json"),
                             &curl_slist_free_all);
    Set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text.size()));
    Set(curl, CURLOPT_POSTFIELDS, text.c_str());
    Set(curl, CURLOPT_HTTPHEADER, headers.get());
    return Ask(curl);
  }

  Result<void> Stream(const std::string& target, const StreamReader& reader,
                      Deadline deadline) override {
    const Handle curl = Request(target);
    Reading reading{.curl = curl.get(), .reader = reader, .rest = {}, .damage = {}};
    Set(curl, CURLOPT_TIMEOUT_MS, MillisecondsUntil(deadline));
    Set(curl, CURLOPT_WRITEFUNCTION, &ReadLines);
    Set(curl, CURLOPT_WRITEDATA, &reading);
    Set(curl, CURLOPT_XFERINFOFUNCTION, &Tick);
    Set(curl, CURLOPT_XFERINFODATA, &reading);
    Set(curl, CURLOPT_NOPROGRESS, 0L);
    const CURLcode code = curl_easy_perform(curl.get());
    return StreamEnd(reading, code);
  }

 private:
  Handle Request(const std::string& target) const {
    Handle curl(curl_easy_init(), &curl_easy_cleanup);
    const bool v6 = address_.host.contains(':');
    const std::string url = address_.isUnix()
                                ? "http://localhost" + target
                                : fmt::format("http://{}{}{}:{}{}", v6 ? "[" : "", address_.host,
                                              v6 ? "]" : "", address_.port, target);
    Set(curl, CURLOPT_URL, url.c_str());
    if (address_.isUnix()) Set(curl, CURLOPT_UNIX_SOCKET_PATH, address_.path.c_str());
    Set(curl, CURLOPT_NOPROXY, "*");
    Set(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
    return curl;
  }

  Result<json> Ask(const Handle& curl) const {
    std::string body;
    Set(curl, CURLOPT_TIMEOUT_MS, MillisecondsUntil(steady_clock::now() + kAnswerWithin));
    Set(curl, CURLOPT_WRITEFUNCTION, &Collect);
    Set(curl, CURLOPT_WRITEDATA, &body);
    if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
      return std::unexpected(TransportError(code, curl.get()));
    }
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    return ReadAnswer(status, body);
  }

  Result<void> StreamEnd(const Reading& reading, CURLcode code) const {
    if (reading.damage) return std::unexpected(*reading.damage);
    if (reading.stopped) return {};
    if (code == CURLE_OK && reading.failed()) {
      long status = 0;
      curl_easy_getinfo(reading.curl, CURLINFO_RESPONSE_CODE, &status);
      REXRAY_TRY(ReadAnswer(status, reading.rest));
    }
    // A daemon that is killed cuts the stream off; for its reader that is an end like any other.
    const bool cutOff = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR;
    if (code == CURLE_OK || cutOff) return {};
    return std::unexpected(TransportError(code, reading.curl));
  }

  Error TransportError(CURLcode code, CURL* curl) const {
    if (code == CURLE_OPERATION_TIMEDOUT) {
      return {Code::DeadlineExceeded,
              fmt::format("the daemon at {} gave no answer in time", ToString(address_)),
              {}};
    }
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST) {
      long number = 0;
      curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
      return Unreachable(address_, static_cast<int>(number));
    }
    return {Code::Unavailable,
            fmt::format(
                "the connection to the daemon at {} broke off ({}); whether the request took "
                "effect is unknown: look with `rexray get volumes` and repeat it, which is safe",
                ToString(address_), curl_easy_strerror(code)),
            {}};
  }

  ListenAddress address_;
};

}  // namespace

std::unique_ptr<Client> MakeClient(const ListenAddress& address) {
  return std::make_unique<CurlClient>(address);
}

}  // namespace rexray
