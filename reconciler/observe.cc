#include "reconciler/observe.h"

#include <algorithm>

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
  Driver* driver;
  Host& host;
  const Clock& clock;
  const CallContext& context;
  Observation seen;

  std::string WantedTarget() const {
    const auto wanted = WantedMount(stored, node);
    return wanted ? wanted->target : std::string();
  }

  void AskBackend() {
    if (driver == nullptr) {
      seen.backend = Observed<BackendVolume>::NotKnown("its service is not configured");
      return;
    }
    const BackendId id =
        stored.record.backendId.value_or(driver->ChosenId(stored.name, stored.uid));
    const TimePoint asOf = clock.Now();
    if (!id.empty()) {
      seen.backend = ToObserved(driver->Inspect(id, context), asOf);
      return;
    }
    seen.backend = Observed<BackendVolume>::NotKnown("its backend id is not known yet");
    if (stored.record.createStarted) AskListing();
  }

  // A Create may have made it without our learning the id.
  void AskListing() {
    TimePoint asOf = clock.Now();
    seen.listing = ToObserved(driver->List(context), asOf);
    const auto ours = std::ranges::find_if(seen.listing.value.volumes, [&](const BackendVolume& each) {
      return each.facts && each.facts->uid == stored.uid;
    });
    if (ours == seen.listing.value.volumes.end()) return;
    asOf = clock.Now();
    seen.backend = ToObserved(driver->Inspect(ours->id, context), asOf);
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

  // Reading a device through is only worth its while before a format or the first mount of a filesystem
  // that we did not make.
  void AskProbe() {
    if (driver == nullptr || !driver->capabilities().block || !seen.device.present()) return;
    if (seen.mounts.unknown() || std::ranges::any_of(seen.mounts.value, &SeenMount::ofVolume)) return;
    if (seen.backend.present() && seen.device.value.identity != seen.backend.value.identity) return;
    const auto& travelling = seen.backend.value.facts;
    const bool keepsFacts = driver->capabilities().keepsFacts && seen.backend.present();
    const auto& facts = keepsFacts ? travelling : stored.record.facts;
    if (facts && facts->format.phase == FormatPhase::Formatted) return;
    const std::string ourUuid = facts ? facts->format.uuid : std::string();
    const TimePoint asOf = clock.Now();
    seen.probe = ToObserved(host.ProbeDevice(seen.device.value, ourUuid, context), asOf);
  }
};

}  // namespace

Observation Observe(const VolumeState& stored, const NodeView& node, Driver* driver, Host& host,
                    const Clock& clock, const CallContext& context) {
  Look look{stored, node, driver, host, clock, context, {}};
  look.AskBackend();
  look.AskDevice();
  look.AskMounts();
  look.AskTarget();
  look.AskProbe();
  return std::move(look.seen);
}

}  // namespace rexray
