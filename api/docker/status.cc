#include "api/docker/status.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/json_put.h"
#include "api/phase.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::uint64_t kGiB = 1ULL << 30;

// REX-Ray's own keys, as it wrote them.
json RenderRexRayKeys(const VolumeState& stored) {
  const VolumeSpec& spec = stored.volume->spec;
  const std::uint64_t bytes = spec.size ? spec.size->value : 0;
  json status{{"name", stored.name.value},
              {"size", (bytes + kGiB - 1) / kGiB},
              {"iops", spec.iops.value_or(0)},
              {"service", spec.service.value},
              {"server", spec.service.value}};
  PutText(status, "type", spec.type);
  PutText(status, "availabilityZone", spec.availabilityZone);
  return status;
}

}  // namespace

DockerVolume ShowToDocker(const VolumeState& stored, const std::optional<std::string>& mount) {
  DockerVolume shown{stored.name.value, mount.value_or(""), {}};
  if (stored.volume) shown.createdAt = ToRfc3339(stored.volume->appliedAt);
  return shown;
}

json RenderDockerStatus(const VolumeState& stored) {
  json status = RenderRexRayKeys(stored);
  const Declared<VolumeSpec>& declared = *stored.volume;
  status["phase"] = ToString(PhaseOf(stored));
  PutReason(status, stored);
  PutText(status, "uid", stored.uid.value);
  if (stored.record.backendId) status["id"] = stored.record.backendId->value;
  if (declared.spec.size) status["quantity"] = ToString(*declared.spec.size);
  status["managedBy"] = declared.managedBy.set;
  PutText(status, "source", declared.managedBy.source);
  status["reclaimPolicy"] = ToString(declared.spec.reclaimPolicy);
  const auto& facts = stored.record.facts;
  if (facts && facts->format.phase == FormatPhase::Formatted) {
    status["filesystem"] = ToString(facts->format.type);
  }
  PutClaims(status, stored);
  return status;
}

Result<void> CheckMountable(const VolumeState& stored, const ServiceCatalogue& services) {
  const VolumeSpec& spec = stored.volume->spec;
  const auto service = services.find(spec.service);
  const bool block = service != services.end() && service->second.capabilities.block;
  if (!block || !spec.filesystem || spec.filesystem->type != FilesystemType::None) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("volume {} is a raw device (filesystem none), which Docker cannot mount",
                          stored.name.value),
              "RawDevice");
}

}  // namespace rexray
