#include "drivers/storage/sim.h"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/storage/sharing.h"

namespace rexray {
namespace {

class SimDriver : public Driver {
 public:
  explicit SimDriver(std::shared_ptr<SimWorld> world) : world_(std::move(world)) {}

  const Capabilities& capabilities() const override { return world_->capabilities(); }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const override {
    return world_->ChosenId(name, uid);
  }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext& context) override {
    return Run("Create", request.name.value, {}, context, [&] { return world_->Create(request); });
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    return Run("Inspect", id.value, {}, context, [&] { return world_->Inspect(id); });
  }

  Result<Listing> List(const CallContext& context) override {
    return Run("List", "all volumes", {}, context, [&] { return world_->List(); });
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    return Run("Attach", id.value, node, context, [&] { return world_->Attach(id, node, mode); });
  }

  Result<void> Detach(const BackendId& id, const NodeName& node,
                      const CallContext& context) override {
    return Run("Detach", id.value, node, context, [&] { return world_->Detach(id, node); });
  }

  Result<void> ForceDetach(const BackendId& id, const NodeName&, const CallContext&) override {
    return NoForceDetach(id);
  }

  Result<void> Delete(const BackendId& id, const CallContext& context) override {
    return Run("Delete", id.value, {}, context, [&] { return world_->Delete(id); });
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken, const CallContext& context) override {
    return Run("WriteFacts", id.value, {}, context,
               [&] { return world_->WriteFacts(id, facts, expectedToken); });
  }

 private:
  template <class Effect>
  auto Run(const char* method, const std::string& object, const NodeName& node,
           const CallContext& context, Effect effect) -> decltype(effect()) {
    return world_->faults().Run({method, object, node.value, {}, false}, context, effect);
  }

  const std::shared_ptr<SimWorld> world_;
};

using Options = std::map<std::string, std::string>;

std::string Get(const Options& options, const std::string& key, const std::string& standard) {
  const auto found = options.find(key);
  return found == options.end() ? standard : found->second;
}

Result<CreateIdempotency> ParseIdempotency(const std::string& text) {
  if (text == "chosen-id") return CreateIdempotency::ChosenId;
  if (text == "token") return CreateIdempotency::Token;
  if (text == "listing") return CreateIdempotency::ListingOnly;
  return Fail(Code::InvalidArgument,
              fmt::format("idempotency \"{}\" is unknown: chosen-id, token or listing", text));
}

Result<bool> ParseFlag(const std::string& key, const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  return Fail(Code::InvalidArgument, fmt::format("{} is \"{}\": true or false", key, text));
}

Result<std::string> ParseMethod(const std::string& text) {
  constexpr const char* kMethods[] = {"Create", "Inspect", "Attach", "Detach", "Delete"};
  for (const std::string method : kMethods) {
    if (std::ranges::equal(method, text, {}, [](char c) { return std::tolower(c); })) return method;
  }
  return Fail(
      Code::InvalidArgument,
      fmt::format("hang \"{}\" is unknown: create, inspect, attach, detach or delete", text));
}

// Whether a call is about a volume whose name starts with "stuck"; calls carry its name or its id.
bool ConcernsStuck(const SimWorld& world, const SimCall& call) {
  const std::optional<SimVolume> volume = world.Find(BackendId{call.object});
  return (volume ? volume->shown.name.value : call.object).starts_with("stuck");
}

Result<void> ArrangeFaults(const Options& options, SimWorld& world) {
  REXRAY_ASSIGN(const Milliseconds latency, ParseDuration(Get(options, "latency", "0s")));
  world.faults().Delay(latency);
  if (!options.contains("hang")) return {};
  REXRAY_ASSIGN(const std::string method, ParseMethod(options.at("hang")));
  world.faults().Hang(method, SimFaults::kAlways,
                      [&world](const SimCall& call) { return ConcernsStuck(world, call); });
  return {};
}

}  // namespace

std::unique_ptr<Driver> MakeSimDriver(std::shared_ptr<SimWorld> world) {
  return std::make_unique<SimDriver>(std::move(world));
}

Result<std::unique_ptr<Driver>> MakeConfiguredSimDriver(const Options& options) {
  SimOptions arranged;
  arranged.devices = false;
  REXRAY_ASSIGN(arranged.block, ParseFlag("block", Get(options, "block", "true")));
  REXRAY_ASSIGN(arranged.create, ParseIdempotency(Get(options, "idempotency", "chosen-id")));
  auto world = std::make_shared<SimWorld>(arranged);
  REXRAY_TRY(ArrangeFaults(options, *world));
  return MakeSimDriver(std::move(world));
}

}  // namespace rexray
