#include "api/reconcile_handle.h"

namespace rexray {

ReconcileHandle HandleOf(Controller& controller) {
  return {
      .enqueue = [&controller](const VolumeName& name) { controller.Enqueue(name); },
      .retry = [&controller](const VolumeName& name) { controller.Retry(name); },
      .setDraining = [&controller](bool draining) { controller.SetDraining(draining); },
      .setHeld = [&controller](bool held) { controller.SetHeld(held); },
      .nextTry = [&controller](const VolumeName& name) { return controller.NextTry(name); },
      .preview = [&controller](const VolumeState& stored) { return controller.Preview(stored); },
      .discover = [&controller](const ServiceName& name) { return controller.Discover(name); },
      .lastDiscovered =
          [&controller](const ServiceName& name) { return controller.LastDiscovered(name); },
      .snapshots = [&controller](const ServiceName& name) { return controller.Snapshots(name); },
      .liveMount =
          [&controller](const VolumeState& stored) { return controller.LiveMount(stored); },
      .mounts = [&controller] { return controller.Mounts(); },
      .isMountedBeyond =
          [&controller](const VolumeState& stored) { return controller.IsMountedBeyond(stored); },
      .stats = [&controller] { return controller.stats(); },
  };
}

}  // namespace rexray
