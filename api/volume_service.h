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
#include "api/deletion.h"
#include "api/previews.h"
#include "api/reconcile_handle.h"
#include "api/service_catalogue.h"
#include "reconciler/clock.h"
#include "state/validate.h"

namespace rexray {

struct VolumeServiceConfig {
  NodeName node;
  bool domainOfOne = true;
  ServiceCatalogue services;
  std::vector<std::string> protectedPaths;
  Milliseconds planPatience{std::chrono::seconds(10)};  // for the plans of one request
};

struct ApplyRequest {
  std::vector<ManifestText> manifests = {};
  std::string set = "default";
  bool dryRun = false;
  bool plans = false;  // also give the plans that will be followed; a dry run always does
};

struct DeleteRequest {
  std::vector<ManifestText> manifests =
      {};                               // what they declare goes; what is gone already is unchanged
  std::vector<ObjectRef> objects = {};  // each must exist
  Milliseconds grace{std::chrono::hours(24)};
  bool dryRun = false;
  bool plans = false;
};

struct ChangeOutcome {
  std::vector<ObjectChange> changes;
  std::vector<PlanReport> plans;  // of the volumes concerned
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

  // All or nothing. Errors: InvalidArgument with all problems; the store's.
  ApiResult<ChangeOutcome> Apply(const ApplyRequest& request);
  // Deleting a Volume deletes its Attachments. Errors: also NotFound.
  ApiResult<ChangeOutcome> Delete(const DeleteRequest& request);

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
    SpecChange change;
    std::vector<ObjectChange> unchanged;  // asked to be deleted, and gone already
    bool dryRun = false;
    bool plans = false;
  };
  ApiResult<Manifest> Parse(const std::vector<ManifestText>& texts) const;
  ApiResult<Wish> WishOf(const DeleteRequest& request);
  Result<KnownObjects> Known();
  ApiResult<ChangeOutcome> Realise(Wish wish);
  ApiResult<CommitPreview> Check(SpecChange& change);
  ApiResult<std::vector<ObjectChange>> Commit(SpecChange& change);
  // With `specs_` held: fills in what may be left out, then checks it against all that is desired.
  ApiResult<void> MakeValid(SpecChange& change);
  void Wake(const VolumeName& name);
  Result<ValidationContext> Context(const SpecChange& change);

  Seams seams_;
  const VolumeServiceConfig config_;
  std::mutex specs_;  // from reading what is desired to committing what follows from it
  Previews previews_;
};

}  // namespace rexray
