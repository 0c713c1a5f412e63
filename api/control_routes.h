#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>

#include "api/control_api.h"

namespace rexray {

using SharedApi = std::shared_ptr<const ControlApi>;

// The routes of the control API by subject; each file registers its own.
void AddHealthRoutes(Router& router, const SharedApi& api);  // /healthz, /readyz, /metrics
// apply, delete, undelete, adopt, pause, resume, retry
void AddChangeRoutes(Router& router, const SharedApi& api);
void AddOperatorRoutes(Router& router, const SharedApi& api);  // preempt, format, release
void AddNodeRoutes(Router& router, const SharedApi& api);    // nodes, drain, resume, discovered, snapshots
void AddSourceRoutes(Router& router, const SharedApi& api);  // sources, sync, approve
void AddPlanRoutes(Router& router, const SharedApi& api);    // plan, why
void AddObjectRoutes(Router& router,
                     const SharedApi& api);                   // volumes, attachments, services
void AddJournalRoutes(Router& router, const SharedApi& api);  // operations, events
void AddLogRoutes(Router& router, const SharedApi& api);      // logs
void AddWatchRoutes(Router& router, const SharedApi& api);    // watch
void AddDaemonRoutes(Router& router, const SharedApi& api);   // version, status

// 200 with one JSON value.
HttpResponse JsonResponse(const nlohmann::json& value);
HttpResponse ListResponse(nlohmann::json items);
// A watch's lines.
HttpResponse StreamResponse(StreamSource source);
HttpResponse OutcomeResponse(const ChangeOutcome& outcome);
HttpResponse VolumeResponse(const VolumeState& stored, const ControlApi& api);

}  // namespace rexray
