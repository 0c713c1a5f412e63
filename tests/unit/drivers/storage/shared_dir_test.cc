// Several nodes and one folder of directory volumes.

#include <sys/mount.h>

#include <filesystem>

#include "tests/unit/drivers/storage/folder_driver_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

constexpr AccessMode kWriters = AccessMode::ReadWriteMany;

class SharedDir : public FolderDriverTest {
 protected:
  SharedDir() : FolderDriverTest("dir") {}
  void SetUp() override {
    FolderDriverTest::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) other_ = MakeDriverOf(n2_, boot_);
  }
  std::size_t Attachments(const BackendId& id) {
    return driver_->Inspect(id, Soon())->attachments.size();
  }
  void MountSomewhere(const std::string& source) {
    fs::create_directories(folder_ / "target");
    ASSERT_EQ(::mount(source.c_str(), (folder_ / "target").c_str(), nullptr, MS_BIND, nullptr), 0);
  }

  std::unique_ptr<Driver> other_;
};

TEST_F(SharedDir, OneNodeIsTheUsualModeAndAllAreOffered) {
  const std::vector<AccessMode> all = {kOnce, kReaders, kWriters};
  EXPECT_EQ(driver_->capabilities().accessModes, all);
}

TEST_F(SharedDir, ManyMayWriteAndManyMayReadButNotTogether) {
  for (const auto& [mode, wrong] : {std::pair{kReaders, kWriters}, {kWriters, kReaders}}) {
    const BackendId id = Made("vol");
    ASSERT_TRUE(driver_->Attach(id, n1_, mode, Soon()));
    for (const AccessMode refused : {wrong, kOnce}) {
      EXPECT_EQ(other_->Attach(id, n2_, refused, Soon()).error().reason, "AttachedElsewhere");
    }
    const auto attached = other_->Attach(id, n2_, mode, Soon());
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_EQ(attached->readOnly, mode == kReaders);
    EXPECT_EQ(Attachments(id), 2U);
    EXPECT_EQ(driver_->Attach(id, n1_, wrong, Soon()).error().reason, "AttachedElsewhere");
    ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
    ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
    ASSERT_TRUE(driver_->Delete(id, Soon()));
  }
}

TEST_F(SharedDir, ANeighboursMountIsNotMistakenForOurs) {
  const BackendId id = Made("vol");
  ASSERT_TRUE(driver_->Attach(id, n1_, kWriters, Soon()));
  MountSomewhere(other_->Attach(id, n2_, kWriters, Soon())->device);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(other_->Detach(id, n2_, Soon()).error().reason, "DeviceInUse");
}

TEST_F(SharedDir, AnotherModeIsTakenWhenNothingUsesIt) {
  const BackendId id = Made("vol");
  MountSomewhere(AttachedDevice(id));
  const Error error = driver_->Attach(id, n1_, kWriters, Soon()).error();
  EXPECT_EQ(error.reason, "DeviceInUse");
  EXPECT_NE(error.message.find(folder_ / "target"), std::string::npos) << error.message;
  EXPECT_FALSE(other_->Attach(id, n2_, kWriters, Soon()));
  ASSERT_EQ(::umount((folder_ / "target").c_str()), 0);
  EXPECT_TRUE(driver_->Attach(id, n1_, kWriters, Soon()));
  EXPECT_TRUE(other_->Attach(id, n2_, kWriters, Soon()));
}

TEST_F(SharedDir, G43_WhatWasTakenAwayIsNotAttachedAndItsDetachTouchesNothingOfTheNewHolder) {
  const BackendId id = Made("vol");
  MountSomewhere(AttachedDevice(id));
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  EXPECT_EQ(Attachments(id), 0U);
  ASSERT_TRUE(other_->Attach(id, n2_, kOnce, Soon()));
  const auto detached = driver_->Detach(id, n1_, Soon());
  EXPECT_TRUE(detached) << detached.error().message;
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments.at(0).node, n2_);
}

TEST_F(SharedDir, ANodeTakesNothingFromItselfByForce) {
  const BackendId id = Made("vol");
  EXPECT_TRUE(driver_->ForceDetach(id, n1_, Soon()));
  AttachedDevice(id);
  const Error error = driver_->ForceDetach(id, n1_, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_EQ(Attachments(id), 1U);
}

TEST_F(SharedDir, ItsNameIsThatOfItsFactsAndElseThatOfItsFolder) {
  const BackendId id = Made("vol");
  VolumeFacts facts = *driver_->Inspect(id, Soon())->facts;
  facts.name = {"renamed"};
  ASSERT_TRUE(driver_->WriteFacts(id, facts, facts.fencingToken, Soon()));
  EXPECT_EQ(other_->Inspect(id, Soon())->name.value, "renamed");
  EXPECT_EQ(other_->List(Soon())->volumes.at(0).name.value, "renamed");
  WriteFile(FolderOf(id) + "/facts.json", "{");
  EXPECT_EQ(other_->Inspect(id, Soon())->name.value, "vol");
}

TEST_F(SharedDir, AListingShowsWhatItCannotLookAt) {
  const BackendId damaged = Made("damaged");
  const BackendId file = driver_->ChosenId({"file"}, Request("file").uid);
  WriteFile(FolderOf(file), "no folder");
  Made("fine");
  WriteFile(FolderOf(damaged) + "/attached.json", "{");
  const auto listing = other_->List(Soon());
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_TRUE(listing->complete);
  ASSERT_EQ(listing->volumes.size(), 3U);
  for (const BackendVolume& each : listing->volumes) {
    const bool fine = each.name.value == "fine";
    EXPECT_EQ(each.state, fine ? BackendState::Available : BackendState::Unreadable);
    EXPECT_EQ(each.facts.has_value(), fine);
    EXPECT_FALSE(each.name.empty());
  }
  EXPECT_EQ(listing->volumes[0].id, damaged);
  EXPECT_EQ(listing->volumes[1].id, file);
}

TEST_F(SharedDir, WhatOthersMakeAndRemoveDisturbsNoListing) {
  const BackendId id = Made("vol");
  for (const char* prefix : {".creating-", ".deleting-", ".undone-"}) {
    fs::create_directories(root_ + "/" + prefix + id.value + "/half");
  }
  const auto listing = other_->List(Soon());
  ASSERT_EQ(listing->volumes.size(), 1U);
  EXPECT_TRUE(listing->complete);
  EXPECT_EQ(listing->volumes[0].state, BackendState::Available);
}

TEST_F(SharedDir, AVolumeWithoutItsDataStillTellsWhoHasIt) {
  const BackendId id = Made("vol");
  AttachedDevice(id);
  fs::remove(FolderOf(id) + "/data");
  const auto seen = other_->Inspect(id, Soon());
  EXPECT_EQ(seen->state, BackendState::Failed);
  EXPECT_TRUE(seen->facts);
  EXPECT_EQ(seen->attachments.at(0).node, n1_);
}

}  // namespace
}  // namespace rexray
