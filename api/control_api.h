#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/recent_log.h"
#include "api/router.h"
#include "api/sources.h"
#include "api/volume_service.h"

namespace rexray {

// Who answers, for /v1/version and /v1/status.
struct DaemonIdentity {
  std::string version;
  NodeName node;
  DomainName domain;
  BootId boot;
  TimePoint started;
};

// What the control API is made of; outlives its handlers.
struct ControlApi {
  Store& store;
  VolumeService& service;
  ReconcileHandle reconcile;
  const Clock& clock;
  Changes& changes;
  Sources& sources;
  const RecentLog& log;
  DaemonIdentity identity;
  std::function<std::string()> metrics;  // the exposition, "" where there is none
};

// All of docs/api.md, for whom `access` lets in.
HttpHandler ControlHandler(std::shared_ptr<const ControlApi> api,
                           std::shared_ptr<const Access> access);
// /metrics, /healthz and /readyz only: for a listener that anybody on the host may reach.
HttpHandler MetricsHandler(std::shared_ptr<const ControlApi> api);

}  // namespace rexray
