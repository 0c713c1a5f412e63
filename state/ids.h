#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "state/result.h"

namespace rexray {

// A string that cannot be confused with another kind of string. Holds any text; the Parse functions
// below are the only places that judge text from outside.
template <class Tag>
struct Text {
  std::string value;

  bool empty() const { return value.empty(); }
  friend auto operator<=>(const Text&, const Text&) = default;
};

using VolumeName = Text<struct VolumeNameTag>;          // unique in one database
using AttachmentName = Text<struct AttachmentNameTag>;  // unique in one database
using SnapshotName = Text<struct SnapshotNameTag>;      // unique in one database
using NodeName = Text<struct NodeNameTag>;
using ServiceName = Text<struct ServiceNameTag>;        // a configured driver
using DomainName = Text<struct DomainNameTag>;          // hosts that share a backend
using VolumeUid = Text<struct VolumeUidTag>;            // lower-case RFC 4122 text, also the create token
using BackendId = Text<struct BackendIdTag>;            // what the backend calls the volume
using SnapshotId = Text<struct SnapshotIdTag>;          // what the backend calls a snapshot
using BootId = Text<struct BootIdTag>;                  // /proc/sys/kernel/random/boot_id
using DeviceIdentity = Text<struct DeviceIdentityTag>;  // what the kernel says a device is, "loop:254:0:1234"
using OperationId = std::int64_t;

// Docker's grammar [a-zA-Z0-9][a-zA-Z0-9_.-]+, at most 128 bytes (backend names append a uid).
Result<VolumeName> ParseVolumeName(std::string_view text);
// The same grammar and length, one character allowed.
Result<AttachmentName> ParseAttachmentName(std::string_view text);
Result<SnapshotName> ParseSnapshotName(std::string_view text);
Result<NodeName> ParseNodeName(std::string_view text);
Result<ServiceName> ParseServiceName(std::string_view text);

// RFC 4122 version 5: the same input gives the same UUID on every host.
std::string UuidV5(std::string_view name);
std::string RandomUuid();

// The uid of a volume: a hash of what makes it one volume, so that two hosts of a domain that create
// one name make one volume, and a lost database derives it again. `incarnation` counts the volumes
// of this name that were deleted before.
VolumeUid DeriveVolumeUid(const DomainName& domain, const ServiceName& service,
                          const VolumeName& name, std::uint64_t incarnation);

}  // namespace rexray

template <class Tag>
struct std::hash<rexray::Text<Tag>> {
  std::size_t operator()(const rexray::Text<Tag>& text) const noexcept {
    return std::hash<std::string>{}(text.value);
  }
};
