#include "state/sqlite_specs.h"

#include "state/sqlite_rows.h"

namespace rexray {
namespace {

constexpr const char* kSelectVolumes =
    "SELECT rowid, name, uid, service, incarnation, generation, spec, managed_set, source, "
    "applied_at, "
    "tombstone, former FROM volumes";
constexpr const char* kSelectAttachments =
    "SELECT rowid, name, volume, generation, spec, managed_set, source, applied_at FROM "
    "attachments";

template <class T>
Result<std::optional<T>> ReadOptionalBody(const Query& query, int column) {
  if (query.IsNull(column)) return std::optional<T>();
  REXRAY_ASSIGN(T value, ReadBody<T>(query.Text(column)));
  return std::optional<T>(std::move(value));
}

// A row whose columns contradict each other mixes up two volumes: as bad as one that cannot be
// parsed.
Result<void> CheckVolumeRow(const VolumeRow& row) {
  if (row.spec.has_value() && row.spec->name != row.name) {
    return Fail(Code::Internal, "the spec is of " + row.spec->name.value);
  }
  if (row.spec.has_value() && row.spec->service != row.service) {
    return Fail(Code::Internal, "the spec names the service " + row.spec->service.value);
  }
  if (row.former.has_value() && row.former->volume.name != row.name) {
    return Fail(Code::Internal, "the former spec is of " + row.former->volume.name.value);
  }
  if (row.uid.empty() && !row.tombstone.has_value()) return Fail(Code::Internal, "no uid");
  return {};
}

Result<VolumeRow> ReadVolumeRow(const Query& query) {
  VolumeRow row;
  row.name = {query.Text(1)};
  row.uid = {query.Text(2)};
  row.service = {query.Text(3)};
  row.incarnation = static_cast<std::uint64_t>(query.Integer(4));
  row.generation = static_cast<std::uint64_t>(query.Integer(5));
  REXRAY_ASSIGN(row.spec, ReadOptionalBody<VolumeSpec>(query, 6));
  row.managedBy = {query.Text(7), query.Text(8)};
  row.appliedAt = query.Time(9);
  REXRAY_ASSIGN(row.tombstone, ReadOptionalBody<Tombstone>(query, 10));
  REXRAY_ASSIGN(row.former, ReadOptionalBody<FormerSpecs>(query, 11));
  REXRAY_TRY(CheckVolumeRow(row));
  return row;
}

DamagedRow DescribeVolumeRow(const Query& query) {
  return {"volumes", query.Integer(0), query.Text(1), {query.Text(1)}, {}, true};
}

Result<Declared<AttachmentSpec>> ReadAttachmentRow(const Query& query) {
  REXRAY_ASSIGN(AttachmentSpec spec, ReadBody<AttachmentSpec>(query.Text(4)));
  if (spec.name.value != query.Text(1) || spec.volume.value != query.Text(2)) {
    return Fail(Code::Internal, "the spec is of " + spec.name.value + " on " + spec.volume.value);
  }
  return Declared<AttachmentSpec>{std::move(spec),
                                  static_cast<std::uint64_t>(query.Integer(3)),
                                  {query.Text(5), query.Text(6)},
                                  query.Time(7)};
}

DamagedRow DescribeAttachmentRow(const Query& query) {
  return {"attachments", query.Integer(0), query.Text(1), {query.Text(2)}, {}, true};
}

std::vector<RemovedAttachment> ReadRemoved(Query query) {
  std::vector<RemovedAttachment> rows;
  while (query.Next()) {
    rows.push_back({{query.Text(0)},
                    {{query.Text(1)}, {query.Text(2)}, query.Time(4)},
                    static_cast<std::uint64_t>(query.Integer(3))});
  }
  return rows;
}

constexpr const char* kSelectRemoved =
    "SELECT volume, name, node, generation, deleted_at FROM removed_attachments";

template <class T>
std::optional<std::string> OptionalBody(const std::optional<T>& value) {
  return value.has_value() ? std::optional(ToBody(*value)) : std::nullopt;
}

}  // namespace

std::vector<VolumeRow> VolumeRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                                  Damage& damage) {
  return ReadRows<VolumeRow>(
      database.Ask(Where(kSelectVolumes, "name", only) + " ORDER BY name", only), damage,
      ReadVolumeRow, DescribeVolumeRow);
}

std::optional<VolumeRow> FindVolumeRow(SqliteConnection& database, const VolumeName& name,
                                       Damage& damage) {
  return OnlyRow(VolumeRows(database, name, damage));
}

void WriteVolumeRow(SqliteConnection& database, const VolumeRow& row) {
  database.Run(
      "INSERT OR REPLACE INTO volumes(name, uid, service, incarnation, generation, spec, "
      "managed_set, "
      "source, applied_at, tombstone, former) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
      row.name, row.uid, row.service, row.incarnation, row.generation, OptionalBody(row.spec),
      row.managedBy.set, row.managedBy.source, row.appliedAt, OptionalBody(row.tombstone),
      OptionalBody(row.former));
}

void DeleteVolumeRow(SqliteConnection& database, const VolumeName& name) {
  database.Run("DELETE FROM volumes WHERE name=?", name);
}

std::optional<VolumeName> OtherOfUid(SqliteConnection& database, const VolumeUid& uid,
                                     const VolumeName& name) {
  Query query = database.Ask("SELECT name FROM volumes WHERE uid=? AND name<>?", uid, name);
  return query.Next() ? std::optional(VolumeName{query.Text(0)}) : std::nullopt;
}

std::vector<Declared<AttachmentSpec>> AttachmentRows(SqliteConnection& database,
                                                     const std::optional<VolumeName>& only,
                                                     Damage& damage) {
  return ReadRows<Declared<AttachmentSpec>>(
      database.Ask(Where(kSelectAttachments, "volume", only) + " ORDER BY name", only), damage,
      ReadAttachmentRow, DescribeAttachmentRow);
}

std::optional<Declared<AttachmentSpec>> FindAttachmentRow(SqliteConnection& database,
                                                          const AttachmentName& name,
                                                          Damage& damage) {
  static const std::string kFind = std::string(kSelectAttachments) + " WHERE name=?";
  return OnlyRow(ReadRows<Declared<AttachmentSpec>>(database.Ask(kFind, name), damage,
                                                    ReadAttachmentRow, DescribeAttachmentRow));
}

void WriteAttachmentRow(SqliteConnection& database, const Declared<AttachmentSpec>& row) {
  database.Run(
      "INSERT OR REPLACE INTO attachments(name, volume, generation, spec, managed_set, source, "
      "applied_at) "
      "VALUES(?,?,?,?,?,?,?)",
      row.spec.name, row.spec.volume, row.generation, ToBody(row.spec), row.managedBy.set,
      row.managedBy.source, row.appliedAt);
}

void DeleteAttachmentRow(SqliteConnection& database, const AttachmentName& name) {
  database.Run("DELETE FROM attachments WHERE name=?", name);
}

std::vector<RemovedAttachment> RemovedAttachments(SqliteConnection& database,
                                                  const std::optional<VolumeName>& only) {
  return ReadRemoved(
      database.Ask(Where(kSelectRemoved, "volume", only) + " ORDER BY volume, name, node", only));
}

std::vector<RemovedAttachment> FindRemovedAttachments(SqliteConnection& database,
                                                      const AttachmentName& name) {
  static const std::string kFind = std::string(kSelectRemoved) + " WHERE name=?";
  return ReadRemoved(database.Ask(kFind, name));
}

void WriteRemovedAttachment(SqliteConnection& database, const RemovedAttachment& row) {
  database.Run(
      "INSERT OR REPLACE INTO removed_attachments(volume, name, node, generation, deleted_at) "
      "VALUES(?,?,?,?,?)",
      row.volume, row.tombstone.name, row.tombstone.node, row.generation, row.tombstone.deletedAt);
}

void WithdrawRemovedAttachment(SqliteConnection& database, const AttachmentSpec& spec) {
  database.Run("DELETE FROM removed_attachments WHERE volume=? AND name=? AND node=?", spec.volume,
               spec.name, spec.node);
}

void DropRemovedAttachments(SqliteConnection& database, const VolumeName& volume) {
  database.Run("DELETE FROM removed_attachments WHERE volume=?", volume);
}

}  // namespace rexray
