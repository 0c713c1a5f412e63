#include "drivers/storage/sim.h"

#include <utility>

namespace rexray {
namespace {

// The time that an attach or detach of a node takes.
struct Turn {
  Turn(SimWorld& of, const NodeName& whose) : world(of), node(whose), taken(of.BeginTurn(whose)) {}
  ~Turn() {
    if (taken) world.EndTurn(node);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  SimWorld& world;
  const NodeName& node;
  const bool taken;
};

class SimDriver : public Driver {
 public:
  SimDriver(std::shared_ptr<SimWorld> world, NodeName caller)
      : world_(std::move(world)), caller_(std::move(caller)) {}

  const Capabilities& capabilities() const override { return world_->capabilities(); }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const override {
    return world_->ChosenId(name, uid);
  }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext& context) override {
    return Run("Create", request.name.value, caller_, context,
               [&] { return world_->Create(request); });
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    return Run("Inspect", id.value, caller_, context, [&] { return world_->Inspect(id); });
  }

  Result<Listing> List(const CallContext& context) override {
    return Run("List", "all volumes", caller_, context, [&] { return world_->List(); });
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    return RunInTurn("Attach", id, node, context, [&] { return world_->Attach(id, node, mode); });
  }

  Result<void> Detach(const BackendId& id, const NodeName& node,
                      const CallContext& context) override {
    return RunInTurn("Detach", id, node, context, [&] { return world_->Detach(id, node); });
  }

  Result<void> ForceDetach(const BackendId& id, const NodeName& node,
                           const CallContext& context) override {
    return RunInTurn("ForceDetach", id, node, context,
                     [&] { return world_->ForceDetach(id, node); });
  }

  Result<void> Delete(const BackendId& id, const CallContext& context) override {
    return Run("Delete", id.value, caller_, context, [&] { return world_->Delete(id); });
  }

  Result<void> Expand(const BackendId& id, Bytes size, const CallContext& context) override {
    return Run("Expand", id.value, caller_, context, [&] { return world_->Expand(id, size); });
  }

  Result<void> ResizeDevice(const BackendId& id, const NodeName& node,
                            const CallContext& context) override {
    return Run("ResizeDevice", id.value, node, context,
               [&] { return world_->ResizeDevice(id, node); });
  }

  Result<void> Modify(const BackendId& id, const ModifyRequest& request,
                      const CallContext& context) override {
    return Run("Modify", id.value, caller_, context, [&] { return world_->Modify(id, request); });
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken, const CallContext& context) override {
    return Run("WriteFacts", id.value, caller_, context,
               [&] { return world_->WriteFacts(id, facts, expectedToken); });
  }

  Result<BackendSnapshot> Snapshot(const SnapshotRequest& request,
                                   const CallContext& context) override {
    return Run("Snapshot", request.volume.value, caller_, context,
               [&] { return world_->TakeSnapshot(request); });
  }

  Result<SnapshotListing> ListSnapshots(const CallContext& context) override {
    return Run("ListSnapshots", "all snapshots", caller_, context,
               [&] { return world_->ListSnapshots(); });
  }

  Result<void> DeleteSnapshot(const SnapshotId& id, const CallContext& context) override {
    return Run("DeleteSnapshot", id.value, caller_, context,
               [&] { return world_->DeleteSnapshot(id); });
  }

 private:
  template <class Effect>
  auto Run(const char* method, const std::string& object, const NodeName& node,
           const CallContext& context, Effect effect) -> decltype(effect()) {
    return world_->faults().Run({method, object, node.value, {}, false}, context, effect);
  }

  template <class Effect>
  auto RunInTurn(const char* method, const BackendId& id, const NodeName& node,
                 const CallContext& context, Effect effect) -> decltype(effect()) {
    const Turn turn(*world_, node);
    return Run(method, id.value, node, context, [&]() -> decltype(effect()) {
      if (turn.taken) return effect();
      return Fail(Code::Aborted, "another attach or detach of node " + node.value + " runs");
    });
  }

  const std::shared_ptr<SimWorld> world_;
  const NodeName caller_;
};

}  // namespace

std::unique_ptr<Driver> MakeSimDriver(std::shared_ptr<SimWorld> world, NodeName caller) {
  return std::make_unique<SimDriver>(std::move(world), std::move(caller));
}

}  // namespace rexray
