#include "state/codec_fields.h"

namespace rexray::codec {
namespace {

std::unexpected<Error> Unexpected(std::string_view expected, const Json& found) {
  return Fail(Code::Internal, fmt::format(": expected {}, found {}", expected, found.type_name()));
}

}  // namespace

std::unexpected<Error> Below(std::string_view step, Error error) {
  error.message.insert(0, step);
  return std::unexpected(std::move(error));
}

Result<void> ExpectKind(const Json& json, Json::value_t kind) {
  if (json.type() == kind) return {};
  return Unexpected(Json(kind).type_name(), json);
}

Result<void> DecodeText(const Json& json, std::string& out) {
  if (!json.is_string()) return Unexpected("text", json);
  out = json.get_ref<const std::string&>();
  return {};
}

Result<void> DecodeBool(const Json& json, bool& out) {
  if (!json.is_boolean()) return Unexpected("true or false", json);
  out = json.get<bool>();
  return {};
}

Result<void> DecodeTime(const Json& json, TimePoint& out) {
  std::string text;
  REXRAY_TRY(DecodeText(json, text));
  auto parsed = ParseRfc3339(text);
  if (!parsed.has_value()) return Fail(Code::Internal, fmt::format(": {}", parsed.error().message));
  out = *parsed;
  return {};
}

// nlohmann's get<>() converts silently (1.9 to 1, -1 to 4294967295, true to 1), so each case is
// asked for.
Result<void> DecodeUnsigned(const Json& json, std::uint64_t maximum, std::uint64_t& out) {
  if (!json.is_number_integer()) return Unexpected("a whole number", json);
  if (!json.is_number_unsigned() && json.get<std::int64_t>() < 0) {
    return Fail(Code::Internal, fmt::format(": {} is negative", json.get<std::int64_t>()));
  }
  const auto value = json.get<std::uint64_t>();
  if (value > maximum) return Fail(Code::Internal, fmt::format(": {} is above {}", value, maximum));
  out = value;
  return {};
}

Result<void> DecodeSigned(const Json& json, std::int64_t& out) {
  if (!json.is_number_integer()) return Unexpected("a whole number", json);
  constexpr auto kMaximum = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > kMaximum) {
    return Fail(Code::Internal,
                fmt::format(": {} is above {}", json.get<std::uint64_t>(), kMaximum));
  }
  out = json.get<std::int64_t>();
  return {};
}

}  // namespace rexray::codec
