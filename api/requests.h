#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/deletion.h"
#include "api/discovered.h"
#include "api/drain_report.h"
#include "api/node_removal.h"
#include "api/plan_fingerprint.h"
#include "api/removal_limit.h"
#include "api/taking_back.h"
#include "reconciler/reconciler.h"
#include "state/manifest.h"

namespace rexray {

// What front doors ask of the VolumeService, and what it answers. `by`: who asks, for the audit.

inline constexpr Milliseconds kStandardGrace{std::chrono::hours(24)};

struct ApplyRequest {
  std::vector<ManifestText> manifests = {};
  std::string set = "default";
  bool prune = false;  // what else the set declares is deleted: these are all of it
  bool dryRun = false;
  bool plans = false;  // also give the plans that will be followed; a dry run always does
  std::optional<PlanFingerprint> planned = {};  // refused unless this is what would be done
};

// What a source holds: all that its apply set declares.
struct SourceRequest {
  std::vector<ManifestText> manifests = {};
  std::string set;
  bool prune = false;
  // Says of a change that is valid whether it may be made, before anything of it is.
  std::function<Result<void>(const Removals&)> judge;
};

struct DeleteRequest {
  std::vector<ManifestText> manifests =
      {};                               // what they declare goes; what is gone already is unchanged
  std::vector<ObjectRef> objects = {};  // each must exist
  Milliseconds grace = kStandardGrace;
  bool dryRun = false;
  bool plans = false;
};

struct UndeleteRequest {
  VolumeName name;
  std::optional<VolumeName> as = {};
};

struct AdoptRequest {
  std::optional<VolumeName> name = {};
  std::optional<ServiceName> service = {};
  std::optional<AdoptSpec> which = {};  // none: the orphan `name`
};

struct ChangeOutcome {
  std::vector<ObjectChange> changes = {};
  std::vector<PlanReport> plans = {};  // of the volumes concerned
  PlanFingerprint fingerprint = {};    // of those plans
  std::vector<LeftOut> leftOut = {};   // Attachments that were not restored
};

struct PreemptRequest {
  VolumeName name;
  std::string evidence;                 // the operator's
  std::optional<NodeName> holder = {};  // where several hold it
  std::string by = {};
};

struct FormatRequest {
  VolumeName name;
  BackendId confirm;  // must be the volume's
  std::string by = {};
};

struct ReleaseRequest {
  VolumeName name;
  bool all = false;  // also claims whose users may be there
  std::string by = {};
};

struct ReleaseOutcome {
  std::vector<Claim> released;
  std::vector<Claim> kept;
};

struct DrainState {
  std::optional<TimePoint> since;  // none: it is not drained
  std::vector<NotDetached> left;
};

// The node only observes, as its database was restored or rebuilt.
struct Hold {
  TimePoint since;
  std::string why;  // "restored from /backup/rexray.db"
};

struct Resumed {
  bool held = false;                // it was
  std::vector<VolumeName> paused;  // by their names, and stay so
};

struct DiscoveryOutcome {
  std::vector<DiscoveredVolume> volumes;
  std::map<ServiceName, ShownListing> services;
};

// By service; those that make no snapshots are left out.
using SnapshotsOutcome = std::map<ServiceName, ShownSnapshots>;

struct NodeRemoval {
  std::vector<ObjectChange> changes;      // Attachments that went
  std::vector<NodeReference> references;  // what still refers to the node
};

}  // namespace rexray
