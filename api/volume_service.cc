#include "api/volume_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/prune.h"

namespace rexray {
namespace {

// Sets whose objects the daemon declares by itself.
bool IsReservedSet(std::string_view set) {
  return set == kDockerSet || set == kDiscoveredSet || set == kCopySet;
}

}  // namespace

VolumeService::VolumeService(Seams seams, VolumeServiceConfig config)
    : seams_(std::move(seams)),
      config_(std::move(config)),
      previews_(seams_.reconcile.preview),
      listings_(seams_.reconcile.discover, seams_.reconcile.snapshots) {}

SpecChange VolumeService::ChangeOf(Manifest manifest, const std::string& set) {
  SpecChange change;
  change.volumes = std::move(manifest.volumes);
  change.attachments = std::move(manifest.attachments);
  change.snapshots = std::move(manifest.snapshots);
  for (auto& each : change.volumes) each.managedBy.set = set;
  for (auto& each : change.attachments) each.managedBy.set = set;
  for (auto& each : change.snapshots) each.managedBy.set = set;
  return change;
}

ApiResult<Manifest> VolumeService::Parse(const std::vector<ManifestText>& texts) const {
  auto manifest = ParseManifests(texts, config_.node);
  if (!manifest) return std::unexpected(InvalidManifest(std::move(manifest).error()));
  return std::move(*manifest);
}

ApiResult<Manifest> VolumeService::ParseSome(const std::vector<ManifestText>& texts) const {
  REXRAY_ASSIGN(Manifest manifest, Parse(texts));
  if (manifest.volumes.empty() && manifest.attachments.empty() && manifest.snapshots.empty()) {
    return Fail(Code::InvalidArgument, "the manifests hold no objects", "InvalidManifest");
  }
  return manifest;
}

ApiResult<ChangeOutcome> VolumeService::Apply(const ApplyRequest& request) {
  const auto set = ParseServiceName(request.set);
  if (!set) {
    return Fail(Code::InvalidArgument,
                fmt::format("set \"{}\": {}", request.set, set.error().message));
  }
  if (IsReservedSet(request.set)) {
    return Fail(Code::InvalidArgument,
                fmt::format("set \"{}\" is kept for what front doors declare; choose another name",
                            request.set));
  }
  if (request.prune && request.set == kCliSet) {
    return Fail(Code::InvalidArgument,
                fmt::format("set \"{}\" is all that commands declared one by one, which no files "
                            "are the whole of; prune another set",
                            request.set));
  }
  REXRAY_ASSIGN(Manifest manifest, ParseSome(request.manifests));
  if (!request.dryRun) REXRAY_TRY(CheckSetIsFree(request.set, manifest));
  Wish wish{.change = ChangeOf(std::move(manifest), request.set),
            .unchanged = {},
            .pruned = request.prune ? std::optional(request.set) : std::nullopt,
            .dryRun = request.dryRun,
            .plans = request.plans,
            .planned = request.planned};
  return Realise(std::move(wish));
}

ApiResult<ChangeOutcome> VolumeService::Declare(VolumeSpec spec, ManagedBy by) {
  Wish wish;
  wish.created = spec.name;
  wish.change.volumes.push_back({std::move(spec), std::move(by)});
  ChangeOutcome outcome;
  REXRAY_ASSIGN(outcome.changes, Commit(wish));
  return outcome;
}

ApiResult<ChangeOutcome> VolumeService::Delete(const DeleteRequest& request) {
  REXRAY_ASSIGN(Wish wish, WishOf(request));
  return Realise(std::move(wish));
}

ApiResult<VolumeService::Wish> VolumeService::WishOf(const DeleteRequest& request) {
  Manifest manifest;
  KnownObjects known;
  if (!request.manifests.empty()) {
    REXRAY_ASSIGN(manifest, ParseSome(request.manifests));
    REXRAY_ASSIGN(known, Known());
  }
  REXRAY_ASSIGN(Deletion deletion,
                MakeDeletion(manifest, request.objects, known, seams_.clock.Now() + request.grace));
  return Wish{.change = std::move(deletion.change),
              .unchanged = std::move(deletion.gone),
              .pruned = {},
              .byHand = true,
              .dryRun = request.dryRun,
              .plans = request.plans};
}

Result<KnownObjects> VolumeService::Known() {
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  REXRAY_ASSIGN(const std::vector<VolumeName> volumes, seams_.store.VolumeNames());
  KnownObjects known{.volumes = {volumes.begin(), volumes.end()}, .attachments = {}};
  for (const auto& attachment : desired->attachments)
    known.attachments.insert(attachment->spec.name);
  for (const auto& snapshot : desired->snapshots) known.snapshots.insert(snapshot->spec.name);
  return known;
}

// The plans are made before the commit, from the states that it will leave: afterwards the
// reconciler is at work already. No lock is held meanwhile, since a backend may hang.
ApiResult<ChangeOutcome> VolumeService::Realise(Wish wish) {
  ChangeOutcome outcome;
  REXRAY_ASSIGN(CommitPreview preview, Check(wish));
  if (wish.dryRun || wish.plans || wish.planned) {
    outcome.plans = previews_.Make(preview.volumes, config_.planPatience, seams_.clock.Now());
    outcome.fingerprint = FingerprintOf(preview, outcome.plans);
  }
  if (wish.planned) {
    REXRAY_TRY(CheckUnmoved(*wish.planned, outcome.fingerprint, outcome.plans));
  }
  outcome.changes = std::move(preview.changes);
  if (!wish.dryRun) {
    REXRAY_ASSIGN(outcome.changes, Commit(wish));
  }
  outcome.changes.insert(outcome.changes.end(), wish.unchanged.begin(), wish.unchanged.end());
  return outcome;
}

ApiResult<void> VolumeService::MakeValid(Wish& wish) {
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  if (wish.created && FindDeclared(desired->volumes, *wish.created)) {
    return Fail(Code::AlreadyExists,
                fmt::format("volume {} is declared already", wish.created->value));
  }
  if (wish.pruned) {
    REXRAY_TRY(Prune(*desired, *wish.pruned, seams_.clock.Now() + kStandardGrace, wish.change));
  }
  if (wish.byHand) REXRAY_TRY(CheckRemovalIsFree(*desired, wish.change));
  REXRAY_ASSIGN(const ValidationContext context, Context(wish.change));
  Complete(wish.change, context);
  if (!wish.asBefore) FillIn(wish, *desired, context);
  auto problems = Validate(*desired, wish.change, context);
  if (!problems.empty()) return std::unexpected(InvalidManifest(std::move(problems)));
  if (wish.judge) {
    REXRAY_TRY(wish.judge(RemovalsOf(*desired, wish.pruned.value_or(""), wish.change)));
  }
  return {};
}

// What a backend volume is already is not told by defaults.
void VolumeService::FillIn(Wish& wish, const DesiredSet& desired,
                           const ValidationContext& context) const {
  for (auto& volume : wish.change.volumes) {
    const auto service = config_.services.find(volume.spec.service);
    if (service == config_.services.end()) continue;
    const auto* before = FindDeclared(desired.volumes, volume.spec.name);
    if (before == nullptr && context.created.contains(volume.spec.name)) continue;
    FillInDefaults(volume, before == nullptr ? nullptr : &before->spec, service->second.defaults);
  }
}

ApiResult<CommitPreview> VolumeService::Check(Wish& wish) {
  const std::lock_guard lock(specs_);
  wish.asOf = seams_.store.Changed().newest();
  REXRAY_TRY(MakeValid(wish));
  REXRAY_ASSIGN(CommitPreview preview, seams_.store.PreviewCommit(wish.change, seams_.clock.Now()));
  return preview;
}

ApiResult<std::vector<ObjectChange>> VolumeService::Commit(Wish& wish) {
  std::vector<ObjectChange> changes;
  ChangedVolumes::Batch
      concerned;  // more than the changes name: what an Attachment moved away from
  {
    const std::lock_guard lock(specs_);
    REXRAY_TRY(MakeValid(wish));
    REXRAY_TRY(CheckUntouched(wish));
    const auto before = seams_.store.Changed().newest();
    REXRAY_ASSIGN(changes, seams_.store.Commit(wish.change, seams_.clock.Now()));
    concerned = seams_.store.Changed().After(before);
  }
  std::set<VolumeName> volumes(concerned.volumes.begin(), concerned.volumes.end());
  for (const ObjectChange& each : changes) volumes.insert(each.volume);
  for (const VolumeName& name : volumes) Wake(name);
  return changes;
}

// The plans were compared without the lock: whatever was written since may have moved them.
ApiResult<void> VolumeService::CheckUntouched(const Wish& wish) const {
  if (!wish.planned) return {};
  for (const auto& [name, hash] : *wish.planned) {
    if (!seams_.store.Changed().HasChanged(name, wish.asOf)) continue;
    return Fail(
        Code::Aborted,
        fmt::format("{} changed while it was compared with its plan; try again", name.value),
        "PlanOutdated");
  }
  return {};
}

void VolumeService::Wake(const VolumeName& name) {
  seams_.changes.Touch(name);
  seams_.reconcile.enqueue(name);
}

Result<ValidationContext> VolumeService::Context(const SpecChange& change) {
  ValidationContext context{.node = config_.node,
                            .labels = config_.labels,
                            .domainOfOne = config_.domainOfOne,
                            .services = {},
                            .protectedPaths = config_.protectedPaths,
                            .created = {}};
  for (const auto& [name, service] : config_.services) {
    context.services[name] = service.capabilities;
  }
  for (const auto& volume : change.volumes) {
    const auto stored = seams_.store.Load(volume.spec.name);
    if (!stored && stored.error().code == Code::NotFound) continue;
    if (!stored) return std::unexpected(stored.error());
    if (stored->record.createStarted) context.created.insert(stored->name);
  }
  return context;
}

ApiResult<std::vector<PlanReport>> VolumeService::Plan(const std::optional<VolumeName>& name) {
  std::vector<VolumeState> volumes;
  if (name) {
    REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(*name));
    volumes.push_back(std::move(stored));
  } else {
    REXRAY_ASSIGN(volumes, seams_.store.LoadAll());
  }
  return previews_.Make(std::move(volumes), config_.planPatience, seams_.clock.Now());
}

ApiResult<VolumeState> VolumeService::SetPaused(const VolumeName& name, bool paused) {
  REXRAY_TRY(seams_.store.SetPaused(name, paused));
  Wake(name);
  REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(name));
  return stored;
}

ApiResult<VolumeState> VolumeService::Retry(const VolumeName& name) {
  REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(name));
  seams_.reconcile.retry(name);
  return stored;
}

ApiResult<VolumeState> VolumeService::Await(const VolumeName& name, const Done& done,
                                            Changes::Deadline deadline, std::stop_token stop) {
  while (true) {
    const Changes::Sequence seen = seams_.changes.newest();  // before the look: no change is missed
    REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(name));
    if (done(stored)) return stored;
    if (seams_.changes.AwaitChange(name, seen, deadline, stop)) continue;
    if (stop.stop_requested()) {
      return Fail(Code::Aborted, fmt::format("the wait for {} was ended", name.value));
    }
    return Fail(Code::DeadlineExceeded,
                fmt::format("{} is not there yet; `rexray why {}` tells what holds it", name.value,
                            name.value));
  }
}

}  // namespace rexray
