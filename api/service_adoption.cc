#include <fmt/format.h>

#include "api/adoption.h"
#include "api/phase.h"
#include "api/volume_service.h"

// What takes volumes back and over.

namespace rexray {

ApiResult<ChangeOutcome> VolumeService::Undelete(const UndeleteRequest& request) {
  const auto stored = seams_.store.Load(request.name);
  if (!stored && stored.error().code == Code::NotFound) {
    return Fail(
        Code::NotFound,
        fmt::format("there is no volume {}, deleted or not; what is left at the backends is "
                    "shown by `rexray get discovered`, and taken over by `rexray adopt`",
                    request.name.value));
  }
  if (!stored) return std::unexpected(stored.error());
  auto formerly = FormerlyDeclared(*stored, seams_.clock.Now());
  if (!formerly && formerly.error().reason == "NotDeleted") return UndeleteFormer(request);
  if (!formerly) return std::unexpected(formerly.error());
  FormerSpecs former = std::move(*formerly);
  const VolumeName name = request.as.value_or(request.name);
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  REXRAY_ASSIGN(const ValidationContext context, Context({}));
  TakingBack back = TakeBack(std::move(former), name, *desired, context);
  Wish wish{.change = std::move(back.change), .asBefore = true};
  {
    const std::lock_guard lock(specs_);
    REXRAY_TRY(MakeValid(wish));  // before it gets another name for nothing
  }
  if (name != request.name) REXRAY_TRY(Rename(request.name, name));
  ChangeOutcome outcome{.leftOut = std::move(back.leftOut)};
  REXRAY_ASSIGN(outcome.changes, Commit(wish));
  return outcome;
}

Result<VolumeName> VolumeService::FreeName(const VolumeName& name) {
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(name));
  if (!stored.tombstone) {
    return Fail(Code::FailedPrecondition, fmt::format("volume {} is not deleted", name.value));
  }
  if (!IsLetGo(stored)) {
    return Fail(Code::Aborted,
                fmt::format("volume {} is still being removed here; try again", name.value));
  }
  const VolumeName freed = NameOfDeleted(name, *stored.tombstone);
  REXRAY_TRY(Rename(name, freed));
  Wake(freed);
  return freed;
}

Result<void> VolumeService::Rename(const VolumeName& from, const VolumeName& to) {
  REXRAY_TRY(seams_.store.Rename(from, to));
  seams_.changes.Touch(from);
  // The name is what counts; a lost remark about it is no reason to stop half-way.
  (void)seams_.store.AppendEvents({Audit(to, "Renamed", "it was called " + from.value)});
  return {};
}

ApiResult<ChangeOutcome> VolumeService::Adopt(const AdoptRequest& request) {
  if (!request.which) {
    if (request.name) return AdoptOrphan(*request.name);
    return Fail(Code::InvalidArgument, "name what to adopt: an orphan, or an id, name or tag",
                "InvalidRequest");
  }
  REXRAY_ASSIGN(const ServiceName service, ServiceToAdoptFrom(request));
  REXRAY_ASSIGN(const DiscoveryOutcome discovery, Discover(service));
  REXRAY_ASSIGN(
      const DiscoveredVolume found,
      FindToAdopt(discovery.volumes, service, discovery.services.at(service), *request.which));
  return AdoptFound(found, request);
}

// The name was given to a new volume since.
ApiResult<ChangeOutcome> VolumeService::UndeleteFormer(const UndeleteRequest& request) {
  const std::string& name = request.name.value;
  REXRAY_ASSIGN(std::vector<VolumeName> deleted, seams_.store.VolumeNames());
  std::erase_if(deleted, [&](const VolumeName& each) {
    return !each.value.starts_with(name + kDeletedMark);
  });
  if (deleted.size() == 1 && request.as) {
    return Undelete({.name = deleted.front(), .as = request.as});
  }
  std::string message = fmt::format("volume {} is declared; there is nothing to take back", name);
  for (const VolumeName& each : deleted) {
    message += fmt::format(
        "; rexray undelete {} --as NAME brings back what was deleted under this name", each.value);
  }
  return Fail(Code::FailedPrecondition, std::move(message), "NotDeleted");
}

ApiResult<ChangeOutcome> VolumeService::AdoptOrphan(const VolumeName& name) {
  const auto stored = seams_.store.Load(name);
  if (!stored && stored.error().code == Code::NotFound) {
    return Fail(Code::NotFound,
                fmt::format("there is no orphan {}; name a backend volume by --service and one of "
                            "--id, --name, --tag (`rexray get discovered` lists them)",
                            name.value));
  }
  if (!stored) return std::unexpected(stored.error());
  if (stored->tombstone) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {0} is being deleted; `rexray undelete {0}` takes that back",
                            name.value));
  }
  return Undelete({.name = name});
}

Result<ServiceName> VolumeService::ServiceToAdoptFrom(const AdoptRequest& request) const {
  if (request.service) return *request.service;
  if (const ServiceName* only = OnlyCreator(config_.services)) return *only;
  return Fail(Code::InvalidArgument, "name the service that shows it: --service SERVICE",
              "InvalidRequest");
}

ApiResult<ChangeOutcome> VolumeService::AdoptFound(const DiscoveredVolume& found,
                                                   const AdoptRequest& request) {
  const std::string& id = found.shown.id.value;
  const std::string& ours = found.volume.value;
  switch (found.relation) {
    case Relation::Managed:
      return Fail(Code::AlreadyExists, fmt::format("{} is the volume {} already", id, ours));
    case Relation::Deleted:
      if (ours.empty()) {
        return Fail(Code::FailedPrecondition,
                    fmt::format("{} was deleted by its owner, {}; undelete it there", id,
                                found.shown.facts->owner.value));
      }
      return Fail(
          Code::FailedPrecondition,
          fmt::format("{0} is the volume {1}, which is being deleted; `rexray undelete {1}` "
                      "takes that back",
                      id, ours));
    case Relation::Orphaned:
      if (request.name.value_or(found.volume) == found.volume) return AdoptOrphan(found.volume);
      return Fail(
          Code::FailedPrecondition,
          fmt::format("{} is the orphan {}; `rexray undelete {} --as {}` takes it back under "
                      "another name",
                      id, ours, ours, request.name->value));
    case Relation::Leaked:
    case Relation::Elsewhere:
    case Relation::Untagged:
      break;
  }
  REXRAY_ASSIGN(VolumeSpec spec,
                SpecToAdopt(found, request.name, config_.services.at(found.service).capabilities));
  if (seams_.store.Load(spec.name)) {
    return Fail(Code::AlreadyExists,
                fmt::format("there is a volume {} already; choose another name: rexray adopt NAME "
                            "--service {} --id {}",
                            spec.name.value, found.service.value, id));
  }
  Wish wish{.plans = true};
  wish.change.volumes.push_back({std::move(spec), {kCliSet, {}}});
  return Realise(std::move(wish));
}

}  // namespace rexray
