#include "api/reconcile_handle.h"

namespace rexray {

ReconcileHandle HandleOf(Controller& controller) {
  return {
      .enqueue = [&controller](const VolumeName& name) { controller.Enqueue(name); },
      .retry = [&controller](const VolumeName& name) { controller.Retry(name); },
      .nextTry = [&controller](const VolumeName& name) { return controller.NextTry(name); },
      .preview = [&controller](const VolumeState& stored) { return controller.Preview(stored); },
      .stats = [&controller] { return controller.stats(); },
  };
}

}  // namespace rexray
