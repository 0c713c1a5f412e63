#include "state/codec_fields.h"

namespace rexray {
namespace codec {

template <>
inline constexpr auto kFields<Metadata> = std::tuple{
    Optional("labels", &Metadata::labels), Optional("annotations", &Metadata::annotations)};

template <>
inline constexpr std::string_view kTypeName<FilesystemSpec> = "Filesystem";
template <>
inline constexpr auto kFields<FilesystemSpec> = std::tuple{
    Required("type", &FilesystemSpec::type),   Optional("uid", &FilesystemSpec::uid),
    Optional("gid", &FilesystemSpec::gid),     Optional("mode", &FilesystemSpec::mode),
    Optional("label", &FilesystemSpec::label), Optional("options", &FilesystemSpec::options)};

template <>
inline constexpr auto kFields<AdoptSpec> =
    std::tuple{Optional("id", &AdoptSpec::id), Optional("name", &AdoptSpec::name),
               Optional("tag", &AdoptSpec::tag)};

template <>
inline constexpr auto kFields<SourceSpec> = std::tuple{Optional("snapshot", &SourceSpec::snapshot),
                                                       Optional("volume", &SourceSpec::volume)};

template <>
inline constexpr std::string_view kTypeName<VolumeSpec> = "Volume";
template <>
inline constexpr auto kFields<VolumeSpec> =
    std::tuple{Required("name", &VolumeSpec::name),
               Optional("metadata", &VolumeSpec::metadata),
               Optional("service", &VolumeSpec::service),
               Optional("size", &VolumeSpec::size),
               Optional("type", &VolumeSpec::type),
               Optional("iops", &VolumeSpec::iops),
               Optional("availabilityZone", &VolumeSpec::availabilityZone),
               Optional("encrypted", &VolumeSpec::encrypted),
               Optional("encryptionKey", &VolumeSpec::encryptionKey),
               Optional("source", &VolumeSpec::source),
               Optional("owner", &VolumeSpec::owner),
               Optional("filesystem", &VolumeSpec::filesystem),
               Optional("accessMode", &VolumeSpec::accessMode),
               Optional("mountOptions", &VolumeSpec::mountOptions),
               Optional("subPath", &VolumeSpec::subPath),
               Optional("adopt", &VolumeSpec::adopt),
               Optional("onExisting", &VolumeSpec::onExisting),
               Required("reclaimPolicy", &VolumeSpec::reclaimPolicy),
               Required("deletionProtection", &VolumeSpec::deletionProtection)};

template <>
inline constexpr auto kFields<MountSpec> = std::tuple{
    Required("path", &MountSpec::path), Optional("options", &MountSpec::options),
    Optional("readOnly", &MountSpec::readOnly), Optional("subPath", &MountSpec::subPath)};

template <>
inline constexpr std::string_view kTypeName<AttachmentSpec> = "Attachment";
template <>
inline constexpr auto kFields<AttachmentSpec> =
    std::tuple{Required("name", &AttachmentSpec::name),
               Optional("metadata", &AttachmentSpec::metadata),
               Required("volume", &AttachmentSpec::volume),
               Optional("node", &AttachmentSpec::node),
               Optional("nodeSelector", &AttachmentSpec::nodeSelector),
               Optional("mount", &AttachmentSpec::mount),
               Required("driftPolicy", &AttachmentSpec::driftPolicy),
               Optional("preemption", &AttachmentSpec::preemption),
               Optional("foreignAttachments", &AttachmentSpec::foreignAttachments)};

template <>
inline constexpr std::string_view kTypeName<SnapshotSpec> = "Snapshot";
template <>
inline constexpr auto kFields<SnapshotSpec> =
    std::tuple{Required("name", &SnapshotSpec::name), Optional("metadata", &SnapshotSpec::metadata),
               Required("volume", &SnapshotSpec::volume),
               Required("reclaimPolicy", &SnapshotSpec::reclaimPolicy),
               Optional("deletionProtection", &SnapshotSpec::deletionProtection)};

template <>
inline constexpr std::string_view kTypeName<SnapshotStatus> = "SnapshotStatus";
template <>
inline constexpr auto kFields<SnapshotStatus> = std::tuple{
    Required("service", &SnapshotStatus::service), Required("token", &SnapshotStatus::token),
    Optional("id", &SnapshotStatus::id),           Required("state", &SnapshotStatus::state),
    Optional("size", &SnapshotStatus::size),       Optional("created", &SnapshotStatus::created)};

template <>
inline constexpr std::string_view kTypeName<Tombstone> = "Tombstone";
template <>
inline constexpr auto kFields<Tombstone> = std::tuple{
    Required("reclaimPolicy", &Tombstone::reclaimPolicy),
    Required("generation", &Tombstone::generation), Required("deletedAt", &Tombstone::deletedAt),
    Required("deleteAfter", &Tombstone::deleteAfter)};

template <>
inline constexpr std::string_view kTypeName<FormerSpecs> = "FormerSpecs";
template <>
inline constexpr auto kFields<FormerSpecs> = std::tuple{
    Required("volume", &FormerSpecs::volume), Optional("attachments", &FormerSpecs::attachments)};

}  // namespace codec

nlohmann::json ToJson(const VolumeSpec& spec) { return codec::Encode(spec); }
nlohmann::json ToJson(const AttachmentSpec& spec) { return codec::Encode(spec); }
nlohmann::json ToJson(const SnapshotSpec& spec) { return codec::Encode(spec); }
nlohmann::json ToJson(const SnapshotStatus& status) { return codec::Encode(status); }
nlohmann::json ToJson(const FilesystemSpec& spec) { return codec::Encode(spec); }
nlohmann::json ToJson(const Tombstone& tombstone) { return codec::Encode(tombstone); }
nlohmann::json ToJson(const FormerSpecs& specs) { return codec::Encode(specs); }

template <>
Result<VolumeSpec> ReadJson(const nlohmann::json& json) {
  return codec::Read<VolumeSpec>(json);
}
template <>
Result<AttachmentSpec> ReadJson(const nlohmann::json& json) {
  return codec::Read<AttachmentSpec>(json);
}
template <>
Result<SnapshotSpec> ReadJson(const nlohmann::json& json) {
  return codec::Read<SnapshotSpec>(json);
}
template <>
Result<SnapshotStatus> ReadJson(const nlohmann::json& json) {
  return codec::Read<SnapshotStatus>(json);
}
template <>
Result<FilesystemSpec> ReadJson(const nlohmann::json& json) {
  return codec::Read<FilesystemSpec>(json);
}
template <>
Result<Tombstone> ReadJson(const nlohmann::json& json) {
  return codec::Read<Tombstone>(json);
}
template <>
Result<FormerSpecs> ReadJson(const nlohmann::json& json) {
  return codec::Read<FormerSpecs>(json);
}

}  // namespace rexray
