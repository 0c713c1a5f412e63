#include <fmt/format.h>

#include "api/docker/visible.h"
#include "api/docker/volumes.h"
#include "api/phase.h"

// `docker volume create`.

namespace rexray {
namespace {

constexpr Bytes kUsualSize{16ULL << 30};  // as REX-Ray's libstorage.integration.…default.size

bool WaitsForBackend(const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  return PhaseOf(stored) == Phase::Waiting && ready != nullptr &&
         ready->reason == ToString(Reason::BackendUnknown);
}

std::unexpected<ApiError> Because(Code code, const VolumeState& stored, std::string_view what) {
  const Condition* ready = FindReady(stored);
  return std::unexpected(
      ApiError(Error{code,
                     fmt::format("volume {} {}: {}", stored.name.value, what,
                                 ready ? ready->message : "it has not been looked at yet"),
                     ready ? ready->reason : ""}));
}

}  // namespace

ApiResult<void> DockerVolumes::Create(const VolumeName& name, const DockerOptions& options,
                                      Deadline deadline, std::stop_token stop) {
  REXRAY_ASSIGN(const DockerCreate wanted, Wanted(name, options));
  REXRAY_TRY(AwaitNameFree(name, deadline, stop));
  const auto stored = seams_.store.Load(name);
  if (!stored && stored.error().code != Code::NotFound) return std::unexpected(stored.error());
  if (!stored) return Declare(wanted, deadline, stop);
  if (!IsOfDoor(*stored, config_)) {
    return Fail(Code::AlreadyExists,
                fmt::format("there is a volume {} of service {}; choose another name", name.value,
                            stored->volume->spec.service.value));
  }
  const std::string differences = DifferencesOf(wanted, stored->volume->spec);
  if (!differences.empty()) {
    return Fail(Code::AlreadyExists,
                fmt::format("volume {} exists with other options: {}", name.value, differences),
                "DifferentOptions");
  }
  return AwaitCreated(name, deadline, stop);
}

ApiResult<DockerCreate> DockerVolumes::Wanted(const VolumeName& name,
                                              const DockerOptions& options) {
  const VolumeServiceConfig& config = seams_.volumes.config();
  REXRAY_ASSIGN(DockerCreate wanted, ParseDockerOptions(name, options, config_.defaults));
  VolumeSpec& spec = wanted.spec;
  if (config_.service && !spec.service.empty() && spec.service != *config_.service) {
    return Fail(Code::InvalidArgument,
                fmt::format("option service=\"{}\": this plugin is for service {}",
                            spec.service.value, config_.service->value),
                "InvalidOption");
  }
  if (config_.service) spec.service = *config_.service;
  const ServiceName* only = OnlyCreator(config.services);
  if (spec.service.empty() && only != nullptr) spec.service = *only;
  const auto service = config.services.find(spec.service);
  const bool fresh = !spec.adopt && !spec.source && wanted.snapshotName.empty();
  if (fresh && service != config.services.end() && service->second.capabilities.sized &&
      !spec.size && !service->second.defaults.Gives("spec.size")) {
    spec.size = kUsualSize;
  }
  if (!config.domainOfOne) spec.owner = config.node;  // who asks for it makes it
  if (options.empty() && IsNamedByEngine(name)) {
    spec.metadata.annotations[kAnonymous] = "true";
  }
  REXRAY_TRY(ResolveSnapshot(wanted));
  return wanted;
}

Result<void> DockerVolumes::ResolveSnapshot(DockerCreate& wanted) {
  if (wanted.snapshotName.empty()) return {};
  const auto outcome = seams_.volumes.Snapshots(wanted.spec.service);
  if (!outcome) return std::unexpected(outcome.error().error);
  const ShownSnapshots& shown = outcome->at(wanted.spec.service);
  if (!shown.present()) {
    return Fail(Code::Unavailable, fmt::format("service {} does not show its snapshots: {}",
                                               wanted.spec.service.value, shown.why));
  }
  const BackendSnapshot* newest = nullptr;
  for (const BackendSnapshot& each : shown.value.snapshots) {
    if (each.name.value != wanted.snapshotName || each.state != SnapshotState::Available) continue;
    if (newest == nullptr || each.created > newest->created) newest = &each;
  }
  if (newest == nullptr) {
    return Fail(Code::NotFound,
                fmt::format("service {} has no complete snapshot of {}; `rexray get snapshots` "
                            "lists what it has",
                            wanted.spec.service.value, wanted.snapshotName));
  }
  wanted.spec.source = SourceSpec{newest->id};
  return {};
}

// The name of one in quarantine, or kept as an orphan, is not that of a new volume.
ApiResult<void> DockerVolumes::AwaitNameFree(const VolumeName& name, Deadline deadline,
                                             std::stop_token stop) {
  std::optional<Error> stuck;
  const auto settled = [&](const VolumeState& stored) {
    if (stored.tombstone && PhaseOf(stored) == Phase::Blocked) stuck = WhyStuck(stored);
    return !stored.tombstone || stuck || IsLetGo(stored);
  };
  auto stored = seams_.volumes.Await(name, settled, deadline, stop);
  if (stuck) return std::unexpected(ApiError(std::move(*stuck)));
  if (!stored && stored.error().error.code == Code::NotFound) return {};
  if (!stored) return std::unexpected(stored.error());
  if (stored->volume) return {};
  if (!stored->tombstone) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("a removed volume {0} is kept under this name: `rexray adopt {0}` takes "
                    "it back, `rexray undelete {0} --as NAME` frees the name",
                    name.value),
        std::string(ToString(Reason::Orphaned)));
  }
  const auto& services = seams_.volumes.config().services;
  const auto service = services.find(stored->record.service);
  if (service != services.end() && !service->second.capabilities.keepsFacts) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("a deleted volume {0} has this name until {1}, as its backend cannot "
                    "rename it; `rexray undelete {0}` brings it back, `rexray delete volume "
                    "{0} --now` ends it",
                    name.value, ToRfc3339(stored->tombstone->deleteAfter)),
        std::string(ToString(Reason::Quarantined)));
  }
  REXRAY_TRY(seams_.volumes.FreeName(name));
  return {};
}

ApiResult<void> DockerVolumes::Declare(const DockerCreate& wanted, Deadline deadline,
                                       std::stop_token stop) {
  const VolumeName& name = wanted.spec.name;
  const auto declared = seams_.volumes.Declare(wanted.spec, {kDockerSet, {}});
  if (!declared && declared.error().error.code != Code::AlreadyExists) {
    return std::unexpected(declared.error());
  }
  auto created = AwaitCreated(name, deadline, stop);
  // Work that has begun goes on; what cannot begin must not stay behind as a wish.
  const bool goesOn = created || created.error().error.code == Code::DeadlineExceeded;
  if (!goesOn && declared) Withdraw(name);
  return created;
}

ApiResult<void> DockerVolumes::AwaitCreated(const VolumeName& name, Deadline deadline,
                                            std::stop_token stop) {
  const auto patience =
      std::min(deadline, Changes::Deadline::clock::now() + config_.unknownPatience);
  std::optional<Error> stuck;
  VolumeState last;
  const auto settled = [&](const VolumeState& stored) {
    last = stored;
    if (!stored.record.backendId) stuck = WhyStuck(stored);
    return stored.record.backendId || stuck;
  };
  auto awaited = seams_.volumes.Await(name, settled, patience, stop);
  const bool late = !awaited && awaited.error().error.code == Code::DeadlineExceeded;
  if (late && !last.record.createStarted && WaitsForBackend(last)) {
    return Because(Code::Unavailable, last, "is not created while its backend is not known");
  }
  if (late) awaited = seams_.volumes.Await(name, settled, deadline, stop);
  if (stuck) return std::unexpected(ApiError(std::move(*stuck)));
  if (awaited) return {};
  if (awaited.error().error.code != Code::DeadlineExceeded) return std::unexpected(awaited.error());
  return Because(Code::DeadlineExceeded, last, "is still being created; try again");
}

void DockerVolumes::Withdraw(const VolumeName& name) {
  DeleteRequest request;
  request.objects.push_back({"Volume", name.value});
  request.grace = Milliseconds{0};
  (void)seams_.volumes.Delete(request);  // where the store does not answer it stays declared
}

}  // namespace rexray
