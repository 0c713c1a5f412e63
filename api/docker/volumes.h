#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "api/docker/door.h"

namespace rexray {

// The volumes that an engine sees, and what it asks of their existence. Private to api/docker.
class DockerVolumes {
 public:
  DockerVolumes(DockerSeams& seams, const DockerDoorConfig& config)
      : seams_(seams), config_(config) {}

  using Deadline = Changes::Deadline;

  // A volume by its name. One that nobody declared is asked of the backend, once for all who ask at
  // that time; what is visible is adopted: never formatted, and kept when it is removed. NotFound;
  // Unavailable: the backend does not tell.
  ApiResult<VolumeState> Find(const VolumeName& name);

  // Succeeds once the backend's id is recorded; also for a volume that is declared with the same
  // options. AlreadyExists: with others.
  ApiResult<void> Create(const VolumeName& name, const DockerOptions& options, Deadline deadline,
                         std::stop_token stop);

  // By the table of docs/docker.md. Succeeds when nothing of the volume is left here.
  ApiResult<void> Remove(const VolumeName& name, Deadline deadline, std::stop_token stop);

 private:
  ApiResult<VolumeState> Adopt(const VolumeName& name);

  ApiResult<DockerCreate> Wanted(const VolumeName& name, const DockerOptions& options);
  Result<void> ResolveSnapshot(DockerCreate& wanted);
  ApiResult<void> Declare(const DockerCreate& wanted, Deadline deadline, std::stop_token stop);
  ApiResult<void> AwaitCreated(const VolumeName& name, Deadline deadline, std::stop_token stop);
  ApiResult<void> AwaitNameFree(const VolumeName& name, Deadline deadline, std::stop_token stop);
  void Withdraw(const VolumeName& name);

  ApiResult<void> CheckRemovable(const VolumeState& stored);
  ApiResult<void> CheckHeldByNobodyElse(const VolumeState& stored);
  ApiResult<void> CheckUnused(const VolumeState& stored);
  ApiResult<void> DeleteUnused(const VolumeState& stored);
  ApiResult<void> AwaitRemoved(const VolumeName& name, Deadline deadline, std::stop_token stop);

  DockerSeams& seams_;
  const DockerDoorConfig& config_;
};

}  // namespace rexray
