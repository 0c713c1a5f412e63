// What drivers/driver.h promises of volumes that are made from a snapshot, and with options.

#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

class DriverSource : public DriverContract {
 protected:
  void SetUp() override {
    DriverContract::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (!driver_->capabilities().snapshots) GTEST_SKIP() << "makes no snapshots";
    origin_ = Made("va");
    backend_->Write(origin_.id, "precious");
    const auto snapshot = driver_->Snapshot({origin_.id, origin_.name, {UuidV5("token")}}, Soon());
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    snapshot_ = *snapshot;
  }

  CreateRequest Copy(const std::string& name = "copy") {
    CreateRequest request = Request(name);
    request.source = snapshot_.id;
    request.facts.createdBlank = true;
    return request;
  }

  BackendVolume origin_;
  BackendSnapshot snapshot_;
};

TEST_P(DriverSource, G01_HoldsWhatTheSnapshotHeldAndIsNotBlank) {
  backend_->Write(origin_.id, "newer...");
  const auto copy = driver_->Create(Copy(), Soon());
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(copy->size, origin_.size);
  EXPECT_NE(copy->id, origin_.id);
  EXPECT_NE(copy->identity, origin_.identity);
  EXPECT_TRUE(backend_->DataOf(copy->id) == backend_->DataOf(snapshot_.id));
  if (driver_->capabilities().keepsFacts) {
    ASSERT_TRUE(copy->facts);
    EXPECT_FALSE(copy->facts->createdBlank);
  }
  EXPECT_EQ(driver_->Inspect(copy->id, Soon()), *copy);
}

TEST_P(DriverSource, TheTwoGoTheirOwnWays) {
  const auto copy = driver_->Create(Copy(), Soon());
  ASSERT_TRUE(copy) << copy.error().message;
  const std::string kept = backend_->DataOf(snapshot_.id);
  backend_->Write(copy->id, "changed.");
  EXPECT_TRUE(backend_->DataOf(snapshot_.id) == kept);
  ASSERT_TRUE(driver_->DeleteSnapshot(snapshot_.id, Soon()));
  EXPECT_NE(backend_->DataOf(copy->id).find("changed."), std::string::npos);
  EXPECT_NE(backend_->DataOf(origin_.id).find("precious"), std::string::npos);
}

TEST_P(DriverSource, RepeatedGivesTheFirstAlsoWhenTheSnapshotIsGone) {
  if (!Replays()) GTEST_SKIP() << "cannot tell a repeated request";
  for (const bool sized : {true, false}) {
    CreateRequest request = Copy(sized ? "sized" : "unsized");
    if (!sized) request.size = {};
    const auto first = driver_->Create(request, Soon());
    ASSERT_TRUE(first) << first.error().message;
    backend_->Write(first->id, "changed.");
    EXPECT_EQ(driver_->Create(request, Soon()), *first);
    EXPECT_NE(backend_->DataOf(first->id).find("changed."), std::string::npos);
  }
  const CreateRequest again = Copy("sized");
  ASSERT_TRUE(driver_->DeleteSnapshot(snapshot_.id, Soon()));
  EXPECT_TRUE(driver_->Create(again, Soon()));
}

TEST_P(DriverSource, MayBeLargerOrLeaveItsSizeToTheSnapshotButNotBeSmaller) {
  CreateRequest larger = Copy("larger");
  larger.size = {snapshot_.size.value * 2};
  const auto grown = driver_->Create(larger, Soon());
  ASSERT_TRUE(grown) << grown.error().message;
  EXPECT_EQ(grown->size, larger.size);
  const std::string held = backend_->DataOf(snapshot_.id);
  EXPECT_TRUE(backend_->DataOf(grown->id).starts_with(held));
  CreateRequest same = Copy("same");
  same.size = {};
  EXPECT_EQ(driver_->Create(same, Soon()).value().size, snapshot_.size);
  CreateRequest smaller = Copy("smaller");
  smaller.size = {snapshot_.size.value / 2};
  EXPECT_EQ(driver_->Create(smaller, Soon()).error().code, Code::InvalidArgument);
  EXPECT_EQ(driver_->List(Soon())->volumes.size(), 3U);
}

TEST_P(DriverSource, AMissingSnapshotIsToldAndNothingIsMade) {
  CreateRequest request = Copy();
  for (const std::string& id : {std::string("nothing"), "gone--" + UuidV5("gone")}) {
    request.source = SnapshotId{id};
    const auto refused = driver_->Create(request, Soon());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::FailedPrecondition) << refused.error().message;
    EXPECT_EQ(refused.error().reason, "SourceUnusable");
  }
  EXPECT_EQ(driver_->List(Soon())->volumes.size(), 1U);
  EXPECT_TRUE(driver_->Create(Copy(), Soon())) << "nothing stands in the way of the right one";
}

class DriverWithoutSources : public DriverContract {};

TEST_P(DriverWithoutSources, RefusesASource) {
  if (driver_->capabilities().snapshots) GTEST_SKIP() << "makes snapshots";
  CreateRequest request = Request("copy");
  request.source = SnapshotId{"snap-1"};
  EXPECT_EQ(driver_->Create(request, Soon()).error().code, Code::Unimplemented);
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
}

class DriverOptions : public DriverContract {};

TEST_P(DriverOptions, ThatItTakesShowInTheVolume) {
  const auto& taken = driver_->capabilities().createOptions;
  CreateRequest request = Request("va");
  for (const CreateOption option : taken) {
    switch (option) {
      case CreateOption::Type:
        request.type = "gp3";
        break;
      case CreateOption::Iops:
        request.iops = 3000;
        break;
      case CreateOption::AvailabilityZone:
        request.availabilityZone = "eu-1a";
        break;
      case CreateOption::Encrypted:
        request.encrypted = true;
        break;
      case CreateOption::EncryptionKey:
        request.encryptionKey = "key";
        break;
    }
  }
  const auto made = driver_->Create(request, Soon());
  ASSERT_TRUE(made) << made.error().message;
  for (const BackendVolume& shown :
       {*made, driver_->Inspect(made->id, Soon()).value(), driver_->List(Soon())->volumes.at(0)}) {
    EXPECT_EQ(shown.type, request.type);
    EXPECT_EQ(shown.iops, request.iops);
    EXPECT_EQ(shown.availabilityZone, request.availabilityZone);
    EXPECT_EQ(shown.encrypted, request.encrypted);
  }
}

const auto NameOfKind = [](const auto& param) { return param.param.name; };
INSTANTIATE_TEST_SUITE_P(Every, DriverSource, testing::ValuesIn(DriverBackendKinds()), NameOfKind);
INSTANTIATE_TEST_SUITE_P(Every, DriverWithoutSources, testing::ValuesIn(DriverBackendKinds()),
                         NameOfKind);
INSTANTIATE_TEST_SUITE_P(Every, DriverOptions, testing::ValuesIn(DriverBackendKinds()), NameOfKind);

}  // namespace
}  // namespace rexray
