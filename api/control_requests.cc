#include "api/control_requests.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "api/json_body.h"
#include "state/codec.h"

namespace rexray {
namespace {

constexpr std::uint64_t kLongestGraceSeconds = 10ULL * 365 * 24 * 3600;

ApiError InParameter(const char* parameter, const std::string& message) {
  return Error{Code::InvalidArgument, fmt::format("query parameter \"{}\": {}", parameter, message),
               "InvalidRequest"};
}

std::vector<ManifestText> ReadManifests(JsonBody& body) {
  std::vector<ManifestText> manifests;
  for (JsonBody& item : body.List("manifests")) {
    manifests.push_back({.file = item.Text("file", "-"), .text = item.Text("text")});
    body.Finish(std::move(item));
  }
  return manifests;
}

std::vector<ObjectRef> ReadObjects(JsonBody& body) {
  std::vector<ObjectRef> objects;
  for (JsonBody& item : body.List("objects")) {
    objects.push_back({.kind = item.Text("kind"), .name = item.Text("name")});
    body.Finish(std::move(item));
  }
  return objects;
}

std::optional<PlanFingerprint> ReadFingerprint(JsonBody& body) {
  if (!body.Has("planned")) return std::nullopt;
  PlanFingerprint fingerprint;
  for (JsonBody& item : body.List("planned")) {
    fingerprint[{item.Text("volume")}] = item.Text("hash");
    body.Finish(std::move(item));
  }
  return fingerprint;
}

Milliseconds ReadGrace(JsonBody& body) {
  const DeleteRequest standard;
  const auto seconds =
      body.Number("graceSeconds", kLongestGraceSeconds,
                  static_cast<std::uint64_t>(
                      std::chrono::duration_cast<std::chrono::seconds>(standard.grace).count()));
  return body.Flag("now") ? Milliseconds(0)
                          : std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

}  // namespace

ApiResult<ApplyRequest> ReadApplyRequest(std::string_view text) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(text));
  JsonBody body(json);
  ApplyRequest request{.manifests = ReadManifests(body),
                       .set = body.Text("set", "default"),
                       .prune = body.Flag("prune"),
                       .dryRun = body.Flag("dryRun"),
                       .plans = body.Flag("plans"),
                       .planned = ReadFingerprint(body)};
  REXRAY_TRY(body.Finish());
  if (request.prune && !body.Has("set")) {
    return Fail(Code::InvalidArgument,
                "prune deletes what else the set declares, so the set must be named",
                "InvalidRequest");
  }
  return request;
}

ApiResult<DeleteRequest> ReadDeleteRequest(std::string_view text) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(text));
  JsonBody body(json);
  DeleteRequest request{.manifests = ReadManifests(body),
                        .objects = ReadObjects(body),
                        .grace = ReadGrace(body),
                        .dryRun = body.Flag("dryRun"),
                        .plans = body.Flag("plans")};
  REXRAY_TRY(body.Finish());
  if (request.manifests.empty() && request.objects.empty()) {
    return Fail(Code::InvalidArgument, "nothing to delete: give manifests or objects",
                "InvalidRequest");
  }
  if (body.Has("now") && body.Has("graceSeconds")) {
    return Fail(Code::InvalidArgument, "give now or graceSeconds, not both", "InvalidRequest");
  }
  return request;
}

ApiResult<std::optional<VolumeName>> ReadVolume(const RoutedRequest& request,
                                                const char* parameter) {
  const auto text = request.parameter(parameter);
  if (!text) return std::optional<VolumeName>();
  const auto name = ParseVolumeName(*text);
  if (!name) return std::unexpected(InParameter(parameter, name.error().message));
  return std::optional(*name);
}

ApiResult<std::optional<ServiceName>> ReadService(const RoutedRequest& request,
                                                  const char* parameter) {
  const auto text = request.parameter(parameter);
  if (!text) return std::optional<ServiceName>();
  const auto name = ParseServiceName(*text);
  if (!name) return std::unexpected(InParameter(parameter, name.error().message));
  return std::optional(*name);
}

ApiResult<Selector> ReadSelector(const RoutedRequest& request) {
  REXRAY_ASSIGN(Selector selector, Selector::Parse(request.parameter("selector").value_or("")));
  return selector;
}

ApiResult<std::int64_t> ReadNumber(const RoutedRequest& request, const char* parameter,
                                   std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  const auto text = request.parameter(parameter);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = error == std::errc() && end == text->data() + text->size();
  if (whole && value >= least && value <= most) return value;
  return std::unexpected(InParameter(
      parameter, fmt::format("\"{}\" is no whole number from {} to {}", *text, least, most)));
}

ApiResult<bool> ReadFlag(const RoutedRequest& request, const char* parameter) {
  const std::string text = request.parameter(parameter).value_or("false");
  if (text == "true" || text == "false") return text == "true";
  return std::unexpected(InParameter(parameter, fmt::format("\"{}\" is not true or false", text)));
}

ApiResult<VolumeName> ReadName(const RoutedRequest& request) {
  REXRAY_ASSIGN(VolumeName name, ParseVolumeName(request.capture("name")));
  return name;
}

}  // namespace rexray
