#include "drivers/observed_driver.h"

#include <utility>

namespace rexray {
namespace {

template <class Call>
auto Timed(const DriverCallReport& report, std::string_view method, const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  auto result = call();
  report(method, result.has_value() ? "OK" : ToString(result.error().code),
         std::chrono::steady_clock::now() - start);
  return result;
}

class ObservedDriver : public Driver {
 public:
  ObservedDriver(std::unique_ptr<Driver> driver, DriverCallReport report)
      : driver_(std::move(driver)), report_(std::move(report)) {}

  const Capabilities& capabilities() const override { return driver_->capabilities(); }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const override {
    return driver_->ChosenId(name, uid);
  }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext& context) override {
    return Timed(report_, "Create", [&] { return driver_->Create(request, context); });
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    return Timed(report_, "Inspect", [&] { return driver_->Inspect(id, context); });
  }

  Result<Listing> List(const CallContext& context) override {
    return Timed(report_, "List", [&] { return driver_->List(context); });
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    return Timed(report_, "Attach", [&] { return driver_->Attach(id, node, mode, context); });
  }

  Result<void> Detach(const BackendId& id, const NodeName& node,
                      const CallContext& context) override {
    return Timed(report_, "Detach", [&] { return driver_->Detach(id, node, context); });
  }

  Result<void> ForceDetach(const BackendId& id, const NodeName& node,
                           const CallContext& context) override {
    return Timed(report_, "ForceDetach", [&] { return driver_->ForceDetach(id, node, context); });
  }

  Result<void> Delete(const BackendId& id, const CallContext& context) override {
    return Timed(report_, "Delete", [&] { return driver_->Delete(id, context); });
  }

  Result<void> Expand(const BackendId& id, Bytes size, const CallContext& context) override {
    return Timed(report_, "Expand", [&] { return driver_->Expand(id, size, context); });
  }

  Result<void> ResizeDevice(const BackendId& id, const NodeName& node,
                            const CallContext& context) override {
    return Timed(report_, "ResizeDevice", [&] { return driver_->ResizeDevice(id, node, context); });
  }

  Result<void> Modify(const BackendId& id, const ModifyRequest& request,
                      const CallContext& context) override {
    return Timed(report_, "Modify", [&] { return driver_->Modify(id, request, context); });
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken, const CallContext& context) override {
    return Timed(report_, "WriteFacts",
                 [&] { return driver_->WriteFacts(id, facts, expectedToken, context); });
  }

  Result<BackendSnapshot> Snapshot(const SnapshotRequest& request,
                                   const CallContext& context) override {
    return Timed(report_, "Snapshot", [&] { return driver_->Snapshot(request, context); });
  }

  Result<SnapshotListing> ListSnapshots(const CallContext& context) override {
    return Timed(report_, "ListSnapshots", [&] { return driver_->ListSnapshots(context); });
  }

  Result<void> DeleteSnapshot(const SnapshotId& id, const CallContext& context) override {
    return Timed(report_, "DeleteSnapshot", [&] { return driver_->DeleteSnapshot(id, context); });
  }

 private:
  const std::unique_ptr<Driver> driver_;
  const DriverCallReport report_;
};

}  // namespace

std::unique_ptr<Driver> ObserveDriver(std::unique_ptr<Driver> driver, DriverCallReport report) {
  return std::make_unique<ObservedDriver>(std::move(driver), std::move(report));
}

}  // namespace rexray
