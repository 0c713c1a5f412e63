#include "api/docker/door.h"

#include <nlohmann/json.hpp>

#include "api/docker/list.h"
#include "api/docker/status.h"
#include "api/docker/volumes.h"

namespace rexray {
namespace {

using nlohmann::json;

// One plugin socket. Every method answers one call.
class DockerDoor {
 public:
  DockerDoor(DockerSeams seams, DockerDoorConfig config)
      : seams_(std::move(seams)),
        config_(std::move(config)),
        volumes_(seams_, config_),
        list_(seams_, config_) {}

  HttpResponse Handle(const HttpRequest& request);

 private:
  using Answer = ApiResult<HttpResponse>;

  Answer Call(DockerCall call, const HttpRequest& request);
  Answer Perform(DockerCall call, const DockerRequest& request, std::stop_token stop);
  Answer Get(const VolumeName& name);
  Answer List();
  Answer Path(const VolumeName& name);
  Answer Mount(const VolumeName& name, const std::string& id, std::stop_token stop);
  Answer Unmount(const VolumeName& name, const std::string& id);
  json Scope() const;
  Changes::Deadline Within(Milliseconds time) const {
    return std::chrono::steady_clock::now() + time;
  }

  DockerSeams seams_;
  const DockerDoorConfig config_;
  DockerVolumes volumes_;
  DockerList list_;
};

HttpResponse DockerDoor::Handle(const HttpRequest& request) {
  const auto call = ParseDockerCall(request.target);
  if (!call) {
    return DockerFailure({Code::Unimplemented, "there is no call " + request.target, {}});
  }
  const auto began = std::chrono::steady_clock::now();
  Answer answer = Call(*call, request);
  seams_.report(ToString(*call), answer ? "OK" : ToString(answer.error().error.code),
                std::chrono::steady_clock::now() - began);
  return answer ? std::move(*answer) : DockerFailure(answer.error().error);
}

DockerDoor::Answer DockerDoor::Call(DockerCall call, const HttpRequest& request) {
  REXRAY_ASSIGN(const DockerRequest asked, ParseDockerRequest(call, request.body));
  return Perform(call, asked, request.stop);
}

DockerDoor::Answer DockerDoor::Perform(DockerCall call, const DockerRequest& request,
                                       std::stop_token stop) {
  switch (call) {
    case DockerCall::Activate:
      return DockerAnswer({{"Implements", {"VolumeDriver"}}});
    case DockerCall::Capabilities:
      return DockerAnswer({{"Capabilities", Scope()}});
    case DockerCall::List:
      return List();
    case DockerCall::Get:
    case DockerCall::Path:
    case DockerCall::Create:
    case DockerCall::Mount:
    case DockerCall::Unmount:
    case DockerCall::Remove:
      break;
  }
  REXRAY_ASSIGN(const VolumeName name, ParseVolumeName(request.name));
  if (call == DockerCall::Get) return Get(name);
  if (call == DockerCall::Path) return Path(name);
  if (call == DockerCall::Mount) return Mount(name, request.id, stop);
  if (call == DockerCall::Unmount) return Unmount(name, request.id);
  if (call == DockerCall::Create) {
    REXRAY_TRY(volumes_.Create(name, request.options, Within(config_.longDeadline), stop));
  } else {
    REXRAY_TRY(volumes_.Remove(name, Within(config_.shortDeadline), stop));
  }
  return DockerAnswer(json::object());
}

DockerDoor::Answer DockerDoor::Get(const VolumeName& name) {
  REXRAY_ASSIGN(const VolumeState stored, volumes_.Find(name));
  json view = RenderDockerVolume(ShowToDocker(stored, seams_.use.Mountpoint(stored)));
  view["Status"] = RenderDockerStatus(stored);
  return DockerAnswer({{"Volume", std::move(view)}});
}

DockerDoor::Answer DockerDoor::List() {
  REXRAY_ASSIGN(const std::string volumes, list_.Render());
  return DockerListAnswer(volumes);
}

DockerDoor::Answer DockerDoor::Path(const VolumeName& name) {
  REXRAY_ASSIGN(const VolumeState stored, volumes_.Find(name));
  const DockerVolume shown = ShowToDocker(stored, seams_.use.Mountpoint(stored));
  return DockerAnswer({{"Mountpoint", shown.mountpoint}});
}

DockerDoor::Answer DockerDoor::Mount(const VolumeName& name, const std::string& id,
                                     std::stop_token stop) {
  REXRAY_ASSIGN(const VolumeState stored, volumes_.Find(name));
  REXRAY_TRY(CheckMountable(stored, seams_.volumes.config().services));
  const Claimant claimant{kDockerDoor, id, config_.linger};
  REXRAY_ASSIGN(const std::string path,
                seams_.use.Begin(name, claimant, Within(config_.longDeadline), stop));
  HttpResponse response = DockerAnswer({{"Mountpoint", ShowToDocker(stored, path).mountpoint}});
  response.delivered = [&use = seams_.use, name, claimant](bool delivered) {
    use.Begun(name, claimant, delivered);
  };
  return response;
}

DockerDoor::Answer DockerDoor::Unmount(const VolumeName& name, const std::string& id) {
  const Claimant claimant{kDockerDoor, id};
  REXRAY_TRY(seams_.use.End(name, claimant));
  HttpResponse response = DockerAnswer(json::object());
  response.delivered = [&use = seams_.use, name, claimant](bool delivered) {
    use.Ended(name, claimant, delivered);
  };
  return response;
}

// Global: an engine of another node sees the same volumes.
json DockerDoor::Scope() const {
  const VolumeServiceConfig& config = seams_.volumes.config();
  bool global = !config.services.empty();
  for (const auto& [name, service] : config.services) {
    if (config_.service && name != *config_.service) continue;
    global = global && (service.capabilities.global || !config.domainOfOne);
  }
  return {{"Scope", global ? "global" : "local"}};
}

}  // namespace

HttpHandler DockerHandler(DockerSeams seams, DockerDoorConfig config) {
  auto door = std::make_shared<DockerDoor>(std::move(seams), std::move(config));
  return [door](const HttpRequest& request) { return door->Handle(request); };
}

}  // namespace rexray
