// Two nodes, each with its own daemon and helper processes, that do opposite things to one volume
// at the same time. However it ends, both see the same end, and no data is lost or comes back.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <functional>
#include <thread>

#include "tests/contract/driver_backend.h"
#include "tests/support/requirements.h"

namespace rexray {
namespace {

constexpr int kRounds = 30;

class DriverRace : public testing::TestWithParam<DriverBackendKind> {
 protected:
  void SetUp() override {
    if (GetParam().needsRoot) RequireRoot();
    if (IsSkipped() || HasFatalFailure()) return;
    backend_ = GetParam().make();
    one_ = backend_->MakeDriver(n1_);
    two_ = backend_->MakeDriver(n2_);
    request_ = RequestFor("vol", one_->capabilities());
    id_ = one_->ChosenId(request_.name, request_.uid);
  }

  static void Together(const std::vector<std::function<void()>>& parts) {
    std::barrier start(static_cast<std::ptrdiff_t>(parts.size()));
    std::vector<std::jthread> threads;
    for (const auto& part : parts) {
      threads.emplace_back([&start, &part] {
        start.arrive_and_wait();
        part();
      });
    }
  }

  CreateRequest RequestOf(const NodeName& node) const {
    CreateRequest request = request_;
    request.facts.owner = node;
    return request;
  }
  void Make() { ASSERT_TRUE(one_->Create(request_, Soon())); }
  void DeleteAndExpectNothing() {
    const auto deleted = one_->Delete(id_, Soon());
    ASSERT_TRUE(deleted) << deleted.error().message;
    EXPECT_EQ(two_->Inspect(id_, Soon()).error().code, Code::NotFound);
    EXPECT_TRUE(two_->List(Soon())->volumes.empty());
  }
  // What anybody may see while others make and delete it.
  void ExpectWholeOrNothing(const Result<BackendVolume>& seen) {
    if (!seen) {
      EXPECT_EQ(seen.error().code, Code::NotFound) << seen.error().message;
    } else if (seen->state != BackendState::Deleting) {
      EXPECT_EQ(seen->state, BackendState::Available);
      EXPECT_EQ(seen->facts, request_.facts) << "a part of it was taken for all";
      EXPECT_EQ(seen->size, request_.size);
    }
  }

  const NodeName n1_{"n1"};
  const NodeName n2_{"n2"};
  std::unique_ptr<DriverBackend> backend_;
  std::unique_ptr<Driver> one_;
  std::unique_ptr<Driver> two_;
  CreateRequest request_;
  BackendId id_;
};

TEST_P(DriverRace, G43_TwoThatCreateMakeOneVolume) {
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Result<BackendVolume> first;
    Result<BackendVolume> second;
    Together({[&] { first = one_->Create(RequestOf(n1_), Soon()); },
              [&] { second = two_->Create(RequestOf(n2_), Soon()); }});
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(*second, *first) << "both are told of the one that was made";
    EXPECT_EQ(one_->List(Soon())->volumes.size(), 1U);
    DeleteAndExpectNothing();
  }
}

TEST_P(DriverRace, G43_OneThatCreatesAndOneThatDeletes) {
  std::atomic<bool> creating = true;
  Together({[&] {
              for (int round = 0; round < 5 * kRounds; ++round) {
                const auto made = one_->Create(request_, Soon());
                if (made) {
                  ExpectWholeOrNothing(made);
                } else {
                  EXPECT_EQ(made.error().code, Code::Aborted) << made.error().message;
                }
              }
              creating = false;
            },
            [&] {
              while (creating) {
                const auto deleted = two_->Delete(id_, Soon());
                EXPECT_TRUE(deleted) << deleted.error().message;
              }
            },
            [&] {
              const auto third = backend_->MakeDriver({"n3"});
              while (creating) {
                ExpectWholeOrNothing(third->Inspect(id_, Soon()));
                const auto listing = third->List(Soon());
                ASSERT_TRUE(listing && listing->complete);
                for (const auto& each : listing->volumes) ExpectWholeOrNothing(each);
              }
            }});
  DeleteAndExpectNothing();
}

TEST_P(DriverRace, G43_TwoThatDeleteAndOneThatCreatesMeanwhile) {
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Make();
    std::vector<Result<void>> deleted(2);
    Result<BackendVolume> made;
    Together({[&] { deleted[0] = one_->Delete(id_, Soon()); },
              [&] { deleted[1] = two_->Delete(id_, Soon()); },
              [&] { made = backend_->MakeDriver({"n3"})->Create(request_, Soon()); }});
    for (const auto& each : deleted) EXPECT_TRUE(each) << each.error().message;
    EXPECT_TRUE(made || made.error().code == Code::Aborted) << made.error().message;
    ExpectWholeOrNothing(one_->Inspect(id_, Soon()));
    DeleteAndExpectNothing();
  }
}

TEST_P(DriverRace, G43_OneThatAttachesAndOneThatDeletes) {
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Make();
    Result<BackendAttachment> attached;
    Result<void> deleted;
    Together({[&] { attached = one_->Attach(id_, n1_, kOnce, Soon()); },
              [&] { deleted = two_->Delete(id_, Soon()); }});
    EXPECT_NE(attached.has_value(), deleted.has_value());
    if (attached) {
      EXPECT_EQ(deleted.error().code, Code::FailedPrecondition) << deleted.error().message;
      EXPECT_EQ(two_->Inspect(id_, Soon())->attachments, std::vector{*attached});
      EXPECT_EQ(two_->Inspect(id_, Soon())->facts, request_.facts);
      ASSERT_TRUE(one_->Detach(id_, n1_, Soon()));
    } else {
      EXPECT_EQ(attached.error().code, Code::NotFound) << attached.error().message;
      EXPECT_EQ(one_->Inspect(id_, Soon()).error().code, Code::NotFound);
    }
    DeleteAndExpectNothing();
  }
}

TEST_P(DriverRace, G45_OfTwoThatAttachToWriteOneDoes) {
  Make();
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Result<BackendAttachment> first;
    Result<BackendAttachment> second;
    Together({[&] { first = one_->Attach(id_, n1_, kOnce, Soon()); },
              [&] { second = two_->Attach(id_, n2_, kOnce, Soon()); }});
    ASSERT_NE(first.has_value(), second.has_value());
    const Error error = first ? second.error() : first.error();
    EXPECT_EQ(error.reason, "AttachedElsewhere") << error.message;
    EXPECT_EQ(one_->Inspect(id_, Soon())->attachments, two_->Inspect(id_, Soon())->attachments);
    ASSERT_TRUE(one_->Detach(id_, n1_, Soon()));
    ASSERT_TRUE(two_->Detach(id_, n2_, Soon()));
  }
}

TEST_P(DriverRace, G45_OfAReaderAndAWriterOneAttaches) {
  Make();
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Result<BackendAttachment> first;
    Result<BackendAttachment> second;
    Together({[&] { first = one_->Attach(id_, n1_, kOnce, Soon()); },
              [&] { second = two_->Attach(id_, n2_, AccessMode::ReadOnlyMany, Soon()); }});
    EXPECT_NE(first.has_value(), second.has_value());
    EXPECT_EQ(one_->Inspect(id_, Soon())->attachments.size(), 1U);
    ASSERT_TRUE(one_->Detach(id_, n1_, Soon()));
    ASSERT_TRUE(two_->Detach(id_, n2_, Soon()));
  }
}

TEST_P(DriverRace, TwoThatAttachToReadBothDo) {
  Make();
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Together({[&] { EXPECT_TRUE(one_->Attach(id_, n1_, AccessMode::ReadOnlyMany, Soon())); },
              [&] { EXPECT_TRUE(two_->Attach(id_, n2_, AccessMode::ReadOnlyMany, Soon())); }});
    EXPECT_EQ(one_->Inspect(id_, Soon())->attachments.size(), 2U);
    Together({[&] { EXPECT_TRUE(one_->Detach(id_, n1_, Soon())); },
              [&] { EXPECT_TRUE(two_->Detach(id_, n2_, Soon())); }});
    EXPECT_TRUE(one_->Inspect(id_, Soon())->attachments.empty());
  }
}

TEST_P(DriverRace, G45_WhoeverWinsAPreemptionOneNodeHasTheVolume) {
  Make();
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    ASSERT_TRUE(one_->Attach(id_, n1_, kOnce, Soon()));
    Result<BackendAttachment> first;
    Result<BackendAttachment> second;
    Together({[&] {
                EXPECT_TRUE(one_->Detach(id_, n1_, Soon()));
                first = one_->Attach(id_, n1_, kOnce, Soon());
              },
              [&] {
                EXPECT_TRUE(two_->ForceDetach(id_, n1_, Soon()));
                second = two_->Attach(id_, n2_, kOnce, Soon());
              }});
    const auto seen = one_->Inspect(id_, Soon())->attachments;
    EXPECT_EQ(two_->Inspect(id_, Soon())->attachments, seen);
    // The holder may have attached again between the two calls that took it away, and lost that.
    ASSERT_LE(seen.size(), 1U);
    EXPECT_TRUE(first || second);
    EXPECT_EQ(seen, std::vector{second ? *second : *first});
    EXPECT_TRUE(one_->Detach(id_, n1_, Soon()));
    EXPECT_TRUE(two_->Detach(id_, n2_, Soon()));
    EXPECT_TRUE(one_->Inspect(id_, Soon())->attachments.empty());
  }
  DeleteAndExpectNothing();
}

TEST_P(DriverRace, G43_NoWriteOfFactsIsLost) {
  Make();
  const auto write = [&](Driver& driver, const std::string& word) {
    for (int written = 0; written < kRounds;) {
      VolumeFacts facts = *driver.Inspect(id_, Soon())->facts;
      facts.format.uuid += word;
      const auto result = driver.WriteFacts(id_, facts, facts.fencingToken, Soon());
      if (result) {
        ++written;
      } else {
        ASSERT_EQ(result.error().code, Code::Aborted) << result.error().message;
      }
    }
  };
  Together({[&] { write(*one_, "a"); }, [&] { write(*two_, "b"); }});
  const VolumeFacts facts = *one_->Inspect(id_, Soon())->facts;
  EXPECT_EQ(facts.fencingToken, request_.facts.fencingToken + 2 * kRounds);
  EXPECT_EQ(std::ranges::count(facts.format.uuid, 'a'), kRounds);
  EXPECT_EQ(std::ranges::count(facts.format.uuid, 'b'), kRounds);
}

INSTANTIATE_TEST_SUITE_P(Shared, DriverRace, testing::ValuesIn(SharedBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
