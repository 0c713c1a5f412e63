// What drivers/driver.h promises, held against the drivers of what a host has anyway.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "drivers/registry.h"
#include "tests/support/command.h"
#include "tests/support/driver_calls.h"
#include "tests/support/loop_device.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using testing::HasSubstr;

class Existing : public testing::Test {
 protected:
  void SetUp() override { RequireRoot(); }

  std::unique_ptr<Driver> Make(const std::string& driver, const NodeName& node = {"n1"}) {
    return std::move(MakeDriver({{"host"}, driver, {}}, {*helpers_, node, {"boot"}}).value());
  }
  static std::string NewUuid() {
    std::string uuid;
    std::getline(std::ifstream("/proc/sys/kernel/random/uuid"), uuid);
    return uuid;
  }
  std::string Image(const std::string& name, const std::string& uuid) {
    const std::string file = SparseFile(folder_ / name, 16 << 20);
    const auto made = RunCommand({"mkfs.ext4", "-q", "-F", "-L", "data", "-U", uuid, file});
    EXPECT_EQ(made.exitCode, 0) << made;
    return file;
  }
  static std::string ContentOf(const std::string& path) {
    return RunCommand({"sha256sum", path}).out.substr(0, 64);
  }
  static std::vector<BackendVolume> ShownBy(Driver& driver, const BackendId& id) {
    const auto listing = driver.List(Soon());
    EXPECT_TRUE(listing) << listing.error().message;
    std::vector<BackendVolume> shown;
    std::ranges::copy_if(listing->volumes, std::back_inserter(shown),
                         [&](const BackendVolume& each) { return each.id == id; });
    return shown;
  }

  TempFolder folder_;
  std::unique_ptr<Helpers> helpers_ = std::move(StartHelpers(DriverHelperFunctions(), 2).value());
};

TEST_F(Existing, ADeviceIsToldByItsFilesystem) {
  const std::string uuid = NewUuid();
  const LoopDevice loop(Image("disk", uuid));
  const BackendId id{"UUID=" + uuid};
  const auto driver = Make("device");
  const auto volume = driver->Inspect(id, Soon());
  ASSERT_TRUE(volume) << volume.error().message;
  EXPECT_EQ(volume->id, id);
  EXPECT_EQ(volume->state, BackendState::Available);
  EXPECT_EQ(volume->size.value, 16U << 20);
  EXPECT_TRUE(volume->identity.value.starts_with("loop:")) << volume->identity.value;
  EXPECT_EQ(volume->tags.at("LABEL"), "data");
  EXPECT_EQ(volume->tags.at("TYPE"), "ext4");
  EXPECT_FALSE(volume->facts) << "nothing is known of it, and nothing is written to it";
  EXPECT_EQ(ShownBy(*driver, id), std::vector{*volume});
}

TEST_F(Existing, AttachingOnlyTellsWhereItIs) {
  const std::string uuid = NewUuid();
  const LoopDevice loop(Image("disk", uuid));
  const BackendId id{"UUID=" + uuid};
  const auto driver = Make("device");
  for (int i = 0; i < 3; ++i) {
    const auto attached = driver->Attach(id, {"n1"}, AccessMode::ReadWriteOnce, Soon());
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_EQ(attached->device, loop.path());
    EXPECT_TRUE(driver->Detach(id, {"n1"}, Soon()));
    EXPECT_EQ(driver->Inspect(id, Soon())->attachments, std::vector{*attached});
  }
  EXPECT_EQ(driver->Attach(id, {"n2"}, AccessMode::ReadWriteOnce, Soon()).error().code,
            Code::FailedPrecondition);
  EXPECT_EQ(driver->Attach(id, {"n1"}, AccessMode::ReadOnlyMany, Soon()).error().code,
            Code::InvalidArgument);
}

TEST_F(Existing, G02_AUuidThatTwoDevicesCarryIsNeverPicked) {
  const std::string uuid = NewUuid();
  const LoopDevice loop(Image("disk", uuid));
  const BackendId id{"UUID=" + uuid};
  const auto driver = Make("device");
  {
    std::filesystem::copy_file(folder_ / "disk", folder_ / "twin");
    const LoopDevice twin(folder_ / "twin");
    const auto refused = driver->Inspect(id, Soon());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::FailedPrecondition) << "which is no proof of absence";
    EXPECT_EQ(refused.error().reason, "AmbiguousName");
    EXPECT_THAT(refused.error().message, HasSubstr(loop.path()));
    EXPECT_THAT(refused.error().message, HasSubstr(twin.path()));
    EXPECT_FALSE(driver->Attach(id, {"n1"}, AccessMode::ReadWriteOnce, Soon()));
    const auto shown = ShownBy(*driver, id);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown.front().state, BackendState::Unreadable);
    EXPECT_TRUE(shown.front().attachments.empty());
  }
  EXPECT_TRUE(driver->Inspect(id, Soon())) << "alone again, it is meant";
}

TEST_F(Existing, G44_ADeviceHasOneIdWhateverItIsCalled) {
  const std::string uuid = NewUuid();
  const LoopDevice loop(Image("disk", uuid));
  const auto driver = Make("device");
  const std::string identity = driver->Inspect({"UUID=" + uuid}, Soon())->identity.value;
  for (const std::string& other : {loop.path(), "ID=" + identity}) {
    const auto refused = driver->Inspect({other}, Soon());
    ASSERT_FALSE(refused) << other;
    EXPECT_EQ(refused.error().code, Code::FailedPrecondition) << other;
    EXPECT_THAT(refused.error().message, HasSubstr("UUID=" + uuid)) << other;
  }
}

TEST_F(Existing, WhatNoDeviceIsIsProvenAbsent) {
  EXPECT_EQ(Make("device")->Inspect({"UUID=" + NewUuid()}, Soon()).error().code, Code::NotFound);
}

TEST_F(Existing, ADeviceWithoutAnythingIsToldByTheKernel) {
  const LoopDevice loop(SparseFile(folder_ / "blank", 8 << 20));
  const auto driver = Make("device");
  const auto listing = driver->List(Soon());
  ASSERT_TRUE(listing) << listing.error().message;
  const auto found = std::ranges::find_if(listing->volumes, [&](const BackendVolume& each) {
    return !each.attachments.empty() && each.attachments.front().device == loop.path();
  });
  ASSERT_NE(found, listing->volumes.end());
  EXPECT_EQ(found->id.value, "ID=" + found->identity.value);
  EXPECT_EQ(driver->Inspect(found->id, Soon()), *found);
}

TEST_F(Existing, WhatServesOthersIsNoVolume) {
  const std::string swap = SparseFile(folder_ / "swap", 8 << 20);
  ASSERT_TRUE(RunCommand({"mkswap", swap}).ok());
  std::filesystem::create_directory(folder_ / "pg--1");
  const std::string ours = Image("pg--1/volume.img", NewUuid());
  std::ofstream(folder_ / "pg--1/facts.json") << "{}";
  const LoopDevice first(swap);
  const LoopDevice second(ours);
  const auto listing = Make("device")->List(Soon());
  ASSERT_TRUE(listing.has_value()) << listing.error().message;
  for (const BackendVolume& each : listing->volumes) {
    for (const BackendAttachment& attachment : each.attachments) {
      EXPECT_NE(attachment.device, first.path()) << "swap";
      EXPECT_NE(attachment.device, second.path()) << "the loop driver's";
    }
  }
}

TEST_F(Existing, G34_NothingIsMadeChangedOrDeleted) {
  const std::string uuid = NewUuid();
  const LoopDevice loop(Image("disk", uuid));
  const BackendId id{"UUID=" + uuid};
  const std::string before = ContentOf(loop.path());
  for (const char* kind : {"device", "folder"}) {
    const auto driver = Make(kind);
    EXPECT_FALSE(driver->capabilities().creates);
    EXPECT_TRUE(driver->ChosenId({"pg"}, {"uid"}).empty());
    EXPECT_EQ(driver->Create(RequestFor("pg", 0), Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->Delete(id, Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->Expand(id, {32 << 20}, Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->ResizeDevice(id, {"n1"}, Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->WriteFacts(id, {}, 0, Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->Snapshot({id, {"pg"}, {"token"}}, Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->ListSnapshots(Soon()).error().code, Code::Unimplemented);
    EXPECT_EQ(driver->ForceDetach(id, {"n2"}, Soon()).error().code, Code::Unimplemented);
  }
  EXPECT_EQ(ContentOf(loop.path()), before);
}

TEST_F(Existing, AFolderIsToldByItsPathWithoutDetours) {
  const std::string folder = folder_ / "data";
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink(folder, folder_ / "link");
  std::ofstream(folder_ / "file") << "text";
  const auto driver = Make("folder");
  const auto volume = driver->Inspect({folder}, Soon());
  ASSERT_TRUE(volume) << volume.error().message;
  EXPECT_EQ(volume->attachments.front().device, folder);
  EXPECT_TRUE(volume->identity.value.starts_with("dir:"));
  EXPECT_EQ(driver->Inspect({folder_ / "gone"}, Soon()).error().code, Code::NotFound);
  for (const std::string& other : {folder_ / "link", folder_ / "file", folder + "/",
                                   folder + "/../data", std::string("data")}) {
    EXPECT_EQ(driver->Inspect({other}, Soon()).error().code, Code::FailedPrecondition) << other;
  }
  EXPECT_EQ(driver->List(Soon())->complete, true);
}

TEST_F(Existing, ACallWhoseTimeIsOverIsNotBegun) {
  EXPECT_EQ(Make("device")->List({std::chrono::steady_clock::now(), {}, -1}).error().code,
            Code::DeadlineExceeded);
}

}  // namespace
}  // namespace rexray
