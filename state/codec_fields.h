#pragma once

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>
#include <type_traits>

#include "state/codec_names.h"

// Internal to the codec: a type's JSON form is one table of its fields, read and written by the
// same table.
//
//   template <> inline constexpr std::string_view kTypeName<MountSpec> = "Mount";
//   template <> inline constexpr auto kFields<MountSpec> = std::tuple{
//       Required("path", &MountSpec::path), Optional("options", &MountSpec::options)};
//
// A required field is always written and must be there; a required std::optional is null where it
// is empty. An optional field is left out while it equals that of a default-constructed value.

namespace rexray::codec {

using Json = nlohmann::json;

template <class T>
inline constexpr std::string_view kTypeName = "";
template <class T>
inline constexpr auto kFields = nullptr;

template <class T, class Member>
struct Field {
  const char* key;
  Member T::*member;
  bool required;
};

template <class T, class Member>
constexpr Field<T, Member> Required(const char* key, Member T::*member) {
  return {key, member, true};
}
template <class T, class Member>
constexpr Field<T, Member> Optional(const char* key, Member T::*member) {
  return {key, member, false};
}

template <class T>
inline constexpr bool kIsObject =
    !std::is_same_v<std::decay_t<decltype(kFields<T>)>, std::nullptr_t>;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool kIsText = false;
template <class Tag>
inline constexpr bool kIsText<Text<Tag>> = true;

// --- Writing ---

template <class T>
Json Encode(const T& value);

template <class T, class Member>
void EncodeField(const T& value, const Field<T, Member>& field, Json& object) {
  const Member& member = value.*field.member;
  if constexpr (kIsOptional<Member>) {
    if (member.has_value()) {
      object[field.key] = Encode(*member);
    } else if (field.required) {
      object[field.key] = nullptr;
    }
  } else {
    static const T kDefault{};
    if (field.required || !(member == kDefault.*field.member)) object[field.key] = Encode(member);
  }
}

template <class T>
Json EncodeObject(const T& value) {
  Json object = Json::object();
  std::apply([&](const auto&... field) { (EncodeField(value, field, object), ...); }, kFields<T>);
  return object;
}

template <class Items>
Json EncodeArray(const Items& items) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(Encode(item));
  return array;
}

template <class Entries>
Json EncodeMap(const Entries& entries) {
  Json object = Json::object();
  for (const auto& [key, value] : entries) object[key] = Encode(value);
  return object;
}

template <class T>
Json Encode(const T& value) {
  if constexpr (kIsObject<T>) {
    return EncodeObject(value);
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(ToString(value));
  } else if constexpr (kIsText<T> || std::is_same_v<T, Bytes>) {
    return value.value;
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return ToRfc3339(value);
  } else if constexpr (std::is_same_v<T, Milliseconds>) {
    return value.count();
  } else if constexpr (kIsVector<T>) {
    return EncodeArray(value);
  } else if constexpr (kIsMap<T>) {
    return EncodeMap(value);
  } else {
    return value;
  }
}

// --- Reading: an error starts with the path below the value that is read, ".attach.device: …" ---

template <class T>
Result<void> Decode(const Json& json, T& out);

// The non-template readers of one value; codec_fields.cc.
Result<void> DecodeText(const Json& json, std::string& out);
Result<void> DecodeBool(const Json& json, bool& out);
Result<void> DecodeTime(const Json& json, TimePoint& out);
Result<void> DecodeUnsigned(const Json& json, std::uint64_t maximum, std::uint64_t& out);
Result<void> DecodeSigned(const Json& json, std::int64_t& out);
Result<void> ExpectKind(const Json& json, Json::value_t kind);
std::unexpected<Error> Below(std::string_view step, Error error);

template <class T, class Member>
Result<void> DecodeField(const Json& object, const Field<T, Member>& field, T& out) {
  const auto found = object.find(field.key);
  if (found == object.end()) {
    if (!field.required) return {};
    return Fail(Code::Internal, fmt::format(".{}: missing", field.key));
  }
  if constexpr (kIsOptional<Member>) {
    if (field.required && found->is_null()) return {};
  }
  auto decoded = Decode(*found, out.*field.member);
  if (!decoded.has_value()) return Below(fmt::format(".{}", field.key), std::move(decoded).error());
  return {};
}

template <class T>
Result<void> DecodeObject(const Json& json, T& out) {
  REXRAY_TRY(ExpectKind(json, Json::value_t::object));
  Result<void> result;
  std::apply(
      [&](const auto&... field) {
        static_cast<void>(((result = DecodeField(json, field, out), result.has_value()) && ...));
      },
      kFields<T>);
  return result;
}

template <class Enum>
Result<void> DecodeEnumerator(const Json& json, Enum& out) {
  std::string text;
  REXRAY_TRY(DecodeText(json, text));
  const auto value = ParseEnumerator<Enum>(text);
  if (!value.has_value()) return Fail(Code::Internal, fmt::format(": unknown value '{}'", text));
  out = *value;
  return {};
}

template <class T>
Result<void> DecodeUnsignedAs(const Json& json, T& out) {
  std::uint64_t wide = 0;
  REXRAY_TRY(DecodeUnsigned(json, std::numeric_limits<T>::max(), wide));
  out = static_cast<T>(wide);
  return {};
}

template <class T>
Result<void> DecodeArray(const Json& json, std::vector<T>& out) {
  REXRAY_TRY(ExpectKind(json, Json::value_t::array));
  out.resize(json.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto decoded = Decode(json[i], out[i]);
    if (!decoded.has_value()) return Below(fmt::format("[{}]", i), std::move(decoded).error());
  }
  return {};
}

template <class T>
Result<void> DecodeMap(const Json& json, std::map<std::string, T>& out) {
  REXRAY_TRY(ExpectKind(json, Json::value_t::object));
  for (const auto& [key, value] : json.items()) {
    auto decoded = Decode(value, out[key]);
    if (!decoded.has_value()) return Below(fmt::format(".{}", key), std::move(decoded).error());
  }
  return {};
}

template <class T>
Result<void> Decode(const Json& json, T& out) {
  if constexpr (kIsObject<T>) {
    return DecodeObject(json, out);
  } else if constexpr (std::is_enum_v<T>) {
    return DecodeEnumerator(json, out);
  } else if constexpr (kIsText<T>) {
    return DecodeText(json, out.value);
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return DecodeUnsignedAs(json, out.value);
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return DecodeTime(json, out);
  } else if constexpr (std::is_same_v<T, Milliseconds>) {
    std::int64_t count = 0;
    REXRAY_TRY(DecodeSigned(json, count));
    out = Milliseconds{count};
    return {};
  } else if constexpr (kIsOptional<T>) {
    return Decode(json, out.emplace());
  } else if constexpr (kIsVector<T>) {
    return DecodeArray(json, out);
  } else if constexpr (kIsMap<T>) {
    return DecodeMap(json, out);
  } else if constexpr (std::is_same_v<T, bool>) {
    return DecodeBool(json, out);
  } else if constexpr (std::is_unsigned_v<T>) {
    return DecodeUnsignedAs(json, out);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return DecodeSigned(json, out);
  } else {
    return DecodeText(json, out);
  }
}

template <class T>
Result<T> Read(const Json& json) {
  T value;
  auto decoded = Decode(json, value);
  if (!decoded.has_value()) return Below(kTypeName<T>, std::move(decoded).error());
  return value;
}

}  // namespace rexray::codec
