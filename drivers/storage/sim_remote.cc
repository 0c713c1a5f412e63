#include "drivers/storage/sim_remote.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "drivers/storage/line_call.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::string_view kScheme = "unix://";

class RemoteSimDriver : public Driver {
 public:
  RemoteSimDriver(std::string path, const SimOptions& nature, NodeName caller)
      : path_(std::move(path)),
        capabilities_(SimCapabilities(nature)),
        caller_(std::move(caller)) {}

  const Capabilities& capabilities() const override { return capabilities_; }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const override {
    return SimChosenId(capabilities_.create, name, uid);
  }

  Result<BackendVolume> Create(const CreateRequest& request, const CallContext& context) override {
    json asked = {{"name", request.name.value},     {"uid", request.uid.value},
                  {"size", request.size.value},     {"facts", ToJson(request.facts)},
                  {"type", request.type},           {"availabilityZone", request.availabilityZone},
                  {"encrypted", request.encrypted}, {"encryptionKey", request.encryptionKey}};
    if (request.iops) asked["iops"] = *request.iops;
    if (request.source) asked["source"] = request.source->value;
    return Answer<BackendVolume>("Create", {{"request", asked}}, context);
  }

  Result<BackendVolume> Inspect(const BackendId& id, const CallContext& context) override {
    return Answer<BackendVolume>("Inspect", {{"id", id.value}}, context);
  }

  Result<Listing> List(const CallContext& context) override {
    return Answer<Listing>("List", json::object(), context);
  }

  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode,
                                   const CallContext& context) override {
    const json asked = {{"id", id.value}, {"node", node.value}, {"accessMode", ToString(mode)}};
    return Answer<BackendAttachment>("Attach", asked, context);
  }

  Result<void> Detach(const BackendId& id, const NodeName& node,
                      const CallContext& context) override {
    return Done("Detach", {{"id", id.value}, {"node", node.value}}, context);
  }

  Result<void> ForceDetach(const BackendId& id, const NodeName& node,
                           const CallContext& context) override {
    return Done("ForceDetach", {{"id", id.value}, {"node", node.value}}, context);
  }

  Result<void> Delete(const BackendId& id, const CallContext& context) override {
    return Done("Delete", {{"id", id.value}}, context);
  }

  Result<void> Expand(const BackendId& id, Bytes size, const CallContext& context) override {
    return Done("Expand", {{"id", id.value}, {"size", size.value}}, context);
  }

  Result<void> ResizeDevice(const BackendId& id, const NodeName& node,
                            const CallContext& context) override {
    return Done("ResizeDevice", {{"id", id.value}, {"node", node.value}}, context);
  }

  Result<void> Modify(const BackendId& id, const ModifyRequest& request,
                      const CallContext& context) override {
    json asked = {{"id", id.value}, {"type", request.type}};
    if (request.iops) asked["iops"] = *request.iops;
    return Done("Modify", std::move(asked), context);
  }

  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken, const CallContext& context) override {
    const json asked = {
        {"id", id.value}, {"facts", ToJson(facts)}, {"expectedToken", expectedToken}};
    return Answer<VolumeFacts>("WriteFacts", asked, context);
  }

  Result<BackendSnapshot> Snapshot(const SnapshotRequest& request,
                                   const CallContext& context) override {
    const json asked = {
        {"id", request.volume.value}, {"name", request.name.value}, {"token", request.token.value}};
    return Answer<BackendSnapshot>("Snapshot", asked, context);
  }

  Result<SnapshotListing> ListSnapshots(const CallContext& context) override {
    return Answer<SnapshotListing>("ListSnapshots", json::object(), context);
  }

  Result<void> DeleteSnapshot(const SnapshotId& id, const CallContext& context) override {
    return Done("DeleteSnapshot", {{"id", id.value}}, context);
  }

 private:
  Result<json> Call(const char* method, json asked, const CallContext& context) {
    asked["method"] = method;
    asked["caller"] = caller_.value;
    REXRAY_ASSIGN(const std::string line, CallWithLine(path_, Dump(asked), context));
    const auto answer = ParseJson(line);
    if (answer && answer->is_object() && answer->contains("value")) return answer->at("value");
    if (answer && answer->is_object() && answer->contains("error")) {
      REXRAY_ASSIGN(const Error error, ReadJson<Error>(answer->at("error")));
      return std::unexpected(error);
    }
    return Fail(Code::Internal,
                fmt::format("the backend at {} answers {} with what is no answer", path_, method));
  }

  template <class T>
  Result<T> Answer(const char* method, const json& asked, const CallContext& context) {
    REXRAY_ASSIGN(const json value, Call(method, asked, context));
    return ReadJson<T>(value);
  }

  Result<void> Done(const char* method, const json& asked, const CallContext& context) {
    REXRAY_TRY(Call(method, asked, context));
    return {};
  }

  const std::string path_;
  const Capabilities capabilities_;
  const NodeName caller_;
};

}  // namespace

Result<std::unique_ptr<Driver>> MakeRemoteSimDriver(const std::string& address,
                                                    const SimOptions& nature,
                                                    const NodeName& caller) {
  const std::string path =
      address.starts_with(kScheme) ? address.substr(kScheme.size()) : std::string();
  if (path.starts_with("/") && path.size() < sizeof(sockaddr_un::sun_path)) {
    return std::make_unique<RemoteSimDriver>(path, nature, caller);
  }
  return Fail(Code::InvalidArgument,
              fmt::format("socket \"{}\" is no unix:///PATH of at most {} characters", address,
                          sizeof(sockaddr_un::sun_path) - 1));
}

}  // namespace rexray
