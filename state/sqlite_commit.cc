#include "state/sqlite_commit.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "state/sqlite_permits.h"
#include "state/sqlite_records.h"
#include "state/sqlite_snapshots.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

class SpecCommit {
 public:
  SpecCommit(SqliteConnection& database, const DomainName& domain, TimePoint now, Damage& damage)
      : database_(database), domain_(domain), now_(now), damage_(damage) {}

  Result<AppliedChange> Apply(const SpecChange& change) {
    for (const SnapshotName& name : change.removedSnapshots) {
      REXRAY_TRY(Note(RemoveSnapshot(database_, name, now_, damage_)));
    }
    for (const AttachmentName& name : change.removedAttachments) REXRAY_TRY(RemoveAttachment(name));
    for (const VolumeRemoval& removal : change.removedVolumes) REXRAY_TRY(RemoveVolume(removal));
    for (const auto& wanted : change.volumes) REXRAY_TRY(PutVolume(wanted));
    for (const auto& wanted : change.volumes) REXRAY_TRY(PutSourceOfCopy(wanted.spec));
    for (const auto& wanted : change.attachments) REXRAY_TRY(PutAttachment(wanted));
    for (const auto& wanted : change.snapshots) {
      REXRAY_TRY(Note(PutSnapshot(database_, wanted, now_, damage_)));
    }
    for (const VolumeName& name : wishesChanged_) GrowRevision(database_, name);
    AppliedChange applied{std::move(changes_), std::move(wishesChanged_)};
    for (const ObjectChange& each : applied.changes) applied.volumes.insert(each.volume);
    return applied;
  }

 private:
  Result<void> Note(Result<ObjectChange> changed) {
    REXRAY_ASSIGN(ObjectChange change, std::move(changed));
    if (change.change != ChangeKind::Unchanged) wishesChanged_.insert(change.volume);
    changes_.push_back(std::move(change));
    return {};
  }

  // A copy that exists needs what it was made from no more.
  Result<void> PutSourceOfCopy(const VolumeSpec& spec) {
    const auto record = FindRecord(database_, spec.name, damage_);
    if (record.has_value() && record->backendId.has_value()) return {};
    REXRAY_ASSIGN(auto put, PutSnapshotOfCopy(database_, spec, now_, damage_));
    return put ? Note(std::move(*put)) : Result<void>();
  }

  Result<void> EndSourceOfCopy(const VolumeSpec& spec) {
    REXRAY_ASSIGN(auto ended, RemoveSnapshotOfCopy(database_, spec, now_, damage_));
    return ended ? Note(std::move(*ended)) : Result<void>();
  }

  // --- Volumes ---

  Result<void> PutVolume(const Sourced<VolumeSpec>& wanted) {
    auto row = FindVolumeRow(database_, wanted.spec.name, damage_);
    if (row.has_value() && row->spec == wanted.spec) {
      KeepVolume(*row, wanted.managedBy);
      return {};
    }
    const auto record = FindRecord(database_, wanted.spec.name, damage_);
    REXRAY_TRY(CheckService(wanted.spec, row, record));
    const bool declared = row.has_value() && row->spec.has_value();
    const VolumeRow next = Redeclare(
        row.has_value() ? *std::move(row) : RowOfRecord(wanted.spec.name, record), wanted);
    WriteVolumeRow(database_, next);
    if (record.has_value()) ReuseRecord(*record, next);
    ReleaseRow(database_, "volumes", next.name.value);
    Report(next, declared ? ChangeKind::Configured : ChangeKind::Created);
    return {};
  }

  VolumeRow Redeclare(VolumeRow row, const Sourced<VolumeSpec>& wanted) {
    row.spec = wanted.spec;
    row.service = wanted.spec.service;
    row.tombstone.reset();
    row.former.reset();
    row.generation += 1;
    row.managedBy = wanted.managedBy;
    row.appliedAt = now_;
    if (row.uid.empty()) GiveUid(row);
    return row;
  }

  // A volume that was taken over, or renamed, may bear the uid that this name would give.
  void GiveUid(VolumeRow& row) {
    const auto derive = [&] {
      row.uid = DeriveVolumeUid(domain_, row.service, row.name, row.incarnation);
    };
    for (derive(); OtherOfUid(database_, row.uid, row.name).has_value(); derive()) {
      row.incarnation += 1;
    }
  }

  // Where the line stood in a file is no change of what is wanted.
  void KeepVolume(VolumeRow& row, const ManagedBy& managedBy) {
    if (row.managedBy != managedBy) {
      row.managedBy = managedBy;
      WriteVolumeRow(database_, row);
    }
    changes_.push_back({"Volume", row.name.value, row.name, ChangeKind::Unchanged, row.generation});
  }

  // What exists, or may exist, on one service must not be taken for a volume of another one.
  Result<void> CheckService(const VolumeSpec& spec, const std::optional<VolumeRow>& row,
                            const std::optional<Record>& record) {
    const ServiceName before = record.has_value() ? record->service
                               : row.has_value()  ? row->service
                                                  : spec.service;
    const bool created = record.has_value()
                             ? record->createStarted || record->backendId.has_value()
                             : QuarantinedVolume(database_, "records", spec.name.value).has_value();
    if (!created || before.empty() || before == spec.service) return {};
    return Fail(
        Code::FailedPrecondition,
        fmt::format(
            "volume {} exists on service {} and cannot become one of {}; declare service {}, "
            "or choose another name for the new volume",
            spec.name.value, before.value, spec.service.value, before.value));
  }

  // A volume without a row: new, or its row is lost and its record tells which volume it was.
  VolumeRow RowOfRecord(const VolumeName& name, const std::optional<Record>& record) {
    VolumeRow row;
    row.name = name;
    row.incarnation = FindCounters(database_, name).incarnation;
    if (record.has_value()) {
      row.uid = record->uid;
      row.service = record->service;
      row.generation = record->observedGeneration;
    }
    return row;
  }

  void ReuseRecord(Record record, const VolumeRow& row) {
    record.orphaned = false;
    record.service = row.service;
    record.uid = row.uid;
    WriteRecord(database_, record);
  }

  Result<void> RemoveVolume(const VolumeRemoval& removal) {
    auto row = FindVolumeRow(database_, removal.name, damage_);
    if (!row.has_value()) {
      if (!IsKnown(database_, removal.name)) return NotFound("volume", removal.name.value);
      row = RowOfRecord(removal.name, FindRecord(database_, removal.name, damage_));
      Bury(*row, ReclaimPolicy::Retain, removal.deleteAfter);  // the recorded policy is lost
    } else if (row->spec.has_value()) {
      REXRAY_TRY(CheckSnapshotsTaken(database_, removal.name, damage_));
      const VolumeSpec spec = *row->spec;
      Bury(*row, spec.reclaimPolicy, removal.deleteAfter);
      REXRAY_TRY(EndSourceOfCopy(spec));
    } else {
      Hasten(*row, removal.deleteAfter);
    }
    return {};
  }

  void Bury(VolumeRow& row, ReclaimPolicy policy, TimePoint deleteAfter) {
    const auto attachments = AttachmentRows(database_, row.name, damage_);
    row.generation += 1;
    row.former = FormerOf(row, attachments);
    row.spec.reset();
    row.tombstone = Tombstone{policy, row.generation, now_, deleteAfter};
    WriteVolumeRow(database_, row);
    DropPermits(database_, row.name);
    Report(row, ChangeKind::Deleted);
    for (const auto& attachment : attachments) BuryAttachment(attachment);
  }

  // Attachments that the same change removes by their names belong to it: a manifest lists them
  // too.
  std::optional<FormerSpecs> FormerOf(const VolumeRow& row,
                                      const std::vector<Declared<AttachmentSpec>>& attachments) {
    if (!row.spec.has_value()) return std::nullopt;
    FormerSpecs former{*row.spec, std::move(removed_[row.name])};
    for (const auto& attachment : attachments) former.attachments.push_back(attachment.spec);
    return former;
  }

  // A repeated removal may shorten the time of grace (`--now`), never lengthen it. An orphan stays
  // one.
  void Hasten(VolumeRow& row, TimePoint deleteAfter) {
    if (!row.tombstone.has_value() || row.tombstone->deleteAfter <= deleteAfter) {
      changes_.push_back(
          {"Volume", row.name.value, row.name, ChangeKind::Unchanged, row.generation});
      return;
    }
    row.tombstone->deleteAfter = deleteAfter;
    WriteVolumeRow(database_, row);
    Report(row, ChangeKind::Deleted);
  }

  void Report(const VolumeRow& row, ChangeKind kind) {
    changes_.push_back({"Volume", row.name.value, row.name, kind, row.generation});
    wishesChanged_.insert(row.name);
  }

  // --- Attachments ---

  Result<void> PutAttachment(const Sourced<AttachmentSpec>& wanted) {
    const AttachmentSpec& spec = wanted.spec;
    const auto row = FindAttachmentRow(database_, spec.name, damage_);
    if (row.has_value() && row->spec == spec) {
      KeepAttachment(*row, wanted.managedBy);
      return {};
    }
    REXRAY_TRY(CheckDeclared(spec));
    const auto generation = row.has_value() ? row->generation : LastGeneration(spec.name);
    if (row.has_value() && (row->spec.volume != spec.volume || row->spec.node != spec.node)) {
      Leave(*row);
    }
    WithdrawRemovedAttachment(database_, spec);
    const Declared<AttachmentSpec> next{spec, generation + 1, wanted.managedBy, now_};
    WriteAttachmentRow(database_, next);
    ReleaseRow(database_, "attachments", spec.name.value);
    Report(next, row.has_value() ? ChangeKind::Configured : ChangeKind::Created);
    return {};
  }

  void KeepAttachment(Declared<AttachmentSpec> row, const ManagedBy& managedBy) {
    if (row.managedBy != managedBy) {
      row.managedBy = managedBy;
      WriteAttachmentRow(database_, row);
    }
    changes_.push_back({"Attachment", row.spec.name.value, row.spec.volume, ChangeKind::Unchanged,
                        row.generation});
  }

  Result<void> CheckDeclared(const AttachmentSpec& spec) {
    const auto volume = FindVolumeRow(database_, spec.volume, damage_);
    if (volume.has_value() && volume->spec.has_value()) return {};
    return Fail(
        Code::FailedPrecondition,
        fmt::format(
            "attachment {} names volume {}, which is not declared; apply the Volume with it",
            spec.name.value, spec.volume.value));
  }

  std::uint64_t LastGeneration(const AttachmentName& name) {
    std::uint64_t last = 0;
    for (const auto& removed : FindRemovedAttachments(database_, name)) {
      last = std::max(last, removed.generation);
    }
    return last;
  }

  Result<void> RemoveAttachment(const AttachmentName& name) {
    if (const auto row = FindAttachmentRow(database_, name, damage_); row.has_value()) {
      removed_[row->spec.volume].push_back(row->spec);
      BuryAttachment(*row);
      return {};
    }
    if (const auto volume = QuarantinedVolume(database_, "attachments", name.value);
        volume.has_value()) {
      ReleaseRow(database_, "attachments", name.value);
      BuryAttachment({{name, {}, *volume, {}, {}, {}}, 0, {}, now_});
      return {};
    }
    const auto removed = FindRemovedAttachments(database_, name);
    if (removed.empty()) return NotFound("attachment", name.value);
    changes_.push_back({"Attachment", name.value, removed.front().volume, ChangeKind::Unchanged,
                        removed.front().generation});
    return {};
  }

  void BuryAttachment(const Declared<AttachmentSpec>& row) {
    DeleteAttachmentRow(database_, row.spec.name);
    Leave(row);
    Report(row, ChangeKind::Deleted);
  }

  // What the attachment did on its volume and node still has to be undone there.
  void Leave(const Declared<AttachmentSpec>& row) {
    DropPermit(database_, row.spec.volume, PermitKind::Preempt);  // it was for this use
    WriteRemovedAttachment(database_,
                           {row.spec.volume, {row.spec.name, row.spec.node, now_}, row.generation});
    wishesChanged_.insert(row.spec.volume);
  }

  void Report(const Declared<AttachmentSpec>& row, ChangeKind kind) {
    changes_.push_back({"Attachment", row.spec.name.value, row.spec.volume, kind, row.generation});
    wishesChanged_.insert(row.spec.volume);
  }

  static Result<void> NotFound(std::string_view kind, const std::string& name) {
    return Fail(Code::NotFound, fmt::format("there is no {} {}; nothing was changed", kind, name));
  }

  SqliteConnection& database_;
  const DomainName& domain_;
  const TimePoint now_;
  Damage& damage_;
  std::vector<ObjectChange> changes_;
  std::set<VolumeName> wishesChanged_;
  std::map<VolumeName, std::vector<AttachmentSpec>> removed_;  // by their names, in this change
};

}  // namespace

Result<AppliedChange> ApplyChange(SqliteConnection& database, const DomainName& domain,
                                  const SpecChange& change, TimePoint now, Damage& damage) {
  return SpecCommit(database, domain, now, damage).Apply(change);
}

}  // namespace rexray
