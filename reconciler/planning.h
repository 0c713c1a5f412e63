#pragma once

#include <optional>
#include <string>
#include <variant>

#include "reconciler/planner.h"

namespace rexray::planning {

// What planner.cc, resolve.cc, existence.cc, attaching.cc, formatting.cc, mounting.cc, growing.cc,
// snapshots.cc and removal.cc share. Each stage looks at the input, appends the steps it needs, and
// either lets the next stage go on or stops. Stages after the first missing step predict: they show
// what is expected to follow, and are planned anew once it is done.

using Stop = std::variant<Wait, Blocked>;

// One planning of one volume.
struct Planning {
  const PlanInput& in;
  Actions actions;
  std::optional<BackendId> id;  // of the backend volume, once known
  bool takeOver = false;        // it is somebody else's, and declared to become ours

  const VolumeState& stored() const { return in.stored; }
  const Record& record() const { return in.stored.record; }
  const Observation& seen() const { return in.observation; }
  // True once a step is planned: from then on the world is only expected, not seen.
  bool predicting() const { return !actions.empty(); }

  void Do(Step step, Reason reason, std::string touches, Risk risk = Risk::Safe);
  Stop WaitFor(Milliseconds time, Reason reason, std::string message) const;
  Stop WaitUntil(TimePoint until, Reason reason, std::string message) const;
  Stop Block(Reason reason, std::string message, std::string blocker = {}) const;
  // The steps so far, else the stop, else "converged".
  Plan Finish(std::optional<Stop> stop);
};

// The observations, unknown where they may be older than our last effect. What is given lives as long
// as the input, here and below.
const Observed<BackendVolume>& CurrentBackend(const PlanInput& in);
const Observed<BackendSnapshot>& CurrentSnapshot(const PlanInput& in);
const Observed<std::vector<BackendSnapshot>>& CurrentSnapshots(const PlanInput& in);

// The attachment that the backend shows for a node; nullptr if none.
const BackendAttachment* AttachmentOn(const BackendVolume& volume, const NodeName& node);
const BackendAttachment* AttachmentOnOther(const BackendVolume& volume, const NodeName& node);

// Whether a front door's user has claimed the volume on this node.
bool ClaimedHere(const VolumeState& stored, const NodeView& node);
// Whether somebody declared or claims the volume on this node.
bool WantedHere(const PlanInput& in);
// By what is declared; and by the volume's own facts where they tell. nullopt: nobody knows.
std::optional<NodeName> DeclaredOwner(const PlanInput& in);
std::optional<NodeName> OwnerOf(const PlanInput& in);
// Of the backend where facts travel with the volume, else the record's.
const std::optional<VolumeFacts>& FactsOf(const PlanInput& in);

// Stands for the device of a volume that is not attached yet.
Device ExpectedDevice();
// The device of an attached volume is there; else why that is waited for, or is no use waiting for.
std::optional<Stop> NeedDevice(const Planning& plan);

// Why it cannot be told whose mounts are seen: the mount table or the device behind it could not be looked at.
std::optional<Stop> NeedMounts(const Planning& plan);

// Stages. resolve.cc: find out which backend volume this is. existence.cc: create it, or take it over.
std::optional<Stop> ResolveId(Planning& plan);
std::optional<Stop> PlanExistence(Planning& plan);
// attaching.cc
std::optional<Stop> PlanAttach(Planning& plan);
// formatting.cc
std::optional<Stop> PlanFormat(Planning& plan);
// mounting.cc
std::optional<Stop> PlanMount(Planning& plan);
step::Mount MountStep(const Planning& plan, const DesiredMount& wanted, const Device& device);
// growing.cc: as large as declared, layer by layer. Before a mount, and once everything else is as
// declared.
// Gives whether the filesystem grows before it is mounted.
bool PlanGrowthBeforeMount(Planning& plan, const Device& device);
std::optional<Stop> PlanGrowth(Planning& plan);
// snapshots.cc: takes the volume's Snapshots once everything else is as declared, and ends those
// that were deleted whenever there is nothing else to do.
std::optional<Stop> PlanSnapshots(Planning& plan);
std::optional<Stop> PlanSnapshotDeletions(Planning& plan);
// removal.cc: take away what is no longer wanted on this node, for `reason`.
std::optional<Stop> PlanUnmount(Planning& plan, Reason reason);
std::optional<Stop> PlanRelease(Planning& plan, Reason reason);
std::optional<Stop> PlanRemoval(Planning& plan);

}  // namespace rexray::planning
