#include "state/reason.h"

#include <array>

namespace rexray {
namespace {

struct Row {
  Reason reason;
  std::string_view name;
  std::string_view explanation;
  std::string_view exit;
};

// In the enumeration's order; the test walks all of them.
constexpr std::array kRows = {
    Row{Reason::NotCreated, "NotCreated", "the backend volume does not exist yet", ""},
    Row{Reason::NotAttached, "NotAttached", "the volume is not attached to this node", ""},
    Row{Reason::NeverFormatted, "NeverFormatted",
        "the volume was created blank by rexray and was never formatted", ""},
    Row{Reason::FormatInterrupted, "FormatInterrupted",
        "a format that rexray began was cut off before it was proven complete", ""},
    Row{Reason::FormatComplete, "FormatComplete",
        "the new filesystem carries our UUID and its read-only check is clean", ""},
    Row{Reason::SizeChanged, "SizeChanged", "the declared size is larger than the volume", ""},
    Row{Reason::TypeChanged, "TypeChanged", "another type or speed is declared", ""},
    Row{Reason::FilesystemSmaller, "FilesystemSmaller", "its filesystem is smaller than its device",
        ""},
    Row{Reason::GrowsUnmounted, "GrowsUnmounted",
        "its ext4 grows while it is not mounted, as the daemon lacks CAP_SYS_RESOURCE", ""},
    Row{Reason::NotMounted, "NotMounted", "the volume is not mounted where it is declared", ""},
    Row{Reason::NotHandedOut, "NotHandedOut",
        "the folder of the volume that is handed out is not known to be there", ""},
    Row{Reason::MountVanished, "MountVanished", "somebody else unmounted the volume", ""},
    Row{Reason::StaleMount, "StaleMount", "something else is mounted over the declared path", ""},
    Row{Reason::OptionsDrifted, "OptionsDrifted",
        "the live mount options differ from those it was mounted with", ""},
    Row{Reason::OptionsChanged, "OptionsChanged", "the declared mount options changed", ""},
    Row{Reason::MountFound, "MountFound",
        "it is mounted where it is declared already, and rexray did not do it", ""},
    Row{Reason::TargetChanged, "TargetChanged", "the declared mount path changed", ""},
    Row{Reason::AttachmentDeleted, "AttachmentDeleted", "its Attachment to this node was deleted",
        ""},
    Row{Reason::VolumeDeleted, "VolumeDeleted", "the Volume was deleted", ""},
    Row{Reason::ClaimsEnded, "ClaimsEnded", "its last user released it", ""},
    Row{Reason::RemovalComplete, "RemovalComplete", "everything that the removal asked for is done",
        ""},
    Row{Reason::AdoptDeclared, "AdoptDeclared",
        "an existing backend volume is declared to be taken over", ""},
    Row{Reason::FilesystemFound, "FilesystemFound",
        "it holds a filesystem that rexray did not make", ""},
    Row{Reason::FormatPermitted, "FormatPermitted",
        "an operator confirmed that it may be formatted", ""},
    Row{Reason::Preempted, "Preempted",
        "its policy and the evidence allow to take it from the node that holds it", ""},
    Row{Reason::Undeleted, "Undeleted", "it is declared again after it was deleted", ""},
    Row{Reason::Draining, "Draining", "this node is being drained", "rexray undrain"},
    Row{Reason::SnapshotDeclared, "SnapshotDeclared", "a Snapshot of it is declared", ""},
    Row{Reason::SnapshotDeleted, "SnapshotDeleted", "a Snapshot of it was deleted, with its data",
        ""},
    Row{Reason::BackendUnknown, "BackendUnknown",
        "the storage backend gave no usable answer, so nothing is assumed", "rexray retry NAME"},
    Row{Reason::HostUnknown, "HostUnknown",
        "the host's own state could not be read, so nothing is assumed", "rexray retry NAME"},
    Row{Reason::BackendBusy, "BackendBusy", "the backend is still changing the volume",
        "rexray retry NAME"},
    Row{Reason::ConsistencyWindow, "ConsistencyWindow",
        "the backend's view may be older than our last change", "rexray retry NAME"},
    Row{Reason::OperationRunning, "OperationRunning",
        "an operation begun by an earlier daemon has not ended", "rexray retry NAME"},
    Row{Reason::Lingering, "Lingering", "its last user left a moment ago", "rexray retry NAME"},
    Row{Reason::Contested, "Contested",
        "somebody unmounts it again and again; the next repair is put off", "rexray retry NAME"},
    Row{Reason::ParentNotMounted, "ParentNotMounted",
        "its path lies under another volume's path that is not mounted yet", "rexray why PARENT"},
    Row{Reason::ChildMounted, "ChildMounted", "another volume is mounted below its path",
        "rexray why CHILD"},
    Row{Reason::DeviceInUse, "DeviceInUse", "its device is still mounted or open somewhere else",
        "end what uses it (the message names it), then rexray retry NAME"},
    Row{Reason::Quarantined, "Quarantined", "its deletion waits for the end of the grace time",
        "rexray undelete NAME (keeps it) or rexray delete volume NAME --now"},
    Row{Reason::SnapshotPending, "SnapshotPending",
        "its backend volume is deleted once its snapshot is complete", "rexray retry NAME"},
    Row{Reason::SnapshotWaits, "SnapshotWaits",
        "a Snapshot of it is not complete, or not gone, yet; the volume is used as it is",
        "rexray retry NAME"},
    Row{Reason::SourcePending, "SourcePending",
        "the Snapshot that it is to be made from is not complete yet", "rexray get snapshots"},
    Row{Reason::WaitsForRelease, "WaitsForRelease",
        "another node has the volume attached, and preemption waits until it lets go",
        "release it on that node, or rexray preempt NAME --evidence TEXT"},
    Row{Reason::AttachBusy, "AttachBusy",
        "the backend attaches one volume at a time to a node, and is at another one",
        "rexray retry NAME"},
    Row{Reason::BackingOff, "BackingOff", "the last try failed; the next one is put off",
        "rexray retry NAME"},
    Row{Reason::ShuttingDown, "ShuttingDown", "the daemon is stopping; mounts stay as they are",
        "rexray daemon"},
    Row{Reason::Held, "Held", "the database was restored or rebuilt, and this node only observes",
        "rexray plan shows what would be done, rexray resume --all lets it be done"},
    Row{Reason::Paused, "Paused", "reconciliation of it is paused", "rexray resume NAME"},
    Row{Reason::FormatRefused, "FormatRefused", "it cannot be proven blank, so it is not formatted",
        "rexray delete volume NAME (keeps the backend volume), or rexray format NAME --confirm "
        "BACKEND-ID"},
    Row{Reason::FilesystemMismatch, "FilesystemMismatch",
        "it holds another filesystem than declared, and an existing one is never reformatted",
        "declare the filesystem that is there and rexray apply"},
    Row{Reason::IdentityMismatch, "IdentityMismatch",
        "the device's own identity is not that of the volume", "rexray retry NAME"},
    Row{Reason::TargetNotEmpty, "TargetNotEmpty",
        "the mount path is a directory with files of its own, which a mount would hide",
        "move the files away or declare another path, then rexray retry NAME"},
    Row{Reason::TargetNotDirectory, "TargetNotDirectory", "the mount path is not a directory",
        "remove it or declare another path, then rexray retry NAME"},
    Row{Reason::TargetMounted, "TargetMounted",
        "something that rexray did not mount is mounted at the path",
        "umount PATH && rexray retry NAME"},
    Row{Reason::FolderUnusable, "FolderUnusable",
        "the folder of the volume that is to be handed out is not there and cannot be made",
        "make it a folder (the volume is mounted at PATH) or declare another subPath, then rexray "
        "retry NAME"},
    Row{Reason::AttachedElsewhere, "AttachedElsewhere", "another node has the volume attached",
        "release it on that node, or rexray preempt NAME --evidence TEXT"},
    Row{Reason::AccessModeConflict, "AccessModeConflict",
        "another node uses the volume in a way that its access mode here does not allow",
        "release it on that node, then rexray retry NAME"},
    Row{Reason::NoFreeSlot, "NoFreeSlot", "the backend attaches no further volume to this node",
        "detach another volume from this node, then rexray retry NAME"},
    Row{Reason::DeletedElsewhere, "DeletedElsewhere",
        "the node that owns it deleted it; its data goes at the end of the grace time",
        "rexray undelete NAME on the node that owns it"},
    Row{Reason::Drained, "Drained", "this node is drained: nothing is attached or mounted on it",
        "rexray undrain"},
    Row{Reason::BackendMissing, "BackendMissing",
        "the backend volume is gone; it is never created anew in its place",
        "bring it back and rexray retry NAME, or rexray delete volume NAME"},
    Row{Reason::BackendFailed, "BackendFailed", "the backend reports the volume as failed",
        "mend it at the backend, then rexray retry NAME"},
    Row{Reason::AdoptMissing, "AdoptMissing",
        "the backend shows no volume as the one that is declared to be taken over",
        "correct spec.adopt, then rexray apply"},
    Row{Reason::NameTaken, "NameTaken",
        "the backend holds a volume of this name that is not ours or has other properties",
        "declare onExisting: adopt to take it over, or another name, then rexray apply"},
    Row{Reason::AmbiguousName, "AmbiguousName", "several backend volumes carry this name",
        "remove all but one at the backend, then rexray retry NAME"},
    Row{Reason::NoDevice, "NoDevice", "its driver gives no device on this host to mount",
        "leave out mount in its Attachment, then rexray apply"},
    Row{Reason::NoOwner, "NoOwner", "no node is known that should create it",
        "set spec.owner or add an Attachment, then rexray apply"},
    Row{Reason::NotThisNode, "NotThisNode", "another node owns it and it is not wanted here",
        "rexray why NAME on the node that owns it"},
    Row{Reason::NoService, "NoService", "its service is not configured",
        "add the service to the configuration and restart the daemon"},
    Row{Reason::StateDamaged, "StateDamaged",
        "a row of the database about it could not be read; nothing risky is decided from the rest",
        "rexray delete volume NAME (keeps the backend volume), then rexray apply"},
    Row{Reason::FilesystemReadOnly, "FilesystemReadOnly",
        "the kernel turned its filesystem read-only, usually after an I/O error",
        "check the device, end what uses PATH, then umount PATH && rexray retry NAME"},
    Row{Reason::NeedsRepair, "NeedsRepair",
        "its filesystem is damaged in a way that is not mended without a decision; nothing was "
        "mounted",
        "repair it by hand (e2fsck -f, xfs_repair) on the device that stays attached, then rexray "
        "retry NAME"},
    Row{Reason::GrowRefused, "GrowRefused",
        "its filesystem could not be made as large as its device; it is used as it is",
        "grow it by hand on the device, then rexray retry NAME"},
    Row{Reason::DriftReported, "DriftReported",
        "the host differs from the declaration and driftPolicy is Report",
        "set driftPolicy: Repair and rexray apply"},
    Row{Reason::ReclaimDenied, "ReclaimDenied",
        "the recorded reclaim policy does not allow to delete it",
        "rexray apply -f MANIFEST with reclaimPolicy: Delete, then rexray delete volume NAME"},
    Row{Reason::NoSnapshots, "NoSnapshots",
        "it is to be deleted once a snapshot of it is complete, and its service makes none",
        "rexray apply -f MANIFEST with reclaimPolicy: Retain or Delete, then rexray delete volume "
        "NAME"},
    Row{Reason::SourceUnusable, "SourceUnusable",
        "the snapshot that it is to be made from is not there, or is not whole",
        "declare spec.source as rexray get snapshots shows one that is Available, then rexray "
        "apply"},
    Row{Reason::SnapshotFailed, "SnapshotFailed",
        "the snapshot that should keep its data is not whole, so the backend volume stays",
        "remove that snapshot at the backend and rexray retry NAME, or rexray apply -f MANIFEST "
        "(keeps the "
        "volume)"},
    Row{Reason::InvalidInput, "InvalidInput", "the backend or the host refuses the input",
        "correct the manifest and rexray apply"},
    Row{Reason::Converged, "Converged", "everything is as declared", ""},
    Row{Reason::Orphaned, "Orphaned",
        "it was removed with reclaim policy Retain; the backend volume is kept",
        "rexray adopt NAME (or rexray apply -f MANIFEST) takes it back"},
    Row{Reason::Forgotten, "Forgotten", "it is gone", ""},
};

const Row& Find(Reason reason) { return kRows[static_cast<std::size_t>(reason)]; }

}  // namespace

std::string_view ToString(Reason reason) { return Find(reason).name; }

std::optional<Reason> ParseReason(std::string_view text) {
  for (const Row& row : kRows) {
    if (row.name == text) return row.reason;
  }
  return std::nullopt;
}

std::string_view Explain(Reason reason) { return Find(reason).explanation; }
std::string_view ExitCommand(Reason reason) { return Find(reason).exit; }

}  // namespace rexray
