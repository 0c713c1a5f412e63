#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "state/codec.h"

// Internal to the codec: every enumerator that has a name in JSON. A name is read by comparing it
// with ToString of each, so that each name is spelled once.

namespace rexray {

std::string_view ToString(ClaimState state);

namespace codec {

template <class Enum>
inline constexpr auto kEnumerators = nullptr;

template <>
inline constexpr std::array kEnumerators<FilesystemType> = {
    FilesystemType::None, FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs};
template <>
inline constexpr std::array kEnumerators<SnapshotReclaim> = {SnapshotReclaim::Retain,
                                                             SnapshotReclaim::Delete};
template <>
inline constexpr std::array kEnumerators<ReclaimPolicy> = {
    ReclaimPolicy::Retain, ReclaimPolicy::Delete, ReclaimPolicy::Snapshot};
template <>
inline constexpr std::array kEnumerators<AccessMode> = {
    AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany, AccessMode::ReadWriteMany};
template <>
inline constexpr std::array kEnumerators<Preemption> = {Preemption::Never, Preemption::WhenReleased,
                                                        Preemption::WhenDead,
                                                        Preemption::WhenFenced, Preemption::Always};
template <>
inline constexpr std::array kEnumerators<ForeignAttachments> = {
    ForeignAttachments::Ignore, ForeignAttachments::Report, ForeignAttachments::Detach};
template <>
inline constexpr std::array kEnumerators<OnExisting> = {OnExisting::Fail, OnExisting::Adopt};
template <>
inline constexpr std::array kEnumerators<PermitKind> = {PermitKind::Preempt, PermitKind::Format};
template <>
inline constexpr std::array kEnumerators<BackendState> = {
    BackendState::Creating, BackendState::Available, BackendState::Deleting, BackendState::Failed,
    BackendState::Unreadable};
template <>
inline constexpr std::array kEnumerators<SnapshotState> = {
    SnapshotState::Creating, SnapshotState::Available, SnapshotState::Failed,
    SnapshotState::Unreadable};
template <>
inline constexpr std::array kEnumerators<AttachState> = {
    AttachState::Attaching, AttachState::Attached, AttachState::Detaching};
template <>
inline constexpr std::array kEnumerators<HolderState> = {HolderState::Unknown, HolderState::Running,
                                                         HolderState::Dead, HolderState::Fenced};
template <>
inline constexpr std::array kEnumerators<DriftPolicy> = {DriftPolicy::Repair, DriftPolicy::Report};
template <>
inline constexpr std::array kEnumerators<FormatPhase> = {
    FormatPhase::NotFormatted, FormatPhase::Formatting, FormatPhase::Formatted};
template <>
inline constexpr std::array kEnumerators<OperationOutcome> = {
    OperationOutcome::Running, OperationOutcome::Succeeded, OperationOutcome::Failed,
    OperationOutcome::Interrupted};
template <>
inline constexpr std::array kEnumerators<EventType> = {EventType::Normal, EventType::Warning};
template <>
inline constexpr std::array kEnumerators<ClaimState> = {ClaimState::Pending, ClaimState::Held,
                                                        ClaimState::Releasing};
template <>
inline constexpr std::array kEnumerators<ActionKind> = {
    ActionKind::Create,         ActionKind::Adopt,           ActionKind::Attach,
    ActionKind::ForceDetach,    ActionKind::MarkFormatting,  ActionKind::Format,
    ActionKind::MarkFormatted,  ActionKind::TrustFilesystem, ActionKind::Check,
    ActionKind::Expand,         ActionKind::Modify,          ActionKind::ResizeDevice,
    ActionKind::GrowFilesystem, ActionKind::Mount,           ActionKind::Remount,
    ActionKind::KeepMount,      ActionKind::MakeSubPath,     ActionKind::Unmount,
    ActionKind::Detach,         ActionKind::Quarantine,      ActionKind::Restore,
    ActionKind::Snapshot,       ActionKind::DeleteSnapshot,  ActionKind::Delete,
    ActionKind::Forget};
template <>
inline constexpr std::array kEnumerators<Code> = {
    Code::InvalidArgument,   Code::NotFound,         Code::AlreadyExists, Code::FailedPrecondition,
    Code::ResourceExhausted, Code::PermissionDenied, Code::Unavailable,   Code::DeadlineExceeded,
    Code::Aborted,           Code::Unimplemented,    Code::Internal};

template <class Enum>
std::optional<Enum> ParseEnumerator(std::string_view text) {
  for (Enum value : kEnumerators<Enum>) {
    if (ToString(value) == text) return value;
  }
  return std::nullopt;
}

}  // namespace codec
}  // namespace rexray
