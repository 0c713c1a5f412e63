// The simulated host holds what drivers/os/host.h promises, so that tests which rely on it prove
// something.

#include "tests/support/sim_host.h"

#include <gtest/gtest.h>

#include "tests/support/sim_locks.h"

namespace rexray {
namespace {

constexpr const char* kTarget = "/srv/pg";

CallContext Soon() { return {std::chrono::steady_clock::now() + std::chrono::seconds(30), {}, -1}; }

class SimHostTest : public testing::Test {
 protected:
  BackendId Attached(const std::string& name) {
    const BackendId id = world_->Create({{name}, {"uid-" + name}, {1 << 20}, {}})->id;
    EXPECT_TRUE(world_->Attach(id, host_.node(), AccessMode::ReadWriteOnce));
    return id;
  }
  Device DeviceOf(const BackendId& id) { return *host_.Inspect("/dev/sim/" + id.value, Soon()); }
  // Device of a volume with an ext4 of uuid "fs".
  Device FormattedDevice(const std::string& name) {
    const Device device = DeviceOf(Attached(name));
    EXPECT_TRUE(host_.Format({device, {}, "fs"}, Soon()));
    return device;
  }
  step::Mount MountOf(const Device& device) {
    return {device, FilesystemType::Ext4, "fs", kTarget, {"noatime", "discard"}};
  }
  void MountAt(const Device& device) {
    host_.MakeDirectory(kTarget);
    ASSERT_TRUE(host_.Mount(MountOf(device), Soon()));
  }

  std::shared_ptr<SimWorld> world_ = std::make_shared<SimWorld>();
  SimHost host_{world_, {"n1"}};
};

TEST_F(SimHostTest, DevicesExistWhereTheVolumeIsAttached) {
  const BackendId id = Attached("a");
  SimHost other(world_, {"n2"});
  EXPECT_TRUE(host_.Inspect("/dev/sim/" + id.value, Soon()));
  EXPECT_EQ(other.Inspect("/dev/sim/" + id.value, Soon()).error().code, Code::NotFound);
  ASSERT_TRUE(world_->Detach(id, host_.node()));
  EXPECT_EQ(host_.Inspect("/dev/sim/" + id.value, Soon()).error().code, Code::NotFound);
}

TEST_F(SimHostTest, ProbesWhatFormatsLeft) {
  const Device device = DeviceOf(Attached("a"));
  EXPECT_TRUE(host_.ProbeDevice(device, "fs", Soon())->endsAreZero);
  ASSERT_TRUE(host_.Format({device, {}, "fs"}, Soon()));
  const auto probe = host_.ProbeDevice(device, "fs", Soon());
  EXPECT_FALSE(probe->endsAreZero);
  EXPECT_EQ(probe->signatures, (std::vector<Signature>{{"ext4", "fs"}}));
  EXPECT_EQ(probe->clean, true);
  EXPECT_FALSE(host_.ProbeDevice(device, "other", Soon())->clean);
}

TEST_F(SimHostTest, G01_FormatsThatAreCutOffLeaveWhatMkfsLeaves) {
  const Device device = DeviceOf(Attached("a"));
  host_.CutFormat(SimHost::FormatCut::Garbage);
  EXPECT_EQ(host_.Format({device, {}, "fs"}, Soon()).error().code, Code::Unavailable);
  EXPECT_TRUE(host_.ProbeDevice(device, "fs", Soon())->signatures.empty());
  host_.CutFormat(SimHost::FormatCut::Unclean);
  EXPECT_FALSE(host_.Format({device, {}, "fs"}, Soon()));
  EXPECT_EQ(host_.ProbeDevice(device, "fs", Soon())->clean, false);
  EXPECT_FALSE(host_.FinishFormat({device, {}, {FormatPhase::Formatted, {}, "fs"}}, Soon()));
  EXPECT_TRUE(world_->losses().empty());
}

TEST_F(SimHostTest, MakesFoldersOnlyOnTheVolumeThatIsMountedThere) {
  const Device device = FormattedDevice("a");
  EXPECT_EQ(host_.MakeSubPath({device, kTarget, "/data"}, Soon()).error().reason,
            "IdentityMismatch");
  MountAt(device);
  EXPECT_TRUE(host_.MakeSubPath({device, kTarget, "/data"}, Soon()));
  EXPECT_TRUE(host_.MakeSubPath({device, kTarget, "/data"}, Soon()));
  host_.StrangerRemounts(kTarget, "ro", "ro");
  EXPECT_TRUE(host_.MakeSubPath({device, kTarget, "/data"}, Soon()));
  EXPECT_EQ(host_.MakeSubPath({device, kTarget, "/other"}, Soon()).error().reason,
            "FolderUnusable");
  host_.StrangerMounts(kTarget);
  EXPECT_EQ(host_.MakeSubPath({device, kTarget, "/data"}, Soon()).error().reason,
            "IdentityMismatch");
}

TEST_F(SimHostTest, FormattingOverForeignDataIsALoss) {
  const BackendId id = Attached("a");
  world_->Edit(id, [](SimVolume& volume) {
    volume.content.kind = SimContent::Kind::Foreign;
    volume.content.type = "crypto_LUKS";
  });
  ASSERT_TRUE(host_.Format({DeviceOf(id), {}, "fs"}, Soon()));
  ASSERT_EQ(world_->losses().size(), 1U);
  EXPECT_EQ(world_->losses()[0].by, "Format");
}

TEST_F(SimHostTest, G02_AReusedDeviceNameIsAnIdentityMismatch) {
  const Device device = FormattedDevice("a");
  host_.PointDevice(device.path, Attached("b"));
  for (const Error& error : {host_.ProbeDevice(device, "", Soon()).error(),
                             host_.Format({device, {}, "fs"}, Soon()).error(),
                             host_.Mount(MountOf(device), Soon()).error()}) {
    EXPECT_EQ(error.reason, "IdentityMismatch");
  }
}

TEST_F(SimHostTest, AnotherFilesystemThanExpectedIsAnIdentityMismatch) {
  const Device device = FormattedDevice("a");
  host_.MakeDirectory(kTarget);
  step::Mount mount = MountOf(device);
  mount.filesystemUuid = "other";
  EXPECT_EQ(host_.Mount(mount, Soon()).error().reason, "IdentityMismatch");
}

TEST_F(SimHostTest, G04_NeverStacksMounts) {
  const Device device = FormattedDevice("a");
  MountAt(device);
  EXPECT_EQ(host_.Mount(MountOf(device), Soon()).error().reason, "TargetMounted");
  EXPECT_EQ(host_.MountCount(kTarget), 1U);
}

TEST_F(SimHostTest, ShowsMountsAsTheKernelDoes) {
  const Device device = FormattedDevice("a");
  MountAt(device);
  const auto table = host_.Mounts();
  ASSERT_TRUE(table);
  const MountEntry& entry = (*table)->back();
  EXPECT_TRUE(host_.Shows(entry, device));
  EXPECT_FALSE(host_.Shows((*table)->front(), device));
  EXPECT_EQ(entry.options, "rw,noatime");
  EXPECT_EQ(entry.fsOptions, "rw,discard");
  EXPECT_EQ(entry.parent, (*table)->front().id);
}

TEST_F(SimHostTest, RemountsChangeTheOptions) {
  MountAt(FormattedDevice("a"));
  const auto entry = host_.Remount({kTarget, {"ro"}}, Soon());
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->options, "ro,relatime");
  EXPECT_EQ(host_.Remount({"/srv", {}}, Soon()).error().code, Code::FailedPrecondition);
}

TEST_F(SimHostTest, UnmountsTheTopmostUnlessBusy) {
  MountAt(FormattedDevice("a"));
  host_.StrangerMounts(kTarget);
  EXPECT_EQ(host_.MountCount(kTarget), 2U);
  EXPECT_TRUE(host_.Unmount(kTarget, Soon()));
  host_.SetBusy(kTarget, true);
  EXPECT_EQ(host_.Unmount(kTarget, Soon()).error().reason, "TargetBusy");
  host_.SetBusy(kTarget, false);
  EXPECT_TRUE(host_.Unmount(kTarget, Soon()));
  EXPECT_TRUE(host_.Unmount(kTarget, Soon())) << "nothing mounted is a success";
  EXPECT_EQ(host_.MountCount(kTarget), 0U);
}

TEST_F(SimHostTest, G22_AMountedVolumeCannotBeDetached) {
  const Device device = FormattedDevice("a");
  MountAt(device);
  const BackendId id = world_->Find(VolumeName{"a"})->shown.id;
  EXPECT_EQ(world_->Detach(id, host_.node()).error().code, Code::FailedPrecondition);
  ASSERT_TRUE(host_.Unmount(kTarget, Soon()));
  EXPECT_TRUE(world_->Detach(id, host_.node()));
}

TEST_F(SimHostTest, G05_TargetsAreProtectedUntilTheyAreMounted) {
  const auto missing = host_.MissingDirectories("/srv/x/y", Soon());
  ASSERT_EQ(missing, (std::vector<std::string>{"/srv/x", "/srv/x/y"}));
  EXPECT_EQ(host_.MakeTarget(*missing, Soon()), true);
  EXPECT_EQ(host_.MakeTarget(*missing, Soon()), true) << "idempotent";
  EXPECT_TRUE(host_.InspectTarget("/srv/x/y", Soon())->immutable);
  EXPECT_EQ(host_.Write("/srv/x/y", "data").error().code, Code::PermissionDenied);
  EXPECT_TRUE(host_.RemoveTarget(*missing, Soon()));
  EXPECT_EQ(host_.InspectTarget("/srv/x", Soon()).error().code, Code::NotFound);
}

TEST_F(SimHostTest, G08_DirectoriesInUseAreLeftWhereTheyAre) {
  ASSERT_TRUE(host_.MakeTarget({"/srv/x", "/srv/x/y"}, Soon()));
  host_.PutFile("/srv/x/file");
  EXPECT_TRUE(host_.RemoveTarget({"/srv/x", "/srv/x/y"}, Soon()));
  EXPECT_FALSE(host_.InspectTarget("/srv/x", Soon())->empty);
  EXPECT_FALSE(host_.InspectTarget("/srv/x/y", Soon()));
}

TEST_F(SimHostTest, LinksAndFilesInAPathAreRefused) {
  host_.PutSymlink("/srv/link");
  host_.PutFile("/srv/file");
  EXPECT_FALSE(host_.MissingDirectories("/srv/link/x", Soon()));
  EXPECT_FALSE(host_.MissingDirectories("/srv/file", Soon()));
  EXPECT_FALSE(host_.InspectTarget("/srv/file", Soon())->directory);
}

TEST_F(SimHostTest, WhatIsWrittenIsInTheVolumeNotInTheDirectory) {
  MountAt(FormattedDevice("a"));
  ASSERT_TRUE(host_.Write(kTarget, "precious"));
  EXPECT_EQ(host_.Read(kTarget), "precious");
  host_.StrangerUnmounts(kTarget);
  EXPECT_EQ(host_.Read(kTarget), std::nullopt);
  EXPECT_TRUE(host_.InspectTarget(kTarget, Soon())->empty);
}

TEST_F(SimHostTest, ADirectoryInAVolumeGoesWithItsMount) {
  MountAt(FormattedDevice("a"));
  ASSERT_TRUE(host_.MakeTarget({"/srv/pg/child"}, Soon()));
  host_.StrangerUnmounts(kTarget);
  EXPECT_EQ(host_.InspectTarget("/srv/pg/child", Soon()).error().code, Code::NotFound);
  MountAt(DeviceOf(world_->Find(VolumeName{"a"})->shown.id));
  EXPECT_TRUE(host_.InspectTarget("/srv/pg/child", Soon()));
}

TEST_F(SimHostTest, ARebootTakesMountsAndAttachmentsAndGivesANewBootId) {
  MountAt(FormattedDevice("a"));
  const BootId before = host_.boot();
  host_.Reboot();
  EXPECT_NE(host_.boot(), before);
  EXPECT_EQ(host_.MountCount(kTarget), 0U);
  EXPECT_TRUE(world_->Find(VolumeName{"a"})->shown.attachments.empty());
}

TEST_F(SimHostTest, DirectoryVolumesAreBoundNotMounted) {
  SimOptions options;
  options.block = false;
  auto world = std::make_shared<SimWorld>(options);
  SimHost host(world, {"n1"});
  const BackendId id = world->Create({{"a"}, {"uid-a"}, {}, {}})->id;
  const auto attached = world->Attach(id, {"n1"}, AccessMode::ReadWriteOnce);
  const auto device = host.Inspect(attached->device, Soon());
  ASSERT_TRUE(device);
  host.MakeDirectory(kTarget);
  const auto entry = host.Mount({*device, FilesystemType::None, "", kTarget, {}}, Soon());
  ASSERT_TRUE(entry);
  EXPECT_TRUE(host.Shows(*entry, *device));
  EXPECT_EQ(entry->root, "/sim/" + id.value);
  EXPECT_TRUE(host.Write(kTarget, "x"));
  EXPECT_EQ(world->Find(id)->content.data, "x");
}

// A node that lost the volume while it was mounted, and does not know yet.
class SimOldHolder : public testing::Test {
 protected:
  void SetUp() override {
    id_ = world_->Create({{"a"}, {"uid-a"}, {1 << 20}, {}})->id;
    Device device = Attach(host_);
    ASSERT_TRUE(host_.Format({device, {}, "fs"}, Soon()));
    ASSERT_TRUE(host_.FinishFormat({device, {}, {FormatPhase::Formatted, {}, "fs"}}, Soon()));
    Mount(host_, device);
    ASSERT_TRUE(host_.Write(kTarget, "first"));
  }

  Device Attach(SimHost& host, AccessMode mode = AccessMode::ReadWriteOnce) {
    const auto attached = world_->Attach(id_, host.node(), mode);
    EXPECT_TRUE(attached) << attached.error().message;
    return *host.Inspect(attached->device, Soon());
  }
  static void Mount(SimHost& host, const Device& device) {
    host.MakeDirectory(kTarget);
    const auto mounted = host.Mount({device, FilesystemType::Ext4, "fs", kTarget, {}}, Soon());
    ASSERT_TRUE(mounted) << mounted.error().message;
  }
  static SimOptions Options() {
    SimOptions options;
    options.accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany};
    options.forceDetach = true;
    return options;
  }

  std::shared_ptr<SimWorld> world_ = std::make_shared<SimWorld>(Options());
  SimHost host_{world_, {"n1"}};
  SimHost other_{world_, {"n2"}};
  BackendId id_;
};

TEST_F(SimOldHolder, G45_WritesNothingMore) {
  ASSERT_TRUE(world_->ForceDetach(id_, host_.node()));
  Mount(other_, Attach(other_));
  ASSERT_TRUE(other_.Write(kTarget, "second"));
  EXPECT_FALSE(host_.Write(kTarget, "late"));
  EXPECT_EQ(world_->refusedWrites().size(), 1U);
  EXPECT_EQ(world_->Find(id_)->content.data, "second");
  EXPECT_TRUE(world_->losses().empty());
}

TEST_F(SimOldHolder, G45_WritesNothingThroughItsOldMountWhenItHasTheVolumeAgain) {
  ASSERT_TRUE(world_->ForceDetach(id_, host_.node()));
  const Device again = Attach(host_);
  EXPECT_FALSE(host_.Shows((*host_.Mounts())->back(), again)) << "that shows a dead device";
  EXPECT_FALSE(host_.Write(kTarget, "late"));
  EXPECT_EQ(world_->Find(id_)->content.data, "first");
  ASSERT_TRUE(host_.Unmount(kTarget, Soon()));
  Mount(host_, again);
  EXPECT_TRUE(host_.Write(kTarget, "again"));
}

TEST_F(SimOldHolder, G45_WritesNothingWhileItIsFenced) {
  world_->SetHolder(host_.node(), HolderState::Fenced);
  EXPECT_FALSE(host_.Write(kTarget, "late"));
  EXPECT_EQ(world_->refusedWrites().size(), 1U);
  EXPECT_EQ(world_->Find(id_)->content.data, "first");
}

TEST_F(SimOldHolder, G45_TwoMountsThatWriteAreALoss) {
  world_->AttachBehind(id_, other_.node(), AccessMode::ReadWriteOnce);
  Mount(other_, *other_.Inspect("/dev/sim/" + id_.value, Soon()));
  ASSERT_EQ(world_->losses().size(), 1U);
  EXPECT_EQ(world_->losses()[0].by, "Use");
}

TEST_F(SimOldHolder, ReadersMountReadOnlyOrNotAtAll) {
  ASSERT_TRUE(world_->ForceDetach(id_, host_.node()));
  const Device device = Attach(other_, AccessMode::ReadOnlyMany);
  EXPECT_TRUE(device.readOnly);
  other_.MakeDirectory(kTarget);
  const step::Mount mount{device, FilesystemType::Ext4, "fs", kTarget, {}};
  EXPECT_FALSE(other_.Mount(mount, Soon()));
  step::Mount readOnly = mount;
  readOnly.options = {"ro"};
  EXPECT_TRUE(other_.Mount(readOnly, Soon()));
  EXPECT_EQ(other_.Write(kTarget, "x").error().code, Code::PermissionDenied);
}

TEST(SimLocksTest, AreHeldUntilTheLastHolderIsGone) {
  SimLocks locks;
  auto held = locks.TryLock({"u"});
  ASSERT_TRUE(held);
  EXPECT_EQ(locks.TryLock({"u"}).error().reason, "OperationRunning");
  EXPECT_TRUE(locks.TryLock({"other"}));
  held->reset();
  EXPECT_TRUE(locks.TryLock({"u"}));
}

}  // namespace
}  // namespace rexray
