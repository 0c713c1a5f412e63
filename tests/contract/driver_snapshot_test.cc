// What drivers/driver.h promises of snapshots: what is kept of a volume when it goes.

#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

class DriverSnapshot : public DriverContract {
 protected:
  void SetUp() override {
    DriverContract::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (!driver_->capabilities().snapshots) GTEST_SKIP() << "makes none";
    volume_ = Made("va");
    backend_->Write(volume_.id, "precious");
  }

  SnapshotRequest Asked(const std::string& token = "one") const {
    return {volume_.id, volume_.name, {UuidV5(token)}};
  }
  BackendSnapshot Taken(const std::string& token = "one") {
    const auto snapshot = driver_->Snapshot(Asked(token), Soon());
    EXPECT_TRUE(snapshot) << snapshot.error().message;
    return snapshot.value();
  }
  std::vector<BackendSnapshot> Listed() {
    const auto listing = backend_->MakeDriver(n2_)->ListSnapshots(Soon());
    EXPECT_TRUE(listing) << listing.error().message;
    EXPECT_TRUE(listing->complete);
    return listing->snapshots;
  }

  BackendVolume volume_;
};

TEST_P(DriverSnapshot, HoldsWhatTheVolumeHeldAndSaysOfWhich) {
  EXPECT_TRUE(Listed().empty());
  const BackendSnapshot snapshot = Taken();
  EXPECT_EQ(snapshot.state, SnapshotState::Available);
  EXPECT_EQ(snapshot.volume, volume_.id);
  EXPECT_EQ(snapshot.name, volume_.name);
  EXPECT_EQ(snapshot.size, volume_.size);
  EXPECT_EQ(snapshot.token, Asked().token);
  EXPECT_NE(snapshot.created, TimePoint());
  EXPECT_EQ(Listed(), std::vector{snapshot});
  const std::string kept = backend_->DataOf(snapshot.id);
  EXPECT_TRUE(kept == backend_->DataOf(volume_.id));
  EXPECT_NE(kept.find("precious"), std::string::npos);
}

TEST_P(DriverSnapshot, RepeatedGivesTheOneSnapshotOfTheFirstMoment) {
  const BackendSnapshot first = Taken();
  const std::string before = backend_->DataOf(volume_.id);
  backend_->Write(volume_.id, "newer...");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(backend_->MakeDriver(n1_)->Snapshot(Asked(), Soon()), first);
  }
  EXPECT_EQ(Listed().size(), 1U);
  EXPECT_TRUE(backend_->DataOf(first.id) == before) << "later writes do not reach it";
}

TEST_P(DriverSnapshot, AnotherTokenMakesAnother) {
  const BackendSnapshot first = Taken("one");
  backend_->Write(volume_.id, "newer...");
  const BackendSnapshot second = Taken("two");
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(Listed().size(), 2U);
  EXPECT_TRUE(backend_->DataOf(second.id) == backend_->DataOf(volume_.id));
  EXPECT_FALSE(backend_->DataOf(first.id) == backend_->DataOf(volume_.id));
}

TEST_P(DriverSnapshot, OutlivesItsVolume) {
  const BackendSnapshot snapshot = Taken();
  const std::string data = backend_->DataOf(volume_.id);
  ASSERT_TRUE(driver_->Delete(volume_.id, Soon()));
  EXPECT_EQ(Listed(), std::vector{snapshot});
  EXPECT_TRUE(backend_->DataOf(snapshot.id) == data);
  EXPECT_EQ(driver_->Snapshot(Asked(), Soon()), snapshot) << "asked again, it is still the answer";
  EXPECT_EQ(driver_->Snapshot(Asked("two"), Soon()).error().code, Code::NotFound);
  Made("va");
  EXPECT_EQ(Listed(), std::vector{snapshot}) << "a new volume of that name is another one";
}

TEST_P(DriverSnapshot, ATokenOfAnotherVolumeAlreadyExists) {
  Taken();
  SnapshotRequest other = Asked();
  other.volume = Made("vb").id;
  EXPECT_EQ(driver_->Snapshot(other, Soon()).error().code, Code::AlreadyExists);
}

TEST_P(DriverSnapshot, IsNoVolume) {
  const BackendSnapshot snapshot = Taken();
  EXPECT_EQ(driver_->List(Soon())->volumes.size(), 1U);
  const auto found = driver_->Inspect({snapshot.id.value}, Soon());
  EXPECT_EQ(found.error().code, Code::NotFound);
}

TEST_P(DriverSnapshot, DeleteSnapshotRepeatedSucceedsAndLeavesTheVolume) {
  const SnapshotId id = Taken("one").id;
  const BackendSnapshot other = Taken("two");
  for (int i = 0; i < 3; ++i) {
    const auto deleted = driver_->DeleteSnapshot(id, Soon());
    EXPECT_TRUE(deleted) << deleted.error().message;
    EXPECT_EQ(Listed(), std::vector{other});
  }
  EXPECT_EQ(driver_->Inspect(volume_.id, Soon()), volume_);
  EXPECT_NE(backend_->DataOf(volume_.id).find("precious"), std::string::npos);
}

TEST_P(DriverSnapshot, ACopyOfAFileWaitsUntilNobodyHasItAttached) {
  if (GetParam().name != "Loop") GTEST_SKIP() << "its backend takes them of one moment";
  for (const AccessMode mode : {kOnce, kReaders}) {
    ASSERT_TRUE(driver_->Attach(volume_.id, n1_, mode, Soon()));
    for (const NodeName& node : {n1_, n2_}) {
      const auto refused = backend_->MakeDriver(node)->Snapshot(Asked(), Soon());
      ASSERT_FALSE(refused) << "copied while somebody may write to it";
      EXPECT_EQ(refused.error().code, Code::FailedPrecondition);
      EXPECT_NE(refused.error().message.find("n1"), std::string::npos) << refused.error().message;
    }
    EXPECT_TRUE(Listed().empty());
    ASSERT_TRUE(driver_->Detach(volume_.id, n1_, Soon()));
  }
  EXPECT_EQ(Taken().state, SnapshotState::Available);
}

TEST_P(DriverSnapshot, ACallWithoutTimeHasNoEffect) {
  const BackendSnapshot snapshot = Taken("one");
  const CallContext late = Within(std::chrono::milliseconds(0));
  EXPECT_EQ(driver_->Snapshot(Asked("two"), late).error().code, Code::DeadlineExceeded);
  EXPECT_EQ(driver_->ListSnapshots(late).error().code, Code::DeadlineExceeded);
  EXPECT_EQ(driver_->DeleteSnapshot(snapshot.id, late).error().code, Code::DeadlineExceeded);
  EXPECT_EQ(Listed(), std::vector{snapshot});
}

class DriverWithoutSnapshots : public DriverContract {};

TEST_P(DriverWithoutSnapshots, SaysThatItMakesNone) {
  if (driver_->capabilities().snapshots) GTEST_SKIP() << "makes them";
  const BackendVolume volume = Made("va");
  const SnapshotRequest asked{volume.id, volume.name, {UuidV5("token")}};
  EXPECT_EQ(driver_->Snapshot(asked, Soon()).error().code, Code::Unimplemented);
  EXPECT_EQ(driver_->ListSnapshots(Soon()).error().code, Code::Unimplemented);
  EXPECT_EQ(driver_->DeleteSnapshot({"any"}, Soon()).error().code, Code::Unimplemented);
}

INSTANTIATE_TEST_SUITE_P(Every, DriverSnapshot, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });
INSTANTIATE_TEST_SUITE_P(Every, DriverWithoutSnapshots, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
