#pragma once

#include "metrics/metrics.h"

namespace rexray {

// A small installation that has something to show in every family.
inline constexpr TimePoint kSampleNow{std::chrono::seconds(1'700'000'000)};

inline VolumeState SampleVolume(const std::string& name) {
  VolumeState volume;
  volume.name = {name};
  volume.volume.emplace();
  volume.volume->spec.name = {name};
  volume.volume->spec.service = {"local"};
  volume.record.volume = {name};
  volume.record.service = {"local"};
  volume.record.backendId = BackendId{"id-" + name};
  volume.record.mount.emplace().target = "/srv/" + name;
  volume.record.conditions[kReady].status = true;
  return volume;
}

inline Claim SampleClaim(const std::string& door, const std::string& consumer,
                         std::uint32_t count) {
  Claim claim;
  claim.door = door;
  claim.consumer = consumer;
  claim.count = count;
  return claim;
}

// An operation that started `age` before kSampleNow and has not ended.
inline Operation SampleOpenOperation(ActionKind action, Milliseconds age) {
  Operation operation;
  operation.action = action;
  operation.started = kSampleNow - age;
  return operation;
}

inline Operation SampleOperation(const std::string& volume, ActionKind action,
                                 OperationOutcome outcome, int startedSecond, int finishedSecond) {
  Operation operation;
  operation.volume = {volume};
  operation.action = action;
  operation.started = TimePoint{std::chrono::seconds(startedSecond)};
  operation.finished = TimePoint{std::chrono::seconds(finishedSecond)};
  operation.outcome = outcome;
  return operation;
}

inline MetricsSources SampleSources(std::vector<VolumeState> volumes) {
  MetricsSources sources;
  sources.now = [] { return kSampleNow; };
  sources.volumes = [volumes = std::move(volumes)]() -> Result<std::vector<VolumeState>> {
    return volumes;
  };
  sources.store = [] {
    return StoreStats{.sizeBytes = 4096,
                      .quarantinedRows = 1,
                      .commits = 7,
                      .commitSecondsTotal = 0.5,
                      .writtenRows = 9};
  };
  sources.queue = [] {
    return QueueFigures{.depth = 3, .active = 2, .workers = 4, .oldestAge = Milliseconds(1500)};
  };
  sources.helpers = [] { return HelperFigures{.running = 5, .busy = 2, .abandoned = 1}; };
  sources.sources = []() -> Result<std::vector<SourceFigures>> {
    return std::vector<SourceFigures>{
        {.name = "site",
         .objects = 4,
         .lastSuccess = TimePoint(Milliseconds(1'700'000'000'500)),
         .lastChange = TimePoint(Milliseconds(1'700'000'000'000))},
        {.name = "infra", .broken = true, .objects = 9, .waitingRemovals = 3}};
  };
  sources.drivers = {{{"local"}, "loop"}, {{"files"}, "dir"}};
  return sources;
}

}  // namespace rexray
