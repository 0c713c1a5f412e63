#include <nlohmann/json.hpp>

#include "api/views.h"

namespace rexray {
namespace {

double Seconds(Milliseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

nlohmann::json RenderQueue(const Controller::Stats& stats) {
  return {{"depth", stats.queue.depth},
          {"delayed", stats.queue.delayed},
          {"active", stats.queue.active},
          {"oldestAgeSeconds", Seconds(stats.queue.oldestAge)},
          {"longestActiveSeconds", Seconds(stats.queue.longestActive)},
          {"workers", stats.workers},
          {"caughtUp", stats.caughtUp}};
}

nlohmann::json RenderDatabase(const StoreStats& stats) {
  return {{"sizeBytes", stats.sizeBytes},
          {"quarantinedRows", stats.quarantinedRows},
          {"commits", stats.commits},
          {"commitSecondsTotal", stats.commitSecondsTotal},
          {"writtenRows", stats.writtenRows}};
}

nlohmann::json RenderQuarantine(const QuarantinedRow& row) {
  nlohmann::json view{{"id", row.id},
                      {"at", ToRfc3339(row.at)},
                      {"table", row.table},
                      {"key", row.key},
                      {"error", row.error}};
  if (!row.volume.empty()) view["volume"] = row.volume.value;
  return view;
}

}  // namespace rexray
