#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

class StoreLoad : public StoreContract {};
REXRAY_FOR_EACH_STORE(StoreLoad);

TEST_P(StoreLoad, WhatWasWrittenIsSeenByWhoeverLoadsAfterIt) {
  const std::vector<std::string> names = {"a", "b", "c"};
  for (const std::string& name : names) Declare(name);
  std::atomic<int> writing = static_cast<int>(names.size());
  std::jthread reader([&] {
    while (writing > 0) {
      for (const std::string& name : names) EXPECT_TRUE(store().Load({name}));
    }
  });
  std::vector<std::jthread> writers;
  for (const std::string& name : names) {
    writers.emplace_back([&, name] {
      for (int i = 0; i < 200; ++i) {
        const bool paused = i % 2 == 0;
        EXPECT_TRUE(store().SetPaused({name}, paused));
        EXPECT_EQ(store().Load({name})->paused, paused);
      }
      --writing;
    });
  }
}

TEST_P(StoreLoad, ManyMoreVolumesThanAreKeptInMemory) {
  SpecChange change;
  for (int i = 0; i < 5000; ++i) change.volumes.push_back(SampleVolume(fmt::format("v{}", i)));
  Commit(change);
  for (int i = 0; i < 5000; ++i)
    ASSERT_EQ(store().Load({fmt::format("v{}", i)})->name.value, fmt::format("v{}", i));
  Remove("v1");
  EXPECT_TRUE(Load("v1").tombstone);
  EXPECT_FALSE(Load("v4999").tombstone);
}

TEST_P(StoreLoad, AnAttachmentThatMovesToAnotherVolumeChangesBoth) {
  Declare("a");
  Declare("b");
  Load("a");
  const auto before = store().Changed().newest();
  Commit(Declaring({}, {SampleAttachment("a-db1", "b")}));
  EXPECT_TRUE(Load("a").attachments.empty());
  EXPECT_EQ(Load("a").removedAttachments.size(), 1u);
  EXPECT_EQ(Load("b").attachments.size(), 2u);
  auto changed = store().Changed().After(before).volumes;
  std::ranges::sort(changed);
  EXPECT_EQ(changed, (std::vector<VolumeName>{{"a"}, {"b"}}));
}

TEST_P(StoreLoad, ChangedNamesTheVolumesOfEachWrite) {
  Declare("a");
  Declare("b");
  const auto before = store().Changed().newest();
  ASSERT_TRUE(store().SetPaused({"b"}, true));
  const auto batch = store().Changed().After(before);
  EXPECT_FALSE(batch.all);
  EXPECT_EQ(batch.volumes, std::vector<VolumeName>{{"b"}});
  EXPECT_TRUE(store().Changed().After(batch.upTo).volumes.empty());
}

}  // namespace
}  // namespace rexray
