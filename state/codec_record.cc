#include "state/codec_fields.h"

namespace rexray {
namespace codec {

template <>
inline constexpr auto kFields<FormatState> =
    std::tuple{Required("phase", &FormatState::phase), Required("type", &FormatState::type),
               Required("uuid", &FormatState::uuid)};

template <>
inline constexpr std::string_view kTypeName<VolumeFacts> = "Facts";
template <>
inline constexpr auto kFields<VolumeFacts> =
    std::tuple{Required("uid", &VolumeFacts::uid),
               Required("name", &VolumeFacts::name),
               Required("domain", &VolumeFacts::domain),
               Optional("owner", &VolumeFacts::owner),
               Required("createdBlank", &VolumeFacts::createdBlank),
               Required("format", &VolumeFacts::format),
               Required("fencingToken", &VolumeFacts::fencingToken)};

template <>
inline constexpr auto kFields<AttachRecord> = std::tuple{
    Required("device", &AttachRecord::device), Required("identity", &AttachRecord::identity),
    Required("boot", &AttachRecord::boot)};

template <>
inline constexpr auto kFields<MountRecord> = std::tuple{
    Required("target", &MountRecord::target),
    Required("declaredOptions", &MountRecord::declaredOptions),
    Required("liveOptions", &MountRecord::liveOptions),
    Required("liveFsOptions", &MountRecord::liveFsOptions), Required("boot", &MountRecord::boot)};

template <>
inline constexpr auto kFields<TargetRecord> =
    std::tuple{Required("path", &TargetRecord::path), Required("created", &TargetRecord::created),
               Required("protectedUnderlay", &TargetRecord::protectedUnderlay)};

template <>
inline constexpr std::string_view kTypeName<Condition> = "Condition";
template <>
inline constexpr auto kFields<Condition> =
    std::tuple{Required("status", &Condition::status),   Optional("reason", &Condition::reason),
               Optional("message", &Condition::message), Optional("blocker", &Condition::blocker),
               Optional("exit", &Condition::exit),       Required("since", &Condition::since)};

// What decides whether something is created, formatted or deleted is required, null where there is
// none: a key that damage made unreadable must not read as "never happened".
template <>
inline constexpr std::string_view kTypeName<Record> = "Record";
template <>
inline constexpr auto kFields<Record> =
    std::tuple{Required("volume", &Record::volume),
               Required("uid", &Record::uid),
               Required("service", &Record::service),
               Required("fencingToken", &Record::fencingToken),
               Optional("observedGeneration", &Record::observedGeneration),
               Optional("observedRevision", &Record::observedRevision),
               Required("createStarted", &Record::createStarted),
               Required("lastCreateAt", &Record::lastCreateAt),
               Required("backendId", &Record::backendId),
               Required("facts", &Record::facts),
               Required("attach", &Record::attach),
               Required("mount", &Record::mount),
               Required("target", &Record::target),
               Optional("repairs", &Record::repairs),
               Optional("lastClaimEnded", &Record::lastClaimEnded),
               Optional("lastClaimBoot", &Record::lastClaimBoot),
               Optional("lastEffectAt", &Record::lastEffectAt),
               Required("orphaned", &Record::orphaned),
               Optional("conditions", &Record::conditions)};

}  // namespace codec

nlohmann::json ToJson(const VolumeFacts& facts) { return codec::Encode(facts); }
nlohmann::json ToJson(const Record& record) { return codec::Encode(record); }
nlohmann::json ToJson(const Condition& condition) { return codec::Encode(condition); }

template <>
Result<VolumeFacts> ReadJson(const nlohmann::json& json) {
  return codec::Read<VolumeFacts>(json);
}
template <>
Result<Record> ReadJson(const nlohmann::json& json) {
  return codec::Read<Record>(json);
}
template <>
Result<Condition> ReadJson(const nlohmann::json& json) {
  return codec::Read<Condition>(json);
}

}  // namespace rexray
