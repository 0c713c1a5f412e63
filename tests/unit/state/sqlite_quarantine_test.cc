#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Two volumes with a row in every table; damage is done to "pg", "log" must never notice.
class SqliteQuarantine : public SqliteFixture {
 protected:
  void SetUp() override {
    Open();
    for (const char* name : {"log", "pg"}) {
      Declare(name);
      Record record = Load(name).record;
      record.createStarted = true;
      record.backendId = BackendId{std::string("vol-") + name};
      ASSERT_TRUE(store().SaveRecord(record).has_value());
      ASSERT_TRUE(store().PutClaim(SampleClaim(name, "c"), At(2)).has_value());
      Begin(name);
      ASSERT_TRUE(store().AppendEvents({SampleEvent(name, "Mounted")}).has_value());
      ASSERT_TRUE(store().Grant({name}, {PermitKind::Preempt, "db2", "off", "ann", At(3)}, {}));
    }
  }

  void ExpectOthersUnharmed() {
    const VolumeState log = Load("log");
    EXPECT_FALSE(log.damaged);
    EXPECT_TRUE(log.volume.has_value());
    EXPECT_EQ(log.record.backendId, BackendId{"vol-log"});
    EXPECT_THAT(log.attachments, SizeIs(1));
    EXPECT_THAT(log.claims, SizeIs(1));
    EXPECT_TRUE(log.openOperation.has_value());
    EXPECT_THAT(store().LoadAll().value(), SizeIs(2));
    EXPECT_THAT(store().VolumeNames().value(), ElementsAre(VolumeName{"log"}, VolumeName{"pg"}));
  }

  // Not by Load, which remembers what it read, whatever becomes of the row then.
  VolumeUid UidInDatabase(const std::string& name) {
    return {RawText("SELECT uid FROM volumes WHERE name='" + name + "'")};
  }

  QuarantinedRow OnlyRow() {
    const auto rows = store().Quarantine();
    EXPECT_TRUE(rows.has_value());
    EXPECT_THAT(*rows, SizeIs(1));
    return rows->empty() ? QuarantinedRow{} : rows->front();
  }

  void ForgetPg(Store::ForgetRequest request) {
    ASSERT_TRUE(store().Commit(Removing({{{"pg"}, At(9)}}), At(5)).has_value());
    Operation operation = Begin("pg");
    operation.finished = At(11);
    operation.outcome = OperationOutcome::Succeeded;
    const auto forgotten = store().FinishForget(operation, Load("pg").record, {}, request);
    ASSERT_TRUE(forgotten.has_value()) << forgotten.error().message;
  }
};

struct DamageCase {
  const char* table;
  const char* sql;
  bool harms;
};

class SqliteQuarantineOf : public SqliteQuarantine,
                           public testing::WithParamInterface<DamageCase> {};

constexpr DamageCase kCases[] = {
    {"volumes", "UPDATE volumes SET spec='{broken' WHERE name='pg'", true},
    {"volumes", "UPDATE volumes SET uid='' WHERE name='pg'", true},
    {"volumes", "UPDATE volumes SET uid='another' WHERE name='pg'", true},
    {"volumes", "UPDATE volumes SET service='another' WHERE name='pg'", true},
    {"volumes", "UPDATE volumes SET spec=replace(spec, 'Retain', 'Retail') WHERE name='pg'", true},
    {"volumes",
     "UPDATE volumes SET spec=(SELECT spec FROM volumes WHERE name='log') WHERE name='pg'", true},
    {"attachments", "UPDATE attachments SET spec='[]' WHERE volume='pg'", true},
    {"attachments",
     "UPDATE attachments SET spec=replace(spec, '\"pg\"', '\"px\"') WHERE volume='pg'", true},
    {"records", "UPDATE records SET body='' WHERE volume='pg'", true},
    {"records",
     "UPDATE records SET body=replace(body, '\"orphaned\"', '\"orphaneb\"') WHERE volume='pg'",
     true},
    {"records", "UPDATE records SET fencing=fencing+5 WHERE volume='pg'", true},
    {"records", "UPDATE records SET body=CAST(X'7BFF7D' AS TEXT) WHERE volume='pg'", true},
    {"claims", "UPDATE claims SET body=replace(body, 'Held', 'held') WHERE volume='pg'", true},
    {"claims", "UPDATE claims SET consumer='else' WHERE volume='pg'", true},
    {"operations", "UPDATE operations SET body='null' WHERE volume='pg'", true},
    {"operations", "UPDATE operations SET body='null', finished=1 WHERE volume='pg'", false},
    {"events", "UPDATE events SET body='{}' WHERE volume='pg'", false},
    {"permits", "UPDATE permits SET body='{}' WHERE volume='pg'", false},
    {"permits", "UPDATE permits SET kind='Format' WHERE volume='pg'", false},
};

INSTANTIATE_TEST_SUITE_P(Tables, SqliteQuarantineOf, testing::ValuesIn(kCases),
                         [](const auto& test) {
                           return std::string(test.param.table) + std::to_string(test.index);
                         });

TEST_P(SqliteQuarantineOf, G32_TakesADamagedRowAtOpenAndGoesOn) {
  Close();
  Raw(GetParam().sql);
  Open();
  const QuarantinedRow row = OnlyRow();
  EXPECT_EQ(row.table, GetParam().table);
  EXPECT_EQ(row.volume.value, "pg");
  EXPECT_THAT(row.error, testing::Not(IsEmpty()));
  EXPECT_EQ(Load("pg").damaged, GetParam().harms);
  EXPECT_EQ(store().Stats().quarantinedRows, 1u);
  ExpectOthersUnharmed();
}

TEST_P(SqliteQuarantineOf, G32_TakesADamagedRowWhenItIsMetLater) {
  Raw(GetParam().sql);
  EXPECT_TRUE(store().LoadAll().has_value());
  EXPECT_TRUE(store().Events({}).has_value());
  EXPECT_TRUE(store().Operations({}).has_value());
  EXPECT_EQ(OnlyRow().table, GetParam().table);
  EXPECT_EQ(Load("pg").damaged, GetParam().harms);
  ExpectOthersUnharmed();
}

TEST_F(SqliteQuarantine, KeepsTheRowAsItWas) {
  Raw("UPDATE records SET body='{\"half' WHERE volume='pg'");
  Load("pg");
  EXPECT_THAT(RawText("SELECT content FROM quarantine"),
              HasSubstr("volume=pg\nfencing=1\nbody={\"half\n"));
  Reopen();
  EXPECT_EQ(OnlyRow().key, "pg");
}

TEST_F(SqliteQuarantine, WithoutASweepARowIsFoundByWhoReadsIt) {
  Raw("UPDATE volumes SET spec='{' WHERE name='pg'");
  Close();
  const auto unswept = OpenSqliteStore({folder(), {"test-domain"}, false}).value();
  EXPECT_THAT(unswept->Quarantine().value(), IsEmpty());
  EXPECT_FALSE(unswept->Load({"log"})->damaged);
  EXPECT_TRUE(unswept->Load({"pg"})->damaged);
  EXPECT_THAT(unswept->Quarantine().value(), SizeIs(1));
}

TEST_F(SqliteQuarantine, ADamagedSpecEndsWithItsNextCommit) {
  const VolumeUid uid = UidInDatabase("pg");
  Raw("UPDATE volumes SET spec='{' WHERE name='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  EXPECT_EQ(Load("pg").uid, uid);
  EXPECT_FALSE(Load("pg").volume.has_value());
  Declare("pg");
  const VolumeState state = Load("pg");
  EXPECT_FALSE(state.damaged);
  EXPECT_EQ(state.uid, uid);
  EXPECT_EQ(state.record.backendId, BackendId{"vol-pg"});
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

TEST_F(SqliteQuarantine, ACommitMeetsDamageAndMendsItInOneCall) {
  Raw("UPDATE volumes SET spec='{' WHERE name='pg'");
  Declare("pg");
  EXPECT_FALSE(Load("pg").damaged);
  EXPECT_TRUE(Load("pg").volume.has_value());
}

TEST_F(SqliteQuarantine, ADamagedSpecIsNotReplacedByOneOfAnotherService) {
  Raw("UPDATE volumes SET spec='{' WHERE name='pg'");
  auto elsewhere = SampleVolume("pg");
  elsewhere.spec.service = {"other"};
  EXPECT_EQ(store().Commit(Declaring({elsewhere}), At(5)).error().code, Code::FailedPrecondition);
  EXPECT_TRUE(Load("pg").damaged);
}

TEST_F(SqliteQuarantine, ADamagedAttachmentEndsWithItsCommitOrItsRemoval) {
  Raw("UPDATE attachments SET spec='{' WHERE volume='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  ASSERT_TRUE(store().Commit(Removing({}, {{"pg-db1"}}), At(5)).has_value());
  EXPECT_FALSE(Load("pg").damaged);
  EXPECT_THAT(Load("pg").removedAttachments, SizeIs(1));
  Raw("UPDATE attachments SET spec='{' WHERE volume='log'");
  EXPECT_TRUE(Load("log").damaged);
  Declare("log");
  EXPECT_FALSE(Load("log").damaged);
  EXPECT_THAT(Load("log").attachments, SizeIs(1));
}

TEST_F(SqliteQuarantine, ADamagedRecordNeverLowersTheToken) {
  const auto token = Begin("pg").fencingToken;
  Raw("UPDATE records SET body='{' WHERE volume='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  EXPECT_GT(Begin("pg").fencingToken, token);
  EXPECT_TRUE(Load("pg").damaged) << "a fresh record does not tell what the damaged one knew";
}

TEST_F(SqliteQuarantine, ADamagedVolumeCanBeForgottenAsOrphan) {
  const VolumeUid uid = UidInDatabase("pg");
  Raw("UPDATE records SET body='{' WHERE volume='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  ForgetPg({true, true, false});
  EXPECT_FALSE(Load("pg").damaged);
  EXPECT_TRUE(Load("pg").record.orphaned);
  EXPECT_EQ(Load("pg").uid, uid);
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

TEST_F(SqliteQuarantine, AVolumeThatLostAllItsRowsCanBeRemovedAndDeclaredAgain) {
  const VolumeUid uid = UidInDatabase("pg");
  Raw("UPDATE volumes SET spec='{' WHERE name='pg'; UPDATE records SET body='{' WHERE volume='pg';"
      "UPDATE attachments SET spec='{' WHERE volume='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  EXPECT_THAT(store().VolumeNames().value(), ElementsAre(VolumeName{"log"}, VolumeName{"pg"}));
  ASSERT_TRUE(store().Commit(Removing({{{"pg"}, At(9)}}), At(5)).has_value());
  EXPECT_EQ(Load("pg").tombstone->reclaimPolicy, ReclaimPolicy::Retain)
      << "the recorded policy is lost";
  ForgetPg({true, true, false});
  EXPECT_EQ(store().Load({"pg"}).error().code, Code::NotFound) << "nothing is left to take back";
  Declare("pg");
  EXPECT_EQ(Load("pg").uid, uid) << "the backend volume is found again by its uid";
  EXPECT_FALSE(Load("pg").damaged);
}

TEST_F(SqliteQuarantine, ADamagedClaimEndsWhenItIsPutAnew) {
  Raw("UPDATE claims SET body='{' WHERE volume='pg'");
  EXPECT_TRUE(Load("pg").damaged);
  ASSERT_TRUE(store().PutClaim(SampleClaim("pg", "c"), At(3)).has_value());
  EXPECT_FALSE(Load("pg").damaged);
  EXPECT_THAT(Load("pg").claims, SizeIs(1));
}

TEST_F(SqliteQuarantine, DamagedHistoryIsPruned) {
  Raw("UPDATE events SET body='{' WHERE volume='pg'");
  EXPECT_THAT(store().Events({}).value(), SizeIs(1));
  EXPECT_THAT(store().Quarantine().value(), SizeIs(1));
  ASSERT_TRUE(store().Prune(TimePoint::max(), 0).has_value());
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

}  // namespace
}  // namespace rexray
