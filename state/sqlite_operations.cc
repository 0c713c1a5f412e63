#include "state/sqlite_operations.h"

#include <fmt/format.h>

#include "state/codec.h"
#include "state/sqlite_claims.h"
#include "state/sqlite_journal.h"
#include "state/sqlite_permits.h"
#include "state/sqlite_records.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

Result<void> CheckRevision(SqliteConnection& database, const VolumeName& name,
                           std::uint64_t planned) {
  const auto current = FindCounters(database, name).revision;
  if (current == planned) return {};
  return Fail(
      Code::Aborted,
      fmt::format("what is wanted of volume {} changed (revision {}, planned for {}); plan it anew",
                  name.value, current, planned));
}

Result<void> CheckOutcome(const Operation& operation) {
  if (operation.finished.has_value() && operation.outcome != OperationOutcome::Running) return {};
  return Fail(Code::Internal,
              fmt::format("operation {} of volume {} was finished without an outcome", operation.id,
                          operation.volume.value));
}

// The volume stays known: its backend volume is kept, and applying it again takes it back.
void MakeOrphan(SqliteConnection& database, VolumeRow row, Damage& damage) {
  row.tombstone.reset();
  WriteVolumeRow(database, row);
  if (auto record = FindRecord(database, row.name, damage); record.has_value()) {
    record->orphaned = true;
    WriteRecord(database, *record);
  }
  GrowRevision(database, row.name);
}

void DropVolume(SqliteConnection& database, const VolumeName& name, bool deleted) {
  RetireName(database, name, deleted);
  DeleteVolumeRow(database, name);
  DeleteRecord(database, name);
}

Result<void> ForgetVolume(SqliteConnection& database, const VolumeName& name,
                          Store::ForgetRequest request, Damage& damage) {
  auto row = FindVolumeRow(database, name, damage);
  if (!row.has_value() || !row->tombstone.has_value()) {
    return Fail(Code::Aborted, fmt::format("volume {} is not being removed", name.value));
  }
  // Without a uid nothing is known that an orphan could be taken back by.
  if (request.keepRecord && !row->uid.empty()) {
    MakeOrphan(database, *std::move(row), damage);
  } else {
    DropVolume(database, name, request.backendDeleted);
  }
  DeleteClaims(database, name);
  DropPermits(database, name);
  ReleaseVolume(database, name);
  return {};
}

Result<void> UsePermit(SqliteConnection& database, const Operation& operation) {
  if (!operation.permit || DropPermit(database, operation.volume, *operation.permit)) return {};
  return Fail(Code::Aborted,
              fmt::format("the operator's leave ({}) for volume {} was used up or withdrawn",
                          ToString(*operation.permit), operation.volume.value));
}

// A leave that was not needed must not be found long after by something it was not given for.
void EndPermits(SqliteConnection& database, const Operation& operation) {
  if (operation.outcome != OperationOutcome::Succeeded) return;
  if (operation.action == ActionKind::Attach) {
    DropPermit(database, operation.volume, PermitKind::Preempt);
  }
  const bool hasFilesystem = operation.action == ActionKind::MarkFormatted ||
                             operation.action == ActionKind::TrustFilesystem ||
                             operation.action == ActionKind::Mount;
  if (hasFilesystem) DropPermit(database, operation.volume, PermitKind::Format);
  // From here on it is known again what was done to it.
  const bool formatsByLeave =
      operation.action == ActionKind::MarkFormatting && operation.permit == PermitKind::Format;
  if (formatsByLeave) LeaveEarlierEpoch(database, operation.volume);
}

// Finding an existing backend volume may tell that the volume is one with another uid.
Result<void> LearnUid(SqliteConnection& database, ActionKind action, const Record& record,
                      Damage& damage) {
  if (action != ActionKind::Adopt || record.uid.empty()) return {};
  auto row = FindVolumeRow(database, record.volume, damage);
  if (!row.has_value() || row->uid == record.uid) return {};
  if (const auto other = OtherOfUid(database, record.uid, record.volume); other.has_value()) {
    return Fail(Code::AlreadyExists,
                fmt::format("volume {} cannot take it over: it is volume {} already (uid {})",
                            record.volume.value, other->value, record.uid.value),
                "AlreadyAdopted");
  }
  row->uid = record.uid;
  WriteVolumeRow(database, *row);
  return {};
}

}  // namespace

Result<Operation> BeginOperationRow(SqliteConnection& database, Operation operation, Record record,
                                    std::uint64_t revision, Damage& damage) {
  REXRAY_TRY(CheckRevision(database, operation.volume, revision));
  REXRAY_TRY(UsePermit(database, operation));
  REXRAY_TRY(LearnUid(database, operation.action, record, damage));
  REXRAY_TRY(CheckRecord(database, record, damage));
  InterruptOpen(database, operation.volume, operation.started, damage);
  operation.fencingToken = StoredFencing(database, operation.volume) + 1;
  operation.outcome = OperationOutcome::Running;
  operation.finished.reset();
  record.fencingToken = operation.fencingToken;
  REXRAY_TRY(SaveRecordRow(database, std::move(record), damage));
  operation.id = InsertOperation(database, {operation, revision});
  return operation;
}

Result<void> FinishOperationRow(SqliteConnection& database, const Operation& operation,
                                Record record, const std::vector<Event>& events, Damage& damage) {
  REXRAY_TRY(CheckOutcome(operation));
  REXRAY_ASSIGN(const OperationRow open, FindOpen(database, operation, damage));
  REXRAY_TRY(LearnUid(database, open.operation.action, record, damage));
  // The operation's token is the volume's lease, whatever token its record was read with.
  record.fencingToken = operation.fencingToken;
  REXRAY_TRY(SaveRecordRow(database, std::move(record), damage));
  UpdateOperation(database, operation);
  EndPermits(database, operation);
  AppendEventRows(database, events);
  return {};
}

Result<void> FinishForgetRow(SqliteConnection& database, const Operation& operation, Record record,
                             const std::vector<Event>& events, Store::ForgetRequest request,
                             Damage& damage) {
  REXRAY_ASSIGN(const OperationRow open, FindOpen(database, operation, damage));
  // A wish of after the intent (a new removal, a volume applied again) was not what was ended.
  REXRAY_TRY(CheckRevision(database, operation.volume, open.revision));
  REXRAY_TRY(FinishOperationRow(database, operation, std::move(record), events, damage));
  DropRemovedAttachments(database, operation.volume);
  if (request.volume) return ForgetVolume(database, operation.volume, request, damage);
  GrowRevision(database, operation.volume);
  return {};
}

}  // namespace rexray
