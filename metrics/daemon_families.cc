#include "metrics/daemon_families.h"

#include <prometheus/metric_family.h>

namespace rexray {

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
