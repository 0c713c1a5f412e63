#include "state/codec_fields.h"

namespace rexray {
namespace codec {

template <>
inline constexpr std::string_view kTypeName<Device> = "Device";
template <>
inline constexpr auto kFields<Device> =
    std::tuple{Required("path", &Device::path),        Required("identity", &Device::identity),
               Required("major", &Device::major),      Required("minor", &Device::minor),
               Required("root", &Device::root),        Required("size", &Device::size),
               Required("readOnly", &Device::readOnly)};

template <>
inline constexpr std::string_view kTypeName<MountEntry> = "Mount";
template <>
inline constexpr auto kFields<MountEntry> = std::tuple{
    Required("id", &MountEntry::id),           Required("parent", &MountEntry::parent),
    Required("major", &MountEntry::major),     Required("minor", &MountEntry::minor),
    Required("root", &MountEntry::root),       Required("target", &MountEntry::target),
    Required("options", &MountEntry::options), Required("fstype", &MountEntry::fstype),
    Required("source", &MountEntry::source),   Required("fsOptions", &MountEntry::fsOptions)};

template <>
inline constexpr auto kFields<Signature> =
    std::tuple{Required("type", &Signature::type), Required("uuid", &Signature::uuid)};

template <>
inline constexpr std::string_view kTypeName<Probe> = "Probe";
template <>
inline constexpr auto kFields<Probe> =
    std::tuple{Required("endsAreZero", &Probe::endsAreZero),
               Required("signatures", &Probe::signatures), Required("clean", &Probe::clean)};

template <>
inline constexpr std::string_view kTypeName<BackendSnapshot> = "Snapshot";
template <>
inline constexpr auto kFields<BackendSnapshot> = std::tuple{
    Required("id", &BackendSnapshot::id),           Required("name", &BackendSnapshot::name),
    Required("volume", &BackendSnapshot::volume),   Required("size", &BackendSnapshot::size),
    Required("created", &BackendSnapshot::created), Required("state", &BackendSnapshot::state),
    Required("token", &BackendSnapshot::token)};

template <>
inline constexpr std::string_view kTypeName<SnapshotListing> = "SnapshotListing";
template <>
inline constexpr auto kFields<SnapshotListing> =
    std::tuple{Required("complete", &SnapshotListing::complete),
               Required("snapshots", &SnapshotListing::snapshots)};

}  // namespace codec

nlohmann::json ToJson(const Device& device) { return codec::Encode(device); }
nlohmann::json ToJson(const MountEntry& entry) { return codec::Encode(entry); }
nlohmann::json ToJson(const Probe& probe) { return codec::Encode(probe); }
nlohmann::json ToJson(const BackendSnapshot& snapshot) { return codec::Encode(snapshot); }
nlohmann::json ToJson(const SnapshotListing& listing) { return codec::Encode(listing); }

template <>
Result<Device> ReadJson(const nlohmann::json& json) {
  return codec::Read<Device>(json);
}
template <>
Result<MountEntry> ReadJson(const nlohmann::json& json) {
  return codec::Read<MountEntry>(json);
}
template <>
Result<Probe> ReadJson(const nlohmann::json& json) {
  return codec::Read<Probe>(json);
}
template <>
Result<BackendSnapshot> ReadJson(const nlohmann::json& json) {
  return codec::Read<BackendSnapshot>(json);
}
template <>
Result<SnapshotListing> ReadJson(const nlohmann::json& json) {
  return codec::Read<SnapshotListing>(json);
}

}  // namespace rexray
