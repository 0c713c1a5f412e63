#include "metrics/daemon_families.h"

#include <prometheus/metric_family.h>

namespace rexray {
namespace {

std::optional<double> SecondsOf(const std::optional<TimePoint>& time) {
  if (!time) return std::nullopt;
  return std::chrono::duration<double>(time->time_since_epoch()).count();
}

}  // namespace

void AddQueueFamilies(FamilyList& families, const QueueFigures& queue) {
  AddSample(AddGauge(families, "rexray_workqueue_depth", "Volumes that are due and not worked on"),
            static_cast<double>(queue.depth));
  AddSample(AddGauge(families, "rexray_workqueue_oldest_age_seconds",
                     "How long the longest waiting volume has been due"),
            std::chrono::duration<double>(queue.oldestAge).count());
  AddSample(AddGauge(families, "rexray_active_workers", "Workers that are in a pass"),
            static_cast<double>(queue.active));
  AddSample(AddGauge(families, "rexray_workers", "Workers that exist"),
            static_cast<double>(queue.workers));
}

void AddHelperFamilies(FamilyList& families, const HelperFigures& helpers) {
  auto& running = AddGauge(families, "rexray_helpers",
                           "Helper processes, which make the calls that can block on storage");
  AddSample(running, static_cast<double>(helpers.busy), {{"state", "busy"}});
  AddSample(running, static_cast<double>(helpers.running - helpers.busy), {{"state", "idle"}});
  AddSample(AddCounter(families, "rexray_helpers_abandoned_total",
                       "Helper processes given up because a call passed its deadline"),
            static_cast<double>(helpers.abandoned));
}

void AddSourceFamilies(FamilyList& families, const std::vector<SourceFigures>& sources) {
  if (sources.empty()) return;
  const auto add = [&](const char* name, const char* help, const auto& value) {
    auto& family = AddGauge(families, name, help);
    for (const SourceFigures& each : sources) {
      if (const std::optional<double> number = value(each)) {
        AddSample(family, *number, {{"source", each.name}});
      }
    }
  };
  add("rexray_source_broken", "1 while nothing of what a source holds now can be declared",
      [](const SourceFigures& each) { return std::optional(each.broken ? 1.0 : 0.0); });
  add("rexray_source_waiting_removals",
      "Objects that a source holds no more, and that go once somebody approves",
      [](const SourceFigures& each) {
        return std::optional(static_cast<double>(each.waitingRemovals));
      });
  add("rexray_source_objects", "Objects that a source declares",
      [](const SourceFigures& each) { return std::optional(static_cast<double>(each.objects)); });
  add("rexray_source_last_success_timestamp_seconds",
      "When all that a source holds was last found to be declared",
      [](const SourceFigures& each) { return SecondsOf(each.lastSuccess); });
  add("rexray_source_last_change_timestamp_seconds",
      "When a source last changed what is declared, since the daemon's start",
      [](const SourceFigures& each) { return SecondsOf(each.lastChange); });
}

void AddDatabaseFamilies(FamilyList& families, const StoreStats& store) {
  AddSample(AddGauge(families, "rexray_db_size_bytes", "Size of the database with its log"),
            static_cast<double>(store.sizeBytes));
  AddSample(AddCounter(families, "rexray_db_commits_total", "Transactions that wrote"),
            static_cast<double>(store.commits));
  AddSample(AddCounter(families, "rexray_db_commit_seconds_total", "Time spent in commits"),
            store.commitSecondsTotal);
  AddSample(AddCounter(families, "rexray_db_written_rows_total", "Rows written"),
            static_cast<double>(store.writtenRows));
  AddSample(AddGauge(families, "rexray_db_quarantined_rows",
                     "Rows that could not be read and were set aside"),
            static_cast<double>(store.quarantinedRows));
}

void AddProcessFamilies(FamilyList& families, const ProcessFigures& process) {
  AddSample(AddGauge(families, "process_start_time_seconds",
                     "Start of the process, in seconds since the epoch"),
            process.startTimeSeconds);
  AddSample(AddCounter(families, "process_cpu_seconds_total", "User and system time used"),
            process.cpuSeconds);
  AddSample(AddGauge(families, "process_resident_memory_bytes", "Resident memory"),
            process.residentBytes);
  AddSample(AddGauge(families, "process_open_fds", "Open file descriptors"),
            process.openDescriptors);
}

}  // namespace rexray
