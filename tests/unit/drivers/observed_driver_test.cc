#include "drivers/observed_driver.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rexray {
namespace {

// Answers every call with an error that names it, and takes a time that can be seen.
class RefusingDriver : public Driver {
 public:
  RefusingDriver() { capabilities_.block = false; }

  const Capabilities& capabilities() const override { return capabilities_; }
  BackendId ChosenId(const VolumeName& name, const VolumeUid&) const override {
    return {"id-" + name.value};
  }
  Result<BackendVolume> Create(const CreateRequest&, const CallContext&) override {
    return Refuse("create");
  }
  Result<BackendVolume> Inspect(const BackendId& id, const CallContext&) override {
    BackendVolume volume;
    volume.id = id;
    return volume;
  }
  Result<Listing> List(const CallContext&) override { return Refuse("list"); }
  Result<BackendAttachment> Attach(const BackendId&, const NodeName&, AccessMode,
                                   const CallContext&) override {
    return Refuse("attach");
  }
  Result<void> Detach(const BackendId&, const NodeName&, const CallContext&) override { return {}; }
  Result<void> ForceDetach(const BackendId&, const NodeName&, const CallContext&) override {
    return Refuse("force");
  }
  Result<void> Delete(const BackendId&, const CallContext&) override { return Refuse("delete"); }
  Result<void> Expand(const BackendId&, Bytes, const CallContext&) override {
    return Refuse("expand");
  }
  Result<void> Modify(const BackendId&, const ModifyRequest&, const CallContext&) override {
    return Refuse("modify");
  }
  Result<void> ResizeDevice(const BackendId&, const NodeName&, const CallContext&) override {
    return {};
  }
  Result<VolumeFacts> WriteFacts(const BackendId&, const VolumeFacts&, std::uint64_t,
                                 const CallContext&) override {
    return Refuse("facts");
  }
  Result<BackendSnapshot> Snapshot(const SnapshotRequest&, const CallContext&) override {
    return Refuse("snapshot");
  }
  Result<SnapshotListing> ListSnapshots(const CallContext&) override { return SnapshotListing{}; }
  Result<void> DeleteSnapshot(const SnapshotId&, const CallContext&) override { return {}; }

 private:
  static std::unexpected<Error> Refuse(const char* what) { return Fail(Code::Unavailable, what); }

  Capabilities capabilities_;
};

class ObservedDriver : public testing::Test {
 protected:
  std::vector<std::string> calls;
  std::unique_ptr<Driver> driver = ObserveDriver(
      std::make_unique<RefusingDriver>(),
      [this](std::string_view method, std::string_view code, std::chrono::nanoseconds duration) {
        EXPECT_GE(duration.count(), 0);
        calls.push_back(std::string(method) + " " + std::string(code));
      });
  CallContext context;
};

TEST_F(ObservedDriver, AnswersAsTheDriverItWraps) {
  EXPECT_FALSE(driver->capabilities().block);
  EXPECT_EQ(driver->ChosenId({"pg"}, {"uid"}).value, "id-pg");
  EXPECT_EQ(driver->Inspect({"a"}, context)->id.value, "a");
  EXPECT_EQ(driver->Attach({"a"}, {"n"}, AccessMode::ReadWriteOnce, context).error().message,
            "attach");
}

TEST_F(ObservedDriver, TellsEveryCallIntoTheBackendWithItsCode) {
  (void)driver->Create({}, context);
  (void)driver->Inspect({"a"}, context);
  (void)driver->List(context);
  (void)driver->Attach({"a"}, {"n"}, AccessMode::ReadWriteOnce, context);
  (void)driver->Detach({"a"}, {"n"}, context);
  (void)driver->ForceDetach({"a"}, {"n"}, context);
  (void)driver->Delete({"a"}, context);
  (void)driver->Modify({"a"}, {}, context);
  (void)driver->WriteFacts({"a"}, {}, 0, context);
  (void)driver->Snapshot({}, context);
  (void)driver->ListSnapshots(context);
  (void)driver->DeleteSnapshot({"s"}, context);
  const std::vector<std::string> expected = {"Create Unavailable",
                                             "Inspect OK",
                                             "List Unavailable",
                                             "Attach Unavailable",
                                             "Detach OK",
                                             "ForceDetach Unavailable",
                                             "Delete Unavailable",
                                             "Modify Unavailable",
                                             "WriteFacts Unavailable",
                                             "Snapshot Unavailable",
                                             "ListSnapshots OK",
                                             "DeleteSnapshot OK"};
  EXPECT_EQ(calls, expected);
}

TEST_F(ObservedDriver, QuestionsThatReachNoBackendAreNoCalls) {
  (void)driver->capabilities();
  (void)driver->ChosenId({"pg"}, {"uid"});
  EXPECT_TRUE(calls.empty());
}

}  // namespace
}  // namespace rexray
