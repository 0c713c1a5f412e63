// A driver that is killed at any instruction: the next call heals what it left. The helper
// functions run in the killed process itself, so that their system calls are those that are cut
// off.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "drivers/registry.h"
#include "tests/contract/driver_backend.h"
#include "tests/support/requirements.h"
#include "tests/support/syscall_crash.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class DriverCrash : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    RequireRoot();
    if (IsSkipped() || HasFatalFailure()) return;
    const ServiceConfig service{{"service"}, GetParam(), {{"root", root_}}};
    driver_ = std::move(MakeDriver(service, {*helpers_, n1_, {"boot"}}).value());
    request_ = RequestFor("vol", driver_->capabilities());
    id_ = driver_->ChosenId(request_.name, request_.uid);
  }

  void Make() {
    const auto made = driver_->Create(request_, Soon());
    ASSERT_TRUE(made) << made.error().message;
  }

  // Crashes `work` at each of its instructions in turn, and judges after each by `heal`.
  void CrashEverywhere(const std::function<void()>& prepare, const std::function<void()>& work,
                       const std::function<void()>& heal) {
    for (std::size_t stop = 1;; ++stop) {
      SCOPED_TRACE(testing::Message() << "killed at stop " << stop);
      prepare();
      const bool killed = KilledAtStop(stop, work);
      heal();
      if (HasFailure()) return;
      if (!killed) {
        EXPECT_GT(stop, 20U) << "hardly any system call was seen";
        return;
      }
    }
  }

  std::size_t LoopDevices() const {
    std::size_t count = 0;
    for (const auto& device : fs::directory_iterator("/sys/block")) {
      std::ifstream file(device.path() / "loop/backing_file");
      std::string backing;
      count += std::getline(file, backing) && backing.starts_with(root_ + "/") ? 1 : 0;
    }
    return count;
  }

  static std::size_t EntriesOf(const std::string& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  std::size_t Remains() const { return EntriesOf(root_); }

  static std::string Content(const std::string& path) {
    std::string content(std::filesystem::file_size(path), '\0');
    std::ifstream(path).read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
  }

  void DeleteAndExpectNothingLeft() {
    const auto deleted = driver_->Delete(id_, Soon());
    ASSERT_TRUE(deleted) << deleted.error().message;
    EXPECT_EQ(driver_->Inspect(id_, Soon()).error().code, Code::NotFound);
    EXPECT_EQ(Remains(), 0U);
  }

  TempFolder folder_;
  const std::string root_ = folder_ / "root";
  std::unique_ptr<Helpers> helpers_ = InlineHelpers(DriverHelperFunctions());
  const NodeName n1_{"n1"};
  std::unique_ptr<Driver> driver_;
  CreateRequest request_;
  BackendId id_;
};

TEST_P(DriverCrash, G17_CreateCutOffAnywhereThenRepeatedMakesOneWholeVolume) {
  CrashEverywhere(
      [] {}, [&] { (void)driver_->Create(request_, Soon()); },
      [&] {
        const auto seen = driver_->Inspect(id_, Soon());
        EXPECT_EQ(driver_->List(Soon())->volumes.size(), seen ? 1U : 0U);
        EXPECT_TRUE(seen ? seen->facts == request_.facts : seen.error().code == Code::NotFound);
        Make();
        const auto listing = driver_->List(Soon());
        ASSERT_EQ(listing->volumes.size(), 1U);
        EXPECT_EQ(listing->volumes[0].facts, request_.facts);
        EXPECT_EQ(listing->volumes[0].size, request_.size);
        EXPECT_EQ(Remains(), 1U) << "nothing half made is left";
        DeleteAndExpectNothingLeft();
      });
}

TEST_P(DriverCrash, AttachCutOffAnywhereThenRepeatedLeavesOneDevice) {
  Make();
  CrashEverywhere([] {}, [&] { (void)driver_->Attach(id_, n1_, kOnce, Soon()); },
                  [&] {
                    const auto seen = driver_->Inspect(id_, Soon());
                    ASSERT_TRUE(seen) << seen.error().message;
                    EXPECT_GE(seen->attachments.size(), LoopDevices()) << "no device goes unseen";
                    const auto attached = driver_->Attach(id_, n1_, kOnce, Soon());
                    ASSERT_TRUE(attached) << attached.error().message;
                    EXPECT_EQ(LoopDevices(), driver_->capabilities().block ? 1U : 0U);
                    EXPECT_EQ(driver_->Inspect(id_, Soon())->attachments, std::vector{*attached});
                    ASSERT_TRUE(driver_->Detach(id_, n1_, Soon()));
                    EXPECT_EQ(LoopDevices(), 0U);
                  });
}

TEST_P(DriverCrash, DetachCutOffAnywhereThenRepeatedLeavesNoDevice) {
  Make();
  CrashEverywhere([&] { ASSERT_TRUE(driver_->Attach(id_, n1_, kOnce, Soon())); },
                  [&] { (void)driver_->Detach(id_, n1_, Soon()); },
                  [&] {
                    const auto detached = driver_->Detach(id_, n1_, Soon());
                    ASSERT_TRUE(detached) << detached.error().message;
                    EXPECT_TRUE(driver_->Inspect(id_, Soon())->attachments.empty());
                    EXPECT_EQ(LoopDevices(), 0U);
                  });
}

TEST_P(DriverCrash, DeleteCutOffAnywhereShowsItUntilItIsDone) {
  CrashEverywhere([&] { Make(); }, [&] { (void)driver_->Delete(id_, Soon()); },
                  [&] {
                    const auto seen = driver_->Inspect(id_, Soon());
                    if (!seen) {
                      EXPECT_EQ(seen.error().code, Code::NotFound);
                      EXPECT_EQ(Remains(), 0U);
                    }
                    DeleteAndExpectNothingLeft();
                  });
}

TEST_P(DriverCrash, G01_FactsCutOffAnywhereAreTheOldOrTheNew) {
  Make();
  VolumeFacts next = request_.facts;
  next.format = {FormatPhase::Formatting, FilesystemType::Ext4, UuidV5("fs")};
  CrashEverywhere([&] { next.fencingToken = driver_->Inspect(id_, Soon())->facts->fencingToken; },
                  [&] { (void)driver_->WriteFacts(id_, next, next.fencingToken, Soon()); },
                  [&] {
                    const auto seen = driver_->Inspect(id_, Soon());
                    ASSERT_TRUE(seen && seen->facts) << "the facts are damaged";
                    const std::uint64_t token = seen->facts->fencingToken;
                    EXPECT_TRUE(token == next.fencingToken || token == next.fencingToken + 1)
                        << token;
                    EXPECT_TRUE(driver_->WriteFacts(id_, *seen->facts, token, Soon()));
                  });
}

TEST_P(DriverCrash, SnapshotCutOffAnywhereIsWholeOrNotThere) {
  if (!driver_->capabilities().snapshots) GTEST_SKIP() << "makes none";
  Make();
  const std::string image = root_ + "/" + id_.value + "/volume.img";
  std::fstream(image).seekp(2 << 20) << "data";
  const std::string data = Content(image);
  const SnapshotRequest request{id_, request_.name, {UuidV5("token")}};
  const auto expectWhole = [&](const BackendSnapshot& snapshot) {
    EXPECT_EQ(snapshot.state, SnapshotState::Available);
    EXPECT_EQ(snapshot.volume, id_);
    EXPECT_TRUE(Content(root_ + "/snapshots/" + snapshot.id.value + "/volume.img") == data);
  };
  CrashEverywhere([] {}, [&] { (void)driver_->Snapshot(request, Soon()); },
                  [&] {
                    const auto listing = driver_->ListSnapshots(Soon());
                    ASSERT_TRUE(listing) << listing.error().message;
                    EXPECT_TRUE(listing->complete);
                    ASSERT_LE(listing->snapshots.size(), 1U);
                    for (const BackendSnapshot& each : listing->snapshots) expectWhole(each);
                    EXPECT_TRUE(Content(image) == data) << "the volume is as it was";
                    const auto made = driver_->Snapshot(request, Soon());
                    ASSERT_TRUE(made) << made.error().message;
                    expectWhole(*made);
                    EXPECT_EQ(EntriesOf(root_ + "/snapshots"), 1U) << "nothing half made is left";
                    ASSERT_TRUE(driver_->DeleteSnapshot(made->id, Soon()));
                  });
}

TEST_P(DriverCrash, DeleteSnapshotCutOffAnywhereLeavesTheVolumeAndEnds) {
  if (!driver_->capabilities().snapshots) GTEST_SKIP() << "makes none";
  Make();
  const SnapshotRequest request{id_, request_.name, {UuidV5("token")}};
  SnapshotId made;
  CrashEverywhere([&] { made = driver_->Snapshot(request, Soon()).value().id; },
                  [&] { (void)driver_->DeleteSnapshot(made, Soon()); },
                  [&] {
                    const auto deleted = driver_->DeleteSnapshot(made, Soon());
                    ASSERT_TRUE(deleted) << deleted.error().message;
                    EXPECT_TRUE(driver_->ListSnapshots(Soon())->snapshots.empty());
                    EXPECT_EQ(EntriesOf(root_ + "/snapshots"), 0U);
                    EXPECT_EQ(driver_->Inspect(id_, Soon())->state, BackendState::Available);
                  });
}

INSTANTIATE_TEST_SUITE_P(Folders, DriverCrash, testing::Values("dir", "loop"),
                         [](const auto& param) { return std::string(param.param); });

}  // namespace
}  // namespace rexray
