#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/api_error.h"
#include "api/changes.h"
#include "api/previews.h"
#include "api/reconcile_handle.h"
#include "api/requests.h"
#include "api/service_catalogue.h"
#include "reconciler/clock.h"
#include "state/validate.h"

namespace rexray {

struct VolumeServiceConfig {
  NodeName node;
  BootId boot = {};
  DomainName domain = {};
  std::map<std::string, std::string> labels = {};  // of this node
  bool domainOfOne = true;
  ServiceCatalogue services;
  std::vector<std::string> protectedPaths;
  std::map<std::string, std::string> sources = {};  // apply sets that a source declares → where
  Milliseconds planPatience{std::chrono::seconds(10)};  // for the plans of one request
  Milliseconds listPatience{std::chrono::seconds(20)};  // for the services that one request asks
  Milliseconds oldListing{std::chrono::seconds(30)};    // who only wants to see, asks anew after it
  Milliseconds glance{std::chrono::seconds(1)};         // and waits no longer than this
};

// What every front door does: set what is desired, enqueue, await a condition. Any thread.
class VolumeService {
 public:
  // All references outlive the service.
  struct Seams {
    Store& store;
    ReconcileHandle reconcile;
    const Clock& clock;
    Changes& changes;
  };
  VolumeService(Seams seams, VolumeServiceConfig config);

  // All or nothing. Errors: InvalidArgument with all problems; FailedPrecondition: what was planned
  // is not what would be done, or a source declares the set; the store's.
  ApiResult<ChangeOutcome> Apply(const ApplyRequest& request);
  // The same for a source: no plans, and nothing declared is no error. Errors: also the judge's.
  ApiResult<ChangeOutcome> ApplySource(SourceRequest request);
  // What a front door declares of one volume. Errors: also AlreadyExists, which is told of any
  // other declaration of that name.
  ApiResult<ChangeOutcome> Declare(VolumeSpec spec, ManagedBy by);
  // Deleting a Volume deletes its Attachments. Errors: also NotFound.
  ApiResult<ChangeOutcome> Delete(const DeleteRequest& request);

  // Takes a deletion back, or an orphan, with the Attachments it had. NotFound; FailedPrecondition:
  // it is declared, or its grace time is over (with `as`, a declared name means the one volume that
  // was deleted under it before); AlreadyExists: there is a volume `as`.
  ApiResult<ChangeOutcome> Undelete(const UndeleteRequest& request);
  // Lets the name of a volume in quarantine be used anew: gives the one that the old volume, with
  // its data, has from now on. FailedPrecondition: it is no deleted volume; Aborted: it is not let
  // go yet; try again.
  Result<VolumeName> FreeName(const VolumeName& name);
  // Declares a Volume that takes an existing backend volume over, with Retain; or takes an orphan
  // back. NotFound; FailedPrecondition: several fit, or it is one of ours; Unavailable.
  ApiResult<ChangeOutcome> Adopt(const AdoptRequest& request);

  // An operator's leave, used up by the step it is for. FailedPrecondition where there is no such
  // step to take; Unavailable where the backend does not tell.
  ApiResult<VolumeState> PermitPreemption(const PreemptRequest& request);
  ApiResult<VolumeState> PermitFormat(const FormatRequest& request);
  // The other nodes that the backend shows the volume attached to. Unavailable: it does not tell.
  Result<std::vector<std::string>> HoldersElsewhere(const VolumeState& stored);
  // Drops this node's claims whose users are gone, or all.
  ApiResult<ReleaseOutcome> Release(const ReleaseRequest& request);

  // Nothing is attached or mounted on this node any more, until it is undrained. `by`: who asks.
  ApiResult<DrainState> SetDraining(bool draining, const std::string& by);
  // How far that is; asks the backends.
  ApiResult<DrainState> Draining();
  Result<std::optional<TimePoint>> DrainedSince();  // nullopt: it is not

  Result<std::optional<Hold>> Held();  // nullopt: the node acts
  // Lets the node act again. `by`: who asks.
  ApiResult<Resumed> Resume(const std::string& by);

  // What a service shows, and what it is to us; none named: every service that makes volumes.
  // NotFound: no such service.
  ApiResult<DiscoveryOutcome> Discover(const std::optional<ServiceName>& service);
  // The same of the volumes that are called so, by their facts, else by their backend. Where there
  // are none, as for most names, nothing is read of what is known.
  ApiResult<DiscoveryOutcome> Discover(const std::optional<ServiceName>& service,
                                       const VolumeName& name);
  // What they showed last; they are asked again, for a moment, where that is long ago. NotFound: no
  // such service.
  ApiResult<std::map<ServiceName, ShownListing>> LastListings(
      const std::optional<ServiceName>& service);
  // Every snapshot of the services that make them. NotFound: no such service; FailedPrecondition:
  // it makes none.
  ApiResult<SnapshotsOutcome> Snapshots(const std::optional<ServiceName>& service);
  // Removes the Attachments that name another node. FailedPrecondition: it is this one.
  ApiResult<NodeRemoval> RemoveNode(const NodeName& node, bool dryRun);

  // What would be done now. nullopt: of all volumes.
  ApiResult<std::vector<PlanReport>> Plan(const std::optional<VolumeName>& name);

  ApiResult<VolumeState> SetPaused(const VolumeName& name, bool paused);
  ApiResult<VolumeState> Retry(const VolumeName& name);

  // Looks at the volume after each change of it until `done`. DeadlineExceeded; Aborted when
  // stopped.
  using Done = std::function<bool(const VolumeState&)>;
  ApiResult<VolumeState> Await(const VolumeName& name, const Done& done, Changes::Deadline deadline,
                               std::stop_token stop);

  const VolumeServiceConfig& config() const { return config_; }

 private:
  struct Wish {
    SpecChange change = {};
    std::vector<ObjectChange> unchanged = {};  // asked to be deleted, and gone already
    std::optional<std::string> pruned = {};    // the set of which `change` is all
    std::optional<VolumeName> created = {};    // must not be declared yet
    bool byHand = false;                       // removes nothing that a source declares
    std::function<Result<void>(const Removals&)> judge = {};
    bool dryRun = false;
    bool plans = false;
    std::optional<PlanFingerprint> planned = {};
    std::uint64_t asOf = 0;  // of the store's changes, when `planned` was last compared with it
    bool asBefore = false;  // specs of then come back as they were
  };
  // All that a manifest holds, as the set's.
  static SpecChange ChangeOf(Manifest manifest, const std::string& set);
  ApiResult<Manifest> Parse(const std::vector<ManifestText>& texts) const;
  ApiResult<Manifest> ParseSome(
      const std::vector<ManifestText>& texts) const;  // one object at least
  // FailedPrecondition: that is what a source declares, who takes no other word for it.
  ApiResult<void> CheckSetIsFree(const std::string& set, const Manifest& manifest);
  ApiResult<void> CheckRemovalIsFree(const DesiredSet& desired, const SpecChange& change) const;
  std::vector<NodeReference> DeclaredBySources(const NodeName& node, const DesiredSet& desired,
                                               std::vector<AttachmentName>& others) const;
  ApiResult<Wish> WishOf(const DeleteRequest& request);
  Result<KnownObjects> Known();
  ApiResult<ChangeOutcome> Realise(Wish wish);
  ApiResult<CommitPreview> Check(Wish& wish);
  ApiResult<std::vector<ObjectChange>> Commit(Wish& wish);
  // With `specs_` held: fills in what may be left out, and what is pruned, then checks it against
  // all that is desired.
  ApiResult<void> MakeValid(Wish& wish);
  ApiResult<void> CheckUntouched(const Wish& wish) const;
  void FillIn(Wish& wish, const DesiredSet& desired, const ValidationContext& context) const;
  void Wake(const VolumeName& name);
  Result<ValidationContext> Context(const SpecChange& change);

  ApiResult<ChangeOutcome> AdoptOrphan(const VolumeName& name);
  ApiResult<ChangeOutcome> AdoptFound(const DiscoveredVolume& found, const AdoptRequest& request);
  Result<ServiceName> ServiceToAdoptFrom(const AdoptRequest& request) const;
  Result<void> Rename(const VolumeName& from, const VolumeName& to);
  ApiResult<ChangeOutcome> UndeleteFormer(const UndeleteRequest& request);

  ApiResult<VolumeState> Grant(const VolumeName& name, const Permit& permit, Event event);
  Result<NodeName> HolderOf(const VolumeState& stored, const std::optional<NodeName>& named);
  // An event that an operator caused.
  Event Audit(const VolumeName& volume, std::string reason, std::string message) const;
  // None named: those that make volumes. The others show what a host has anyway, which is nobody's
  // until somebody names it.
  std::vector<ServiceName> ServicesToAsk(const std::optional<ServiceName>& service) const;
  Result<void> CheckConfigured(const std::optional<ServiceName>& service) const;
  Result<std::vector<ServiceName>> ServicesWithSnapshots(
      const std::optional<ServiceName>& service) const;

  Seams seams_;
  const VolumeServiceConfig config_;
  std::mutex specs_;  // from reading what is desired to committing what follows from it
  Previews previews_;
  Listings listings_;
};

}  // namespace rexray
