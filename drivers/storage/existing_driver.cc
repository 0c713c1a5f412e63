#include "drivers/storage/existing_driver.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/storage/existing_functions.h"
#include "drivers/storage/sharing.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

class ExistingDriver : public Driver {
 public:
  ExistingDriver(Helpers& helpers, std::string kind, Capabilities capabilities, NodeName node)
      : helpers_(helpers),
        kind_(std::move(kind)),
        capabilities_(std::move(capabilities)),
        node_(std::move(node)) {}

  const Capabilities& capabilities() const override { return capabilities_; }

  BackendId ChosenId(const VolumeName&, const VolumeUid&) const override { return {}; }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext&) override {
    return Fail(Code::Unimplemented,
                fmt::format("driver {} makes no volumes: name an existing one for {} by adopt.id",
                            kind_, request.name.value));
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    REXRAY_ASSIGN(const json answer, Call(kind_ == "device" ? kInspectDevice : kInspectFolder,
                                          {{"id", id.value}, {"node", node_.value}}, context));
    return ReadJson<BackendVolume>(answer);
  }

  Result<Listing> List(const CallContext& context) override {
    if (kind_ != "device") return Listing{true, {}};
    REXRAY_ASSIGN(const json answer, Call(kListDevices, {{"node", node_.value}}, context));
    return ReadJson<Listing>(answer);
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    REXRAY_TRY(CheckAccessMode(capabilities_, id, mode));
    if (node != node_) return OtherNode(id, node);
    REXRAY_ASSIGN(const BackendVolume volume, Inspect(id, context));
    if (!volume.attachments.empty()) return volume.attachments.front();
    return Fail(Code::Unavailable, fmt::format("{} could not be looked at", id.value));
  }

  // There is nothing to take away.
  Result<void> Detach(const BackendId&, const NodeName&, const CallContext&) override { return {}; }

  Result<void> ForceDetach(const BackendId& id, const NodeName&, const CallContext&) override {
    return NoForceDetach(id);
  }

  Result<void> Delete(const BackendId& id, const CallContext&) override {
    return Fail(Code::Unimplemented,
                fmt::format("driver {} did not make {} and never deletes it: delete it by hand, "
                            "with reclaimPolicy: Retain on its Volume",
                            kind_, id.value));
  }

  Result<void> Expand(const BackendId&, Bytes, const CallContext&) override {
    return NoExpansion("driver " + kind_);
  }
  Result<void> ResizeDevice(const BackendId&, const NodeName&, const CallContext&) override {
    return NoExpansion("driver " + kind_);
  }

  Result<void> Modify(const BackendId&, const ModifyRequest&, const CallContext&) override {
    return NoModification("driver " + kind_);
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts&, std::uint64_t,
                                 const CallContext&) override {
    return Fail(Code::Unimplemented,
                fmt::format("driver {} writes nothing to {}", kind_, id.value));
  }

  Result<BackendSnapshot> Snapshot(const SnapshotRequest&, const CallContext&) override {
    return NoSnapshots("driver " + kind_);
  }
  Result<SnapshotListing> ListSnapshots(const CallContext&) override {
    return NoSnapshots("driver " + kind_);
  }
  Result<void> DeleteSnapshot(const SnapshotId&, const CallContext&) override {
    return NoSnapshots("driver " + kind_);
  }

 private:
  Result<json> Call(std::string_view function, const json& arguments, const CallContext& context) {
    if (context.stop.stop_requested() || std::chrono::steady_clock::now() >= context.deadline) {
      return Fail(Code::DeadlineExceeded,
                  fmt::format("{} was not begun: its time was over", function));
    }
    return helpers_.Call(function, arguments, context);
  }

  std::unexpected<Error> OtherNode(const BackendId& id, const NodeName& node) const {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is a {} of node {} and of no other; {} cannot have it", id.value,
                            kind_, node_.value, node.value),
                "AttachedElsewhere");
  }

  Helpers& helpers_;
  const std::string kind_;
  const Capabilities capabilities_;
  const NodeName node_;
};

Capabilities CapabilitiesOfExisting(bool block) {
  Capabilities capabilities;
  capabilities.block = block;
  capabilities.sized = false;
  capabilities.keepsFacts = false;
  capabilities.creates = false;
  capabilities.create = CreateIdempotency::ListingOnly;
  return capabilities;
}

}  // namespace

std::unique_ptr<Driver> MakeDeviceDriver(Helpers& helpers, const NodeName& node) {
  return std::make_unique<ExistingDriver>(helpers, "device", CapabilitiesOfExisting(true), node);
}

std::unique_ptr<Driver> MakeHostFolderDriver(Helpers& helpers, const NodeName& node) {
  return std::make_unique<ExistingDriver>(helpers, "folder", CapabilitiesOfExisting(false), node);
}

}  // namespace rexray
