#include "state/codec_fields.h"

namespace rexray {
namespace codec {

template <>
inline constexpr auto kFields<FormatState> =
    std::tuple{Required("phase", &FormatState::phase), Required("type", &FormatState::type),
               Required("uuid", &FormatState::uuid), Optional("size", &FormatState::size)};

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
               Optional("deletedAt", &VolumeFacts::deletedAt),
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
    Required("liveFsOptions", &MountRecord::liveFsOptions), Required("boot", &MountRecord::boot),
    Optional("subPath", &MountRecord::subPath), Optional("liveDevice", &MountRecord::liveDevice)};

template <>
inline constexpr auto kFields<GrowthFailure> = std::tuple{
    Required("device", &GrowthFailure::device), Required("message", &GrowthFailure::message)};

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
               Optional("exit", &Condition::exit),       Required("since", &Condition::since),
               Optional("stands", &Condition::stands)};

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
               Optional("lastClaimLinger", &Record::lastClaimLinger),
               Optional("growthFailure", &Record::growthFailure),
               Optional("lastEffectAt", &Record::lastEffectAt),
               Required("orphaned", &Record::orphaned),
               Optional("conditions", &Record::conditions)};

template <>
inline constexpr std::string_view kTypeName<BackendAttachment> = "BackendAttachment";
template <>
inline constexpr auto kFields<BackendAttachment> = std::tuple{
    Required("node", &BackendAttachment::node), Required("state", &BackendAttachment::state),
    Optional("device", &BackendAttachment::device),
    Optional("readOnly", &BackendAttachment::readOnly),
    Optional("holder", &BackendAttachment::holder)};

template <>
inline constexpr std::string_view kTypeName<BackendVolume> = "BackendVolume";
template <>
inline constexpr auto kFields<BackendVolume> =
    std::tuple{Required("id", &BackendVolume::id),
               Required("name", &BackendVolume::name),
               Required("size", &BackendVolume::size),
               Required("state", &BackendVolume::state),
               Required("attachments", &BackendVolume::attachments),
               Optional("facts", &BackendVolume::facts),
               Required("identity", &BackendVolume::identity),
               Optional("tags", &BackendVolume::tags),
               Optional("type", &BackendVolume::type),
               Optional("iops", &BackendVolume::iops),
               Optional("availabilityZone", &BackendVolume::availabilityZone),
               Optional("encrypted", &BackendVolume::encrypted)};

template <>
inline constexpr std::string_view kTypeName<Listing> = "Listing";
template <>
inline constexpr auto kFields<Listing> = std::tuple{Required("complete", &Listing::complete),
                                                    Required("volumes", &Listing::volumes)};

}  // namespace codec

nlohmann::json ToJson(const VolumeFacts& facts) { return codec::Encode(facts); }
nlohmann::json ToJson(const Record& record) { return codec::Encode(record); }
nlohmann::json ToJson(const Condition& condition) { return codec::Encode(condition); }
nlohmann::json ToJson(const BackendVolume& volume) { return codec::Encode(volume); }
nlohmann::json ToJson(const BackendAttachment& attachment) { return codec::Encode(attachment); }
nlohmann::json ToJson(const Listing& listing) { return codec::Encode(listing); }

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
template <>
Result<BackendVolume> ReadJson(const nlohmann::json& json) {
  return codec::Read<BackendVolume>(json);
}
template <>
Result<BackendAttachment> ReadJson(const nlohmann::json& json) {
  return codec::Read<BackendAttachment>(json);
}
template <>
Result<Listing> ReadJson(const nlohmann::json& json) {
  return codec::Read<Listing>(json);
}

}  // namespace rexray
