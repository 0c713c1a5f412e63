#include "drivers/storage/folder_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "drivers/storage/sharing.h"
#include "drivers/storage/volume_folder.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

Result<void> CheckFits(const Capabilities& capabilities, const std::string& volume, Bytes size) {
  if (size >= capabilities.minimumSize && size.value % capabilities.sizeStep.value == 0) return {};
  return Fail(Code::InvalidArgument,
              fmt::format("volume {}: {} is no size here; give at least {}, in steps of {}", volume,
                          ToString(size), ToString(capabilities.minimumSize),
                          ToString(capabilities.sizeStep)));
}

Result<void> CheckSize(const Capabilities& capabilities, const CreateRequest& request) {
  const std::uint64_t size = request.size.value;
  if (!capabilities.sized) {
    if (size == 0) return {};
    return Fail(Code::InvalidArgument, fmt::format("volume {}: volumes of this service are folders "
                                                   "and have no size; leave it out",
                                                   request.name.value));
  }
  if (request.source && size == 0) return {};  // the snapshot's
  return CheckFits(capabilities, request.name.value, request.size);
}

class FolderDriver : public Driver {
 public:
  FolderDriver(Helpers& helpers, FolderService service)
      : helpers_(helpers), service_(std::move(service)) {}

  const Capabilities& capabilities() const override { return service_.capabilities; }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const override {
    return FolderId(name, uid);
  }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext& context) override {
    if (request.source) REXRAY_TRY(CheckSnapshots());
    REXRAY_TRY(CheckSize(service_.capabilities, request));
    json arguments = For(FolderId(request.name, request.uid));
    arguments["size"] = request.size.value;
    arguments["facts"] = ToJson(request.facts);
    if (request.source) arguments["source"] = request.source->value;
    REXRAY_ASSIGN(const json answer, Call("create", std::move(arguments), context));
    return ReadJson<BackendVolume>(answer);
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    REXRAY_ASSIGN(const json answer, Call("inspect", For(id), context));
    return ReadJson<BackendVolume>(answer);
  }

  Result<Listing> List(const CallContext& context) override {
    REXRAY_ASSIGN(const json answer, Call("list", Asker(), context));
    return ReadJson<Listing>(answer);
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    REXRAY_TRY(CheckAccessMode(service_.capabilities, id, mode));
    if (node != service_.node) return OtherNode(id, node, "attach it to");
    json arguments = For(id);
    arguments["accessMode"] = ToString(mode);
    REXRAY_ASSIGN(const json answer, Call("attach", std::move(arguments), context));
    return ReadJson<BackendAttachment>(answer);
  }

  Result<void> Detach(const BackendId& id, const NodeName& node,
                      const CallContext& context) override {
    if (node != service_.node) {
      REXRAY_ASSIGN(const bool attached, IsOn(id, node, context));
      if (attached) return OtherNode(id, node, "detach it from");
      return {};
    }
    REXRAY_TRY(Call("detach", For(id), context));
    return {};
  }

  Result<void> ForceDetach(const BackendId& id, const NodeName& node,
                           const CallContext& context) override {
    if (node == service_.node) return CheckNotHere(id, context);
    json arguments = For(id);
    arguments["holder"] = node.value;
    REXRAY_TRY(Call("forceDetach", std::move(arguments), context));
    return {};
  }

  Result<void> Delete(const BackendId& id, const CallContext& context) override {
    REXRAY_TRY(Call("delete", For(id), context));
    return {};
  }

  Result<void> Expand(const BackendId& id, Bytes size, const CallContext& context) override {
    if (!service_.capabilities.expand) return NoExpansion("driver " + service_.kind);
    REXRAY_TRY(CheckFits(service_.capabilities, id.value, size));
    json arguments = For(id);
    arguments["size"] = size.value;
    REXRAY_TRY(Call("expand", std::move(arguments), context));
    return {};
  }

  Result<void> ResizeDevice(const BackendId& id, const NodeName& node,
                            const CallContext& context) override {
    if (!service_.capabilities.expand) return NoExpansion("driver " + service_.kind);
    if (node != service_.node) return OtherNode(id, node, "resize the device of");
    REXRAY_TRY(Call("resizeDevice", For(id), context));
    return {};
  }

  Result<void> Modify(const BackendId&, const ModifyRequest&, const CallContext&) override {
    return NoModification("driver " + service_.kind);
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken, const CallContext& context) override {
    json arguments = For(id);
    arguments["facts"] = ToJson(facts);
    arguments["expectedToken"] = expectedToken;
    REXRAY_ASSIGN(const json answer, Call("writeFacts", std::move(arguments), context));
    return ReadJson<VolumeFacts>(answer);
  }

  Result<BackendSnapshot> Snapshot(const SnapshotRequest& request,
                                   const CallContext& context) override {
    REXRAY_TRY(CheckSnapshots());
    json arguments = For(request.volume);
    arguments["name"] = request.name.value;
    arguments["token"] = request.token.value;
    if (request.mounted) {
      arguments["mounted"] = {{"target", request.mounted->target},
                              {"device", ToJson(request.mounted->device)},
                              {"leftFrozen", request.mounted->leftFrozen}};
    }
    REXRAY_ASSIGN(const json answer, Call("snapshot", std::move(arguments), context));
    return ReadJson<BackendSnapshot>(answer);
  }

  Result<SnapshotListing> ListSnapshots(const CallContext& context) override {
    REXRAY_TRY(CheckSnapshots());
    REXRAY_ASSIGN(const json answer, Call("listSnapshots", Asker(), context));
    return ReadJson<SnapshotListing>(answer);
  }

  Result<void> DeleteSnapshot(const SnapshotId& id, const CallContext& context) override {
    REXRAY_TRY(CheckSnapshots());
    REXRAY_TRY(Call("deleteSnapshot", For(BackendId{id.value}), context));
    return {};
  }

 private:
  Result<void> CheckSnapshots() const {
    if (service_.capabilities.snapshots) return {};
    return NoSnapshots("driver " + service_.kind);
  }

  json Asker() const {
    return {{"kind", service_.kind},
            {"root", service_.root},
            {"node", service_.node.value},
            {"boot", service_.boot.value}};
  }

  json For(const BackendId& id) const {
    json arguments = Asker();
    arguments["id"] = id.value;
    return arguments;
  }

  Result<json> Call(std::string_view method, const json& arguments, const CallContext& context) {
    if (context.stop.stop_requested() || std::chrono::steady_clock::now() >= context.deadline) {
      return Fail(Code::DeadlineExceeded,
                  fmt::format("{} of {} was not begun: its time was over", method, service_.root));
    }
    return helpers_.Call(fmt::format("folder.{}", method), arguments, context);
  }

  std::unexpected<Error> OtherNode(const BackendId& id, const NodeName& node, const char* what) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {}: only the daemon of node {} can {} that node; this is {}",
                            id.value, node.value, what, service_.node.value));
  }

  // Another node's device is out of reach; whether it has one can be told from here.
  Result<bool> IsOn(const BackendId& id, const NodeName& node, const CallContext& context) {
    const auto volume = Inspect(id, context);
    if (!volume && volume.error().code == Code::NotFound) return false;
    if (!volume) return std::unexpected(volume.error());
    return std::ranges::find(volume->attachments, node, &BackendAttachment::node) !=
           volume->attachments.end();
  }

  // This node can help itself, and then loses nothing.
  Result<void> CheckNotHere(const BackendId& id, const CallContext& context) {
    REXRAY_ASSIGN(const bool attached, IsOn(id, service_.node, context));
    if (!attached) return {};
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is attached to this node, {}: detach it, without force",
                            id.value, service_.node.value));
  }

  Helpers& helpers_;
  const FolderService service_;
};

}  // namespace

std::unique_ptr<Driver> MakeFolderDriver(Helpers& helpers, FolderService service) {
  return std::make_unique<FolderDriver>(helpers, std::move(service));
}

}  // namespace rexray
