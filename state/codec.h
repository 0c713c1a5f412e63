#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "state/claim.h"
#include "state/plan.h"
#include "state/record.h"
#include "state/snapshot.h"
#include "state/spec.h"

namespace rexray {

// The JSON form of our values: what the database, sidecars, helpers and the API hold. Reading is strict
// (types, ranges, known enumerators): anything else is an Internal error that names the field, so that
// damage is seen and never guessed at. Unknown fields are ignored (a newer version wrote them).

// JSON text with a depth limit of 64 and no duplicate keys; InvalidArgument otherwise.
Result<nlohmann::json> ParseJson(std::string_view text);
// One line; bytes that are no UTF-8 are replaced.
std::string Dump(const nlohmann::json& value);

nlohmann::json ToJson(const VolumeSpec& spec);
nlohmann::json ToJson(const AttachmentSpec& spec);
nlohmann::json ToJson(const SnapshotSpec& spec);
nlohmann::json ToJson(const SnapshotStatus& status);
nlohmann::json ToJson(const FilesystemSpec& spec);
nlohmann::json ToJson(const Tombstone& tombstone);
nlohmann::json ToJson(const FormerSpecs& specs);
nlohmann::json ToJson(const VolumeFacts& facts);
nlohmann::json ToJson(const Record& record);
nlohmann::json ToJson(const Condition& condition);
nlohmann::json ToJson(const Operation& operation);
nlohmann::json ToJson(const Event& event);
nlohmann::json ToJson(const Claim& claim);
nlohmann::json ToJson(const Error& error);
nlohmann::json ToJson(const Device& device);
nlohmann::json ToJson(const MountEntry& entry);
nlohmann::json ToJson(const Probe& probe);
nlohmann::json ToJson(const BackendVolume& volume);
nlohmann::json ToJson(const BackendAttachment& attachment);
nlohmann::json ToJson(const Listing& listing);
nlohmann::json ToJson(const BackendSnapshot& snapshot);
nlohmann::json ToJson(const SnapshotListing& listing);
nlohmann::json ToJson(const Permit& permit);

// ReadJson<VolumeSpec>(json): specialised for each type above.
template <class T>
Result<T> ReadJson(const nlohmann::json& json);

// Names of enumerators as users write them: "ext4", "Retain", "Repair".
std::string_view ToString(FilesystemType type);
std::string_view ToString(ReclaimPolicy policy);
std::string_view ToString(SnapshotReclaim policy);
std::string_view ToString(DriftPolicy policy);
std::string_view ToString(FormatPhase phase);
std::string_view ToString(OperationOutcome outcome);
std::string_view ToString(EventType type);
std::string_view ToString(BackendState state);
std::string_view ToString(SnapshotState state);
std::string_view ToString(AttachState state);
std::string_view ToString(HolderState value);
std::string_view ToString(AccessMode value);
std::string_view ToString(Preemption value);
std::string_view ToString(ForeignAttachments value);
std::string_view ToString(OnExisting value);
std::string_view ToString(PermitKind value);

}  // namespace rexray
