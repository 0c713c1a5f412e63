#include "reconciler/observe.h"

#include <algorithm>

#include "reconciler/existing.h"
#include "reconciler/planner.h"

namespace rexray {
namespace {

template <class T>
Observed<T> ToObserved(Result<T> result, TimePoint asOf) {
  if (result) return Observed<T>::Known(std::move(*result), asOf);
  if (result.error().code == Code::NotFound) return Observed<T>::Nothing(asOf);
  return Observed<T>::NotKnown(std::move(result.error().message));
}

// One look at one volume; each question builds on the answers before it.
struct Look {
  const VolumeState& stored;
  const NodeView& node;
  const ObserveSeams& seams;
  const CallContext& context;
  Observation seen;
  Driver* const driver = seams.driver;
  Host& host = seams.host;
  const Clock& clock = seams.clock;

  std::string WantedTarget() const {
    const auto wanted = WantedMount(stored, node);
    return wanted ? wanted->target : std::string();
  }

  // The id by which a point look-up can tell, if it is known; empty: none.
  BackendId KnownId() const {
    if (stored.record.backendId) return *stored.record.backendId;
    if (const AdoptSpec* adopt = AdoptOf()) return adopt->id.value_or(BackendId{});
    return driver->ChosenId(stored.name, stored.uid);
  }

  const AdoptSpec* AdoptOf() const {
    return stored.volume && stored.volume->spec.adopt ? &*stored.volume->spec.adopt : nullptr;
  }

  void AskBackend() {
    if (driver == nullptr) {
      seen.backend = Observed<BackendVolume>::NotKnown("its service is not configured");
      return;
    }
    const BackendId id = KnownId();
    if (id.empty()) {
      seen.backend = Observed<BackendVolume>::NotKnown("its backend id is not known yet");
    } else {
      seen.backend = Inspect(id);
    }
    AskListing();
  }

  Observed<BackendVolume> Inspect(const BackendId& id) {
    const TimePoint asOf = clock.Now();
    return ToObserved(driver->Inspect(id, context), asOf);
  }

  // Before anything is created or taken over, all that the service shows under this name is looked
  // at; before an attach to a node with few slots, all that is attached to it.
  void AskListing() {
    const bool lost = !stored.record.backendId && (stored.volume || stored.record.createStarted);
    const bool identifies = lost && !IsTheOne() && !(AdoptOf() && AdoptOf()->id);
    if (!identifies && !NeedsSlot()) return;
    const auto listing = seams.discovery.Of(seams.service, *driver, NotBefore(), context);
    if (!listing.present()) {
      seen.listing = Observed<ListingExtract>::NotKnown(listing.why);
      return;
    }
    seen.listing = Observed<ListingExtract>::Known(ExtractFor(*listing.value, stored, node.name),
                                                   listing.asOf);
    if (identifies) Identify();
  }

  // What the point look-up found is the volume by its own facts; without any, by its id.
  bool IsTheOne() const {
    const auto& facts = seen.backend.value.facts;
    return seen.backend.present() && (!facts || IsMeantBy(*facts, stored));
  }

  // What was listed before the wish, or before our own last effect, tells too little.
  TimePoint NotBefore() const {
    const TimePoint effect =
        std::max(stored.record.lastEffectAt, stored.record.lastCreateAt.value_or(TimePoint{}));
    const TimePoint after = effect + Milliseconds{1};  // one of the same millisecond may be older
    return stored.volume ? std::max(after, stored.volume->appliedAt) : after;
  }

  bool NeedsSlot() const {
    if (!driver->capabilities().attachLimit || !seen.backend.present()) return false;
    if (FindAttachment(stored, node.name) == nullptr && stored.claims.empty()) return false;
    return std::ranges::find(seen.backend.value.attachments, node.name, &BackendAttachment::node) ==
           seen.backend.value.attachments.end();
  }

  void Identify() {
    const Existing existing = FindExisting(stored, node.domain, seen.listing.value.candidates);
    if (existing.found.size() == 1) seen.backend = Inspect(existing.found.front().id);
  }

  // Whether the data of a deleted volume is kept; asked for only when it would go for that.
  void AskSnapshot() {
    const auto& tombstone = stored.tombstone;
    if (driver == nullptr || !driver->capabilities().snapshots || !tombstone) return;
    if (tombstone->reclaimPolicy != ReclaimPolicy::Snapshot) return;
    const TimePoint asOf = clock.Now();
    if (asOf >= tombstone->deleteAfter) seen.snapshot = FindSnapshot(*tombstone, asOf);
  }

  Observed<BackendSnapshot> FindSnapshot(const Tombstone& tombstone, TimePoint asOf) {
    const auto listing = driver->ListSnapshots(context);
    if (!listing) return Observed<BackendSnapshot>::NotKnown(listing.error().message);
    const VolumeUid token = SnapshotToken(stored.uid, tombstone);
    const auto found = std::ranges::find(listing->snapshots, token, &BackendSnapshot::token);
    if (found != listing->snapshots.end()) return Observed<BackendSnapshot>::Known(*found, asOf);
    if (listing->complete) return Observed<BackendSnapshot>::Nothing(asOf);
    return Observed<BackendSnapshot>::NotKnown("its service did not list all of its snapshots");
  }

  // Whether what its Snapshots are to become has to be looked at.
  void AskSnapshots() {
    const auto concerns = [](const StoredSnapshot& each) {
      return each.removed || each.status.state == SnapshotState::Creating;
    };
    if (driver == nullptr || !driver->capabilities().snapshots) return;
    if (std::ranges::none_of(stored.snapshots, concerns)) return;
    const TimePoint asOf = clock.Now();
    auto listing = driver->ListSnapshots(context);
    if (!listing || !listing->complete) {
      seen.snapshots = Observed<std::vector<BackendSnapshot>>::NotKnown(
          listing ? "its service did not list all of its snapshots" : listing.error().message);
      return;
    }
    std::erase_if(listing->snapshots, [&](const BackendSnapshot& shown) {
      return std::ranges::none_of(stored.snapshots, [&](const StoredSnapshot& each) {
        return each.status.token == shown.token;
      });
    });
    seen.snapshots =
        Observed<std::vector<BackendSnapshot>>::Known(std::move(listing->snapshots), asOf);
  }

  void AskDevice() {
    std::string path;
    if (seen.backend.present()) {
      for (const BackendAttachment& each : seen.backend.value.attachments) {
        if (each.node == node.name) path = each.device;
      }
    }
    const auto& attached = stored.record.attach;
    if (path.empty() && attached && attached->boot == node.boot) path = attached->device;
    if (path.empty()) {
      seen.device = Observed<Device>::Nothing(clock.Now());
      seen.device.why = "it is not attached here";
      return;
    }
    const TimePoint asOf = clock.Now();
    auto device = host.Inspect(path, context);
    const bool noMedium = !device && device.error().code == Code::FailedPrecondition;
    seen.device = noMedium ? Observed<Device>::Nothing(asOf) : ToObserved(std::move(device), asOf);
  }

  void AskMounts() {
    const TimePoint asOf = clock.Now();
    const auto table = host.Mounts();
    if (!table) {
      seen.mounts = Observed<std::vector<SeenMount>>::NotKnown(table.error().message);
      return;
    }
    const std::string wanted = WantedTarget();
    std::vector<SeenMount> relevant;
    for (const MountEntry& entry : **table) {
      const bool ofVolume = seen.device.present() && host.Shows(entry, seen.device.value);
      const bool atTarget = !wanted.empty() && entry.target == wanted;
      const bool recorded = stored.record.mount && entry.target == stored.record.mount->target;
      if (ofVolume || atTarget || recorded) relevant.push_back({entry, ofVolume});
    }
    seen.mounts = Observed<std::vector<SeenMount>>::Known(std::move(relevant), asOf);
  }

  void AskTarget() {
    const std::string target = WantedTarget();
    if (target.empty() || seen.mounts.unknown()) return;
    const bool covered = std::ranges::any_of(
        seen.mounts.value, [&](const SeenMount& each) { return each.entry.target == target; });
    if (covered) return;
    const TimePoint asOf = clock.Now();
    seen.target = ToObserved(host.InspectTarget(target, context), asOf);
  }

  // Nobody but us may have the device in the meantime: it is mounted nowhere.
  void AskLeftClean() {
    const auto wanted = WantedMount(stored, node);
    if (!wanted || wanted->IsReadOnly()) return;
    if (!IsBare() || seen.device.value.readOnly || !IsFormatted()) return;
    const TimePoint asOf = clock.Now();
    seen.leftClean = ToObserved(host.LeftClean(seen.device.value, context), asOf);
  }

  // Whether its device is here, is the right one as far as the backend tells, and is mounted
  // nowhere.
  bool IsBare() const {
    if (driver == nullptr || !driver->capabilities().block || !seen.device.present()) return false;
    if (seen.mounts.unknown() || std::ranges::any_of(seen.mounts.value, &SeenMount::ofVolume))
      return false;
    return !seen.backend.present() || seen.device.value.identity == seen.backend.value.identity;
  }

  const std::optional<VolumeFacts>& Facts() const {
    const bool travel = driver->capabilities().keepsFacts && seen.backend.present();
    return travel ? seen.backend.value.facts : stored.record.facts;
  }

  bool IsFormatted() const { return Facts() && Facts()->format.phase == FormatPhase::Formatted; }

  // Reading a device through is only worth its while before a format or the first mount of a
  // filesystem that we did not make.
  void AskProbe() {
    if (!IsBare() || IsFormatted()) return;
    const std::string ourUuid = Facts() ? Facts()->format.uuid : std::string();
    const bool fresh = !ourUuid.empty() && ourUuid == seams.freshUuid;
    const TimePoint asOf = clock.Now();
    seen.probe = ToObserved(
        host.ProbeDevice(seen.device.value, fresh ? std::string() : ourUuid, context), asOf);
    const bool shown = std::ranges::any_of(
        seen.probe.value.signatures, [&](const Signature& each) { return each.uuid == ourUuid; });
    if (fresh && shown) seen.probe.value.clean = true;
  }
};

}  // namespace

Observation Observe(const VolumeState& stored, const NodeView& node, const ObserveSeams& seams,
                    const CallContext& context) {
  Look look{stored, node, seams, context, {}};
  look.AskBackend();
  look.AskSnapshot();
  look.AskSnapshots();
  look.AskDevice();
  look.AskMounts();
  look.AskTarget();
  look.AskProbe();
  look.AskLeftClean();
  return std::move(look.seen);
}

}  // namespace rexray
