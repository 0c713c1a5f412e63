#include "state/codec_fields.h"

namespace rexray {
namespace codec {

template <>
inline constexpr std::string_view kTypeName<Error> = "Error";
template <>
inline constexpr auto kFields<Error> =
    std::tuple{Required("code", &Error::code), Required("message", &Error::message),
               Optional("reason", &Error::reason)};

template <>
inline constexpr std::string_view kTypeName<Operation> = "Operation";
template <>
inline constexpr auto kFields<Operation> =
    std::tuple{Required("id", &Operation::id),
               Required("volume", &Operation::volume),
               Required("action", &Operation::action),
               Optional("detail", &Operation::detail),
               Required("fencingToken", &Operation::fencingToken),
               Required("process", &Operation::process),
               Required("boot", &Operation::boot),
               Required("started", &Operation::started),
               Optional("finished", &Operation::finished),
               Required("outcome", &Operation::outcome),
               Optional("evidence", &Operation::evidence),
               Optional("permit", &Operation::permit),
               Optional("error", &Operation::error)};

template <>
inline constexpr std::string_view kTypeName<Event> = "Event";
template <>
inline constexpr auto kFields<Event> = std::tuple{Required("id", &Event::id),
                                                  Required("at", &Event::at),
                                                  Optional("volume", &Event::volume),
                                                  Required("type", &Event::type),
                                                  Required("reason", &Event::reason),
                                                  Optional("message", &Event::message),
                                                  Optional("operation", &Event::operation)};

template <>
inline constexpr std::string_view kTypeName<Claim> = "Claim";
template <>
inline constexpr auto kFields<Claim> =
    std::tuple{Required("volume", &Claim::volume), Required("node", &Claim::node),
               Required("door", &Claim::door),     Required("consumer", &Claim::consumer),
               Required("count", &Claim::count),   Required("boot", &Claim::boot),
               Required("state", &Claim::state),   Optional("asked", &Claim::asked),
               Optional("linger", &Claim::linger)};

template <>
inline constexpr std::string_view kTypeName<Permit> = "Permit";
template <>
inline constexpr auto kFields<Permit> =
    std::tuple{Required("kind", &Permit::kind), Required("subject", &Permit::subject),
               Optional("text", &Permit::text), Optional("by", &Permit::by),
               Required("at", &Permit::at)};

}  // namespace codec

nlohmann::json ToJson(const Permit& permit) { return codec::Encode(permit); }
nlohmann::json ToJson(const Error& error) { return codec::Encode(error); }
nlohmann::json ToJson(const Operation& operation) { return codec::Encode(operation); }
nlohmann::json ToJson(const Event& event) { return codec::Encode(event); }
nlohmann::json ToJson(const Claim& claim) { return codec::Encode(claim); }

template <>
Result<Error> ReadJson(const nlohmann::json& json) {
  return codec::Read<Error>(json);
}
template <>
Result<Operation> ReadJson(const nlohmann::json& json) {
  return codec::Read<Operation>(json);
}
template <>
Result<Event> ReadJson(const nlohmann::json& json) {
  return codec::Read<Event>(json);
}
template <>
Result<Permit> ReadJson(const nlohmann::json& json) {
  return codec::Read<Permit>(json);
}
template <>
Result<Claim> ReadJson(const nlohmann::json& json) {
  return codec::Read<Claim>(json);
}

}  // namespace rexray
