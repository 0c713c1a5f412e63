#pragma once

#include <map>
#include <string>
#include <vector>

#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// `docker volume create --opt NAME=VALUE`: names in any case.
using DockerOptions = std::map<std::string, std::string>;

struct DockerCreate {
  VolumeSpec spec;
  std::string snapshotName;        // to be found among the service's snapshots; empty: none
  std::vector<std::string> paths;  // of the fields that options set, "spec.size"
};

// 64 hex digits: what an engine calls a volume that nobody named.
bool IsNamedByEngine(const VolumeName& name);
// The annotation of those that also came without options: they go with their container.
inline constexpr const char* kAnonymous = "rexray.io/anonymous";

// What the options declare. `defaults` (the door's own, or the file's) count where an option is
// left out. InvalidArgument tells of every unknown or malformed option, and names the valid ones.
// Pure.
Result<DockerCreate> ParseDockerOptions(const VolumeName& name, const DockerOptions& options,
                                        const DockerOptions& defaults);

// Of a volume that exists: which of the options say something else than its declaration, "size
// (2Gi, declared 1Gi)"; empty: none. Pure.
std::string DifferencesOf(const DockerCreate& wanted, const VolumeSpec& declared);

}  // namespace rexray
