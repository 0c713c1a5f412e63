#include "state/sqlite_store.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <set>

#include "state/changed_volumes.h"
#include "state/declared_volumes.h"
#include "state/loaded_volumes.h"
#include "state/migrations.h"
#include "state/sqlite_backup.h"
#include "state/sqlite_claims.h"
#include "state/sqlite_commit.h"
#include "state/sqlite_database.h"
#include "state/sqlite_install.h"
#include "state/sqlite_journal.h"
#include "state/sqlite_load.h"
#include "state/sqlite_operations.h"
#include "state/sqlite_permits.h"
#include "state/sqlite_records.h"
#include "state/sqlite_rename.h"
#include "state/sqlite_snapshots.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

// When a backup or a quarantine happened is for people only: no decision depends on it, so this
// clock needs no seam.
TimePoint WallClock() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

constexpr std::size_t kMostLoaded = 1024;  // of some 4 KiB each

Result<void> CheckKnown(SqliteConnection& database, const VolumeName& name) {
  if (IsKnown(database, name)) return {};
  return Fail(Code::NotFound, fmt::format("there is no volume {}", name.value));
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<SqliteDatabase> database, DomainName domain)
      : database_(std::move(database)), domain_(std::move(domain)) {}

  // Moves what cannot be read out of everybody's way.
  Result<void> Sweep() {
    bool moved = false;
    REXRAY_TRY(database_->Write([&](SqliteConnection& database) -> Result<void> {
      const Damage damage = FindDamage(database);
      MoveToQuarantine(database, damage, WallClock());
      moved = !damage.empty();
      return {};
    }));
    if (moved) {
      specRevision_.fetch_add(1);
      changed_.TouchAll();
    }
    return {};
  }

  Result<std::optional<std::string>> Meta(const std::string& key) override {
    return Read<std::optional<std::string>>([&](SqliteConnection& database, Damage&) {
      Query query = database.Ask("SELECT value FROM meta WHERE key=?", key);
      return query.Next() ? std::optional(query.Text(0)) : std::nullopt;
    });
  }

  Result<void> SetMeta(const std::string& key, const std::string& value) override {
    return Write([&](SqliteConnection& database, Damage&) -> Result<void> {
      database.Run(
          "INSERT INTO meta(key, value) VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value "
          "WHERE value IS NOT excluded.value",
          key, value);
      return {};
    });
  }

  Result<std::shared_ptr<const DesiredSet>> Desired() override {
    return declared_.At(specRevision_.load());
  }

  Result<std::vector<ObjectChange>> Commit(const SpecChange& change, TimePoint now) override {
    AppliedChange applied;
    bool written = false;
    const auto committed = Write([&](SqliteConnection& database, Damage& damage) -> Result<void> {
      const auto before = database.TotalChanges();
      REXRAY_ASSIGN(applied, ApplyChange(database, domain_, change, now, damage));
      written = database.TotalChanges() != before;
      return {};
    });
    for (const VolumeName& each : applied.volumes) changed_.Touch(each);
    REXRAY_TRY(committed);
    if (written)
      specRevision_.fetch_add(1);  // not before: a cache would keep the old under the new number
    return std::move(applied.changes);
  }

  Result<CommitPreview> PreviewCommit(const SpecChange& change, TimePoint now) override {
    CommitPreview preview;
    const auto body = [&](SqliteConnection& database, Damage& damage) -> Result<void> {
      REXRAY_ASSIGN(AppliedChange applied, ApplyChange(database, domain_, change, now, damage));
      preview.changes = std::move(applied.changes);
      preview.volumes = LoadVolumes(database, applied.volumes, damage);
      return {};
    };
    REXRAY_TRY(Write(body, WriteMode::Preview));
    return preview;
  }

  std::uint64_t SpecRevision() const override { return specRevision_.load(); }

  Result<std::vector<VolumeName>> VolumeNames() override {
    return Read<std::vector<VolumeName>>(
        [](SqliteConnection& database, Damage&) { return KnownVolumes(database); });
  }

  Result<VolumeState> Load(const VolumeName& name) override {
    if (auto loaded = loaded_.Find(name)) return std::move(*loaded);
    const auto since = changed_.newest();
    REXRAY_ASSIGN(auto states,
                  Read<std::vector<VolumeState>>([&](SqliteConnection& database, Damage& damage) {
                    return LoadVolumes(database, name, damage);
                  }));
    if (states.empty())
      return Fail(Code::NotFound, fmt::format("there is no volume {}", name.value));
    if (!states.front().damaged) loaded_.Keep(states.front(), since);
    return std::move(states.front());
  }

  const ChangedVolumes& Changed() const override { return changed_; }

  Result<std::vector<VolumeState>> LoadAll() override {
    return Read<std::vector<VolumeState>>([](SqliteConnection& database, Damage& damage) {
      return LoadVolumes(database, std::nullopt, damage);
    });
  }

  Result<void> Rename(const VolumeName& from, const VolumeName& to) override {
    return WriteOf({from, to}, [&](SqliteConnection& database, Damage& damage) {
      return RenameVolume(database, from, to, damage);
    });
  }

  Result<void> SaveRecord(const Record& record) override {
    return WriteOf(
        {record.volume},
        [&](SqliteConnection& database, Damage& damage) {
          return SaveRecordRow(database, record, damage);
        },
        WriteMode::CommitUnsynced);
  }

  Result<void> SetPaused(const VolumeName& name, bool paused) override {
    return WriteOf({name}, [&](SqliteConnection& database, Damage&) -> Result<void> {
      REXRAY_TRY(CheckKnown(database, name));
      if (FindCounters(database, name).paused == paused) return {};
      WritePaused(database, name, paused);
      GrowRevision(database, name);
      return {};
    });
  }

  Result<void> Grant(const VolumeName& name, const Permit& permit,
                     const std::vector<Event>& events) override {
    return WriteOf({name}, [&](SqliteConnection& database, Damage&) -> Result<void> {
      REXRAY_TRY(CheckKnown(database, name));
      WritePermit(database, name, permit);
      GrowRevision(database, name);
      AppendEventRows(database, events);
      return {};
    });
  }

  Result<Operation> BeginOperation(Operation operation, const Record& record,
                                   std::uint64_t revision) override {
    Operation begun;
    REXRAY_TRY(WriteOf(
        {operation.volume}, [&](SqliteConnection& database, Damage& damage) -> Result<void> {
          REXRAY_ASSIGN(begun, BeginOperationRow(database, operation, record, revision, damage));
          return {};
        }));
    return begun;
  }

  Result<void> FinishOperation(const Operation& operation, const Record& record,
                               const std::vector<Event>& events) override {
    return WriteOf(
        {operation.volume},
        [&](SqliteConnection& database, Damage& damage) {
          return FinishOperationRow(database, operation, record, events, damage);
        },
        WriteMode::CommitUnsynced);
  }

  Result<void> FinishForget(const Operation& operation, const Record& record,
                            const std::vector<Event>& events, ForgetRequest request) override {
    return WriteOf({operation.volume}, [&](SqliteConnection& database, Damage& damage) {
      return FinishForgetRow(database, operation, record, events, request, damage);
    });
  }

  Result<void> SaveSnapshot(const SnapshotName& name, const SnapshotStatus& status) override {
    return WriteSnapshot([&](SqliteConnection& database, Damage&) {
      return WriteSnapshotStatus(database, name, status);
    });
  }

  Result<void> DropSnapshot(const SnapshotName& name) override {
    return WriteSnapshot([&](SqliteConnection& database, Damage& damage) {
      return DropSnapshotRow(database, name, damage);
    });
  }

  Result<std::vector<Operation>> Operations(const OperationFilter& filter) override {
    return Read<std::vector<Operation>>([&](SqliteConnection& database, Damage& damage) {
      std::vector<Operation> operations;
      for (OperationRow& row : OperationRows(database, filter, damage)) {
        operations.push_back(std::move(row.operation));
      }
      return operations;
    });
  }

  Result<void> PutClaim(const Claim& claim, TimePoint now) override {
    return WriteOf(
        {claim.volume},
        [&](SqliteConnection& database, Damage& damage) {
          return PutClaimRow(database, claim, now, damage);
        },
        WriteMode::CommitUnsynced);
  }

  Result<std::vector<Claim>> Claims(const VolumeName& volume) override {
    return Read<std::vector<Claim>>([&](SqliteConnection& database, Damage& damage) {
      return ClaimRows(database, volume, damage);
    });
  }

  Result<std::vector<Claim>> AllClaims() override {
    return Read<std::vector<Claim>>([](SqliteConnection& database, Damage& damage) {
      return ClaimRows(database, std::nullopt, damage);
    });
  }

  Result<std::vector<VolumeName>> DropClaimsOfOtherBoots(const NodeName& node, const BootId& boot,
                                                         TimePoint now) override {
    std::vector<VolumeName> volumes;
    REXRAY_TRY(Write([&](SqliteConnection& database, Damage& damage) -> Result<void> {
      volumes = DropOtherBoots(database, node, boot, now, damage);
      return {};
    }));
    for (const VolumeName& each : volumes) changed_.Touch(each);
    return volumes;
  }

  Result<void> AppendEvents(const std::vector<Event>& events) override {
    return Write([&](SqliteConnection& database, Damage&) -> Result<void> {
      AppendEventRows(database, events);
      return {};
    });
  }

  Result<std::vector<Event>> Events(const EventFilter& filter) override {
    return Read<std::vector<Event>>([&](SqliteConnection& database, Damage& damage) {
      return EventRows(database, filter, damage);
    });
  }

  Result<void> Prune(TimePoint before, std::size_t keep) override {
    return Write([&](SqliteConnection& database, Damage&) -> Result<void> {
      PruneJournal(database, before, keep);
      return {};
    });
  }

  Result<std::vector<QuarantinedRow>> Quarantine() override {
    return Read<std::vector<QuarantinedRow>>(
        [](SqliteConnection& database, Damage&) { return QuarantinedRows(database); });
  }

  StoreStats Stats() override {
    const auto quarantined = Read<std::uint64_t>(
        [](SqliteConnection& database, Damage&) { return CountQuarantined(database); });
    const WriteStats writes = database_->Stats();
    return {database_->SizeBytes(), quarantined.value_or(0), writes.commits, writes.seconds,
            writes.rows};
  }

 private:
  using Body = std::function<Result<void>(SqliteConnection&, Damage&)>;

  // Of a write that failed it is not always known that nothing was committed.
  Result<void> WriteOf(std::initializer_list<VolumeName> volumes, const Body& body,
                       WriteMode mode = WriteMode::Commit) {
    Result<void> result = Write(body, mode);
    for (const VolumeName& each : volumes) changed_.Touch(each);
    return result;
  }

  // `write` gives the volume whose snapshot it was. What is known of snapshots is part of what is
  // declared.
  Result<void> WriteSnapshot(
      const std::function<std::optional<VolumeName>(SqliteConnection&, Damage&)>& write) {
    std::optional<VolumeName> volume;
    REXRAY_TRY(Write([&](SqliteConnection& database, Damage& damage) -> Result<void> {
      volume = write(database, damage);
      return {};
    }));
    if (!volume) return {};
    changed_.Touch(*volume);
    specRevision_.fetch_add(1);
    return {};
  }

  // A body that comes across a damaged row is undone, the row goes to quarantine, and it runs once
  // more.
  Result<void> Write(const Body& body, WriteMode mode = WriteMode::Commit) {
    bool damaged = false;
    const auto attempt = [&](SqliteConnection& database) -> Result<void> {
      Damage damage;
      Result<void> result = body(database, damage);
      damaged = !damage.empty();
      if (damaged)
        return Fail(Code::Internal,
                    "a row of the state database cannot be read: " + damage.front().error);
      return result;
    };
    Result<void> result = database_->Write(attempt, mode);
    if (!damaged) return result;
    REXRAY_TRY(Sweep());
    return database_->Write(attempt, mode);
  }

  // What can be read is given also where the damaged row cannot be moved now (a full disk).
  template <class T, class ReadBody>
  Result<T> Read(const ReadBody& body) {
    T value{};
    bool damaged = false;
    const auto attempt = [&](SqliteConnection& database) -> Result<void> {
      Damage damage;
      value = body(database, damage);
      damaged = !damage.empty();
      return {};
    };
    REXRAY_TRY(database_->Read(attempt));
    if (damaged && Sweep().has_value()) REXRAY_TRY(database_->Read(attempt));
    return value;
  }

  const std::unique_ptr<SqliteDatabase> database_;
  const DomainName domain_;
  std::atomic<std::uint64_t> specRevision_{1};
  ChangedVolumes changed_;
  LoadedVolumes loaded_{changed_, kMostLoaded};
  DeclaredVolumes declared_{{changed_, [this](const VolumeName& name) { return Load(name); },
                             [this](const VolumeName& name) {
                               return Read<std::vector<StoredSnapshot>>(
                                   [&](SqliteConnection& database, Damage& damage) {
                                     return SnapshotRows(database, name, damage);
                                   });
                             },
                             [this] { return Read<DesiredSet>(LoadDesired); }}};
};

Result<std::unique_ptr<Store>> Open(const std::string& path, const SqliteStoreOptions& options) {
  REXRAY_TRY(CheckNotCutOff(path));
  REXRAY_TRY(Migrate(path, options.folder + "/backups", Migrations(), WallClock()));
  REXRAY_ASSIGN(auto database, SqliteDatabase::Open(path));
  auto store = std::make_unique<SqliteStore>(std::move(database), options.domain);
  if (options.sweep) REXRAY_TRY(store->Sweep());
  return store;
}

Error WithWayOut(Error error, const std::string& folder) {
  const auto backup = NewestBackup(folder + "/backups");
  error.message += fmt::format(
      "; nothing was changed. `rexray db rebuild -f MANIFESTS` makes it anew from what the "
      "services, the mounts and the manifests say{}; the damaged one is kept aside",
      backup.has_value()
          ? fmt::format(", `rexray db restore {}` puts back the newest backup", *backup)
          : "");
  return error;
}

}  // namespace

Result<std::unique_ptr<Store>> OpenSqliteStore(const SqliteStoreOptions& options) {
  const std::string path = options.folder + "/rexray.db";
  auto store = Open(path, options);
  if (store.has_value() || store.error().reason != "DatabaseDamaged") return store;
  return std::unexpected(WithWayOut(std::move(store).error(), options.folder));
}

}  // namespace rexray
