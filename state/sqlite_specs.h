#pragma once

#include <optional>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// A row of `volumes`: the identity of a volume and what is wanted of it. Neither spec nor
// tombstone: it is orphaned. The uid is empty where identity was lost with a damaged row and the
// volume is being removed.
struct VolumeRow {
  VolumeName name;
  VolumeUid uid;
  ServiceName service;
  std::uint64_t incarnation = 0;
  std::uint64_t generation = 0;
  std::optional<VolumeSpec> spec;
  ManagedBy managedBy;
  TimePoint appliedAt;
  std::optional<Tombstone> tombstone;
  std::optional<FormerSpecs> former;
};

// A row of `removed_attachments`.
struct RemovedAttachment {
  VolumeName volume;
  AttachmentTombstone tombstone;
  std::uint64_t generation = 0;
};

// Of `only`, or of all volumes; by name.
std::vector<VolumeRow> VolumeRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                                  Damage& damage);
std::optional<VolumeRow> FindVolumeRow(SqliteConnection& database, const VolumeName& name,
                                       Damage& damage);
void WriteVolumeRow(SqliteConnection& database, const VolumeRow& row);
void DeleteVolumeRow(SqliteConnection& database, const VolumeName& name);
// The volume of another name that has this uid.
std::optional<VolumeName> OtherOfUid(SqliteConnection& database, const VolumeUid& uid,
                                     const VolumeName& name);

std::vector<Declared<AttachmentSpec>> AttachmentRows(SqliteConnection& database,
                                                     const std::optional<VolumeName>& only,
                                                     Damage& damage);
std::optional<Declared<AttachmentSpec>> FindAttachmentRow(SqliteConnection& database,
                                                          const AttachmentName& name,
                                                          Damage& damage);
void WriteAttachmentRow(SqliteConnection& database, const Declared<AttachmentSpec>& row);
void DeleteAttachmentRow(SqliteConnection& database, const AttachmentName& name);

std::vector<RemovedAttachment> RemovedAttachments(SqliteConnection& database,
                                                  const std::optional<VolumeName>& only);
std::vector<RemovedAttachment> FindRemovedAttachments(SqliteConnection& database,
                                                      const AttachmentName& name);
void WriteRemovedAttachment(SqliteConnection& database, const RemovedAttachment& row);
void WithdrawRemovedAttachment(SqliteConnection& database, const AttachmentSpec& spec);
void DropRemovedAttachments(SqliteConnection& database, const VolumeName& volume);

}  // namespace rexray
