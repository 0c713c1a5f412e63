// What drivers/driver.h promises to several nodes that share a backend: access modes, attachments
// that are taken away, listings.

#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

constexpr AccessMode kWriters = AccessMode::ReadWriteMany;

class DriverSharing : public DriverContract {
 protected:
  void SetUp() override {
    DriverContract::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) other_ = backend_->MakeDriver(n2_);
  }
  bool CanForce() const { return driver_->capabilities().forceDetach; }
  std::vector<BackendAttachment> Seen(const BackendId& id) {
    const auto volume = driver_->Inspect(id, Soon());
    EXPECT_EQ(other_->Inspect(id, Soon())->attachments, volume->attachments)
        << "both nodes see the same";
    return volume->attachments;
  }

  std::unique_ptr<Driver> other_;
};

TEST_P(DriverSharing, OneNodeThatWritesIsTheUsualMode) {
  ASSERT_FALSE(driver_->capabilities().accessModes.empty());
  EXPECT_EQ(driver_->capabilities().accessModes.front(), kOnce);
}

TEST_P(DriverSharing, AModeThatIsNotOfferedIsRefusedAndSaysWhichAre) {
  const BackendId id = Made("va").id;
  for (const AccessMode mode : {kReaders, kWriters}) {
    if (Offers(mode)) continue;
    const Error error = driver_->Attach(id, n1_, mode, Soon()).error();
    EXPECT_EQ(error.code, Code::InvalidArgument);
    EXPECT_NE(error.message.find("ReadWriteOnce"), std::string::npos) << error.message;
  }
  EXPECT_TRUE(Seen(id).empty());
}

TEST_P(DriverSharing, EachModeIsShownAndRepeatedWithoutEffect) {
  for (const AccessMode mode : driver_->capabilities().accessModes) {
    const BackendId id = Made("va").id;
    const auto first = driver_->Attach(id, n1_, mode, Soon());
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->readOnly, mode == kReaders);
    EXPECT_EQ(backend_->MakeDriver(n1_)->Attach(id, n1_, mode, Soon()).value(), *first);
    EXPECT_EQ(Seen(id), std::vector{*first});
    ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
    ASSERT_TRUE(driver_->Delete(id, Soon()));
  }
}

TEST_P(DriverSharing, G45_OnlyEqualModesForManyGoTogether) {
  for (const AccessMode held : driver_->capabilities().accessModes) {
    for (const AccessMode wanted : driver_->capabilities().accessModes) {
      const BackendId id = Made("va").id;
      ASSERT_TRUE(driver_->Attach(id, n1_, held, Soon()));
      const auto attached = other_->Attach(id, n2_, wanted, Soon());
      EXPECT_EQ(attached.has_value(), held == wanted && held != kOnce);
      if (!attached) {
        EXPECT_EQ(attached.error().code, Code::FailedPrecondition);
        EXPECT_EQ(attached.error().reason, "AttachedElsewhere");
        EXPECT_NE(attached.error().message.find("n1"), std::string::npos);
      }
      EXPECT_EQ(Seen(id).size(), attached ? 2U : 1U);
      ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
      EXPECT_EQ(Seen(id).size(), attached ? 1U : 0U) << "each ends its own";
      ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
      ASSERT_TRUE(driver_->Delete(id, Soon()));
    }
  }
}

TEST_P(DriverSharing, AModeIsChangedWhileNobodyElseHasIt) {
  if (!Offers(kReaders)) GTEST_SKIP() << "has one mode";
  const BackendId id = Made("va").id;
  for (const AccessMode mode : {kOnce, kReaders, kOnce}) {
    const auto attached = driver_->Attach(id, n1_, mode, Soon());
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_EQ(Seen(id), std::vector{*attached});
  }
  ASSERT_TRUE(driver_->Attach(id, n1_, kReaders, Soon()));
  ASSERT_TRUE(other_->Attach(id, n2_, kReaders, Soon()));
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().reason, "AttachedElsewhere");
  EXPECT_EQ(Seen(id).size(), 2U);
}

TEST_P(DriverSharing, AnAttachmentInAnyModeKeepsItFromBeingDeleted) {
  for (const AccessMode mode : driver_->capabilities().accessModes) {
    const BackendId id = Made("va").id;
    ASSERT_TRUE(other_->Attach(id, n2_, mode, Soon()));
    EXPECT_EQ(driver_->Delete(id, Soon()).error().code, Code::FailedPrecondition);
    ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
    ASSERT_TRUE(driver_->Delete(id, Soon()));
  }
}

TEST_P(DriverSharing, WhatCannotBeTakenAwayIsSaidSo) {
  if (CanForce()) GTEST_SKIP() << "can";
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_EQ(other_->ForceDetach(id, n1_, Soon()).error().code, Code::Unimplemented);
  EXPECT_EQ(Seen(id).size(), 1U);
}

TEST_P(DriverSharing, WhatIsTakenAwayIsFreeAndStaysSo) {
  if (!CanForce()) GTEST_SKIP() << "cannot";
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  for (int i = 0; i < 3; ++i) {
    const auto taken = backend_->MakeDriver(n2_)->ForceDetach(id, n1_, Soon());
    EXPECT_TRUE(taken) << taken.error().message;
    EXPECT_TRUE(Seen(id).empty());
  }
  const auto attached = other_->Attach(id, n2_, kOnce, Soon());
  ASSERT_TRUE(attached) << attached.error().message;
  EXPECT_EQ(Seen(id), std::vector{*attached});
}

TEST_P(DriverSharing, G43_AnOldHolderTouchesNothingOfTheNewOne) {
  if (!CanForce()) GTEST_SKIP() << "cannot";
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  const auto attached = other_->Attach(id, n2_, kOnce, Soon());
  ASSERT_TRUE(attached) << attached.error().message;
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().reason, "AttachedElsewhere");
  for (int i = 0; i < 3; ++i) {
    const auto detached = driver_->Detach(id, n1_, Soon());
    EXPECT_TRUE(detached) << detached.error().message;
    EXPECT_EQ(Seen(id), std::vector{*attached});
  }
  ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
  EXPECT_TRUE(driver_->Attach(id, n1_, kOnce, Soon())) << "and may have it again";
}

TEST_P(DriverSharing, OneReaderIsTakenAwayAndTheOthersStay) {
  if (!CanForce() || !Offers(kReaders)) GTEST_SKIP() << "cannot";
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kReaders, Soon()));
  const auto stays = other_->Attach(id, n2_, kReaders, Soon());
  ASSERT_TRUE(stays) << stays.error().message;
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  EXPECT_EQ(Seen(id), std::vector{*stays});
}

TEST_P(DriverSharing, TakingAwayWhatIsNotThereSucceeds) {
  if (!CanForce()) GTEST_SKIP() << "cannot";
  const BackendId id = Made("va").id;
  EXPECT_TRUE(driver_->ForceDetach(id, {"n3"}, Soon()));
  EXPECT_TRUE(driver_->ForceDetach(id, n1_, Soon()));
  ASSERT_TRUE(other_->Attach(id, n2_, kOnce, Soon()));
  EXPECT_TRUE(driver_->ForceDetach(id, {"n3"}, Soon()));
  EXPECT_EQ(Seen(id).size(), 1U);
  ASSERT_TRUE(driver_->ForceDetach(id, n2_, Soon()));
  ASSERT_TRUE(driver_->Delete(id, Soon()));
  EXPECT_TRUE(driver_->ForceDetach(id, n2_, Soon())) << "of a volume that is gone";
}

TEST_P(DriverSharing, AListingIsCompleteThoughAnEntryCannotBeLookedAt) {
  const BackendId fine = Made("fine").id;
  const BackendId damaged = Made("damaged").id;
  backend_->MakeUnreadable(damaged);
  EXPECT_FALSE(driver_->Inspect(damaged, Soon()));
  const auto listing = other_->List(Soon());
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_TRUE(listing->complete);
  ASSERT_EQ(listing->volumes.size(), 2U);
  for (const BackendVolume& each : listing->volumes) {
    if (each.id == fine) {
      EXPECT_EQ(each, driver_->Inspect(fine, Soon()));
      continue;
    }
    EXPECT_EQ(each.id, damaged);
    EXPECT_EQ(each.name.value, "damaged");
    EXPECT_EQ(each.state, BackendState::Unreadable);
    EXPECT_FALSE(each.facts);
    EXPECT_TRUE(each.attachments.empty());
  }
}

TEST_P(DriverSharing, G43_FactsOfOneNodeAreSeenByTheOtherAndNotWrittenOver) {
  const BackendVolume volume = Made("va");
  VolumeFacts facts = *volume.facts;
  facts.owner = n2_;
  ASSERT_TRUE(other_->WriteFacts(volume.id, facts, facts.fencingToken, Soon()));
  EXPECT_EQ(driver_->Inspect(volume.id, Soon())->facts->owner, n2_);
  facts.owner = n1_;
  EXPECT_EQ(driver_->WriteFacts(volume.id, facts, facts.fencingToken, Soon()).error().code,
            Code::Aborted);
}

TEST_P(DriverSharing, WhenItWasDeletedTravelsWithTheVolume) {
  const BackendVolume volume = Made("va");
  VolumeFacts facts = *volume.facts;
  facts.deletedAt = TimePoint(Milliseconds(1'700'000'000'123));
  ASSERT_TRUE(driver_->WriteFacts(volume.id, facts, facts.fencingToken, Soon()));
  EXPECT_EQ(other_->Inspect(volume.id, Soon())->facts->deletedAt, facts.deletedAt);
  EXPECT_TRUE(other_->Attach(volume.id, n2_, kOnce, Soon())) << "the planner judges, no driver";
}

INSTANTIATE_TEST_SUITE_P(Every, DriverSharing, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
