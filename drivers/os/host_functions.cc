#include <nlohmann/json.hpp>

#include "drivers/os/device.h"
#include "drivers/os/device_use.h"
#include "drivers/os/filesystem_check.h"
#include "drivers/os/finish_format.h"
#include "drivers/os/format.h"
#include "drivers/os/grow.h"
#include "drivers/os/host.h"
#include "drivers/os/host_arguments.h"
#include "drivers/os/mount.h"
#include "drivers/os/probe.h"
#include "drivers/os/sub_path.h"
#include "drivers/os/target.h"
#include "state/codec.h"

// The helpers' side of the host: arguments in, the work, the answer out. The volume's lock needs no
// care here: who has inherited it keeps it.

namespace rexray {
namespace {

using nlohmann::json;
using namespace host_arguments;

Result<json> RunInspect(const json& arguments, int) {
  REXRAY_ASSIGN(const Device device, InspectDevice(arguments.get<std::string>()));
  return ToJson(device);
}

Result<json> RunProbe(const json& arguments, int) {
  REXRAY_ASSIGN(const Device device, ReadJson<Device>(arguments.at("device")));
  REXRAY_ASSIGN(const Probe probe,
                ProbeBlockDevice(device, arguments.at("ourUuid").get<std::string>()));
  return ToJson(probe);
}

Result<json> RunFormatting(const json& arguments, int) {
  REXRAY_ASSIGN(const step::Format format, ReadFormat(arguments));
  REXRAY_TRY(FormatDevice(format));
  return json();
}

Result<json> FinishFormat(const json& arguments, int) {
  REXRAY_ASSIGN(const step::MarkFormatted format, ReadMarkFormatted(arguments));
  REXRAY_TRY(FinishNewFilesystem(format));
  return json();
}

Result<json> MissingDirectories(const json& arguments, int) {
  REXRAY_ASSIGN(const auto missing, MissingTargetDirectories(arguments.get<std::string>()));
  return json(missing);
}

Result<json> MakeTarget(const json& arguments, int) {
  REXRAY_ASSIGN(const bool isProtected, MakeTargetDirectories(ReadPaths(arguments)));
  return json(isProtected);
}

Result<json> RemoveTarget(const json& arguments, int) {
  REXRAY_TRY(RemoveTargetDirectories(ReadPaths(arguments)));
  return json();
}

Result<json> InspectTarget(const json& arguments, int) {
  REXRAY_ASSIGN(const TargetState state, InspectTargetDirectory(arguments.get<std::string>()));
  return Of(state);
}

Result<json> LeftClean(const json& arguments, int) {
  REXRAY_ASSIGN(const Device device, ReadJson<Device>(arguments));
  REXRAY_ASSIGN(const bool clean, IsLeftClean(device));
  return json(clean);
}

Result<json> Check(const json& arguments, int) {
  REXRAY_ASSIGN(const step::Check check, ReadCheck(arguments));
  REXRAY_TRY(CheckAndMend(check));
  return json();
}

Result<json> Grow(const json& arguments, int) {
  REXRAY_ASSIGN(const step::GrowFilesystem grow, ReadGrow(arguments));
  REXRAY_TRY(grow.target.empty() ? GrowUnmountedExt4(grow, arguments.at("marks").get<std::string>())
                                 : GrowMounted(grow));
  return json();
}

Result<json> Mount(const json& arguments, int) {
  REXRAY_ASSIGN(const step::Mount mount, ReadMount(arguments));
  REXRAY_ASSIGN(const MountEntry entry, MountAtTarget(mount));
  return ToJson(entry);
}

Result<json> Remount(const json& arguments, int) {
  REXRAY_ASSIGN(const MountEntry entry, RemountTarget(ReadRemount(arguments)));
  return ToJson(entry);
}

Result<json> MakeSubPath(const json& arguments, int) {
  REXRAY_ASSIGN(const step::MakeSubPath make, ReadMakeSubPath(arguments));
  REXRAY_TRY(MakeSubPathOfMount(make));
  return json();
}

Result<json> Unmount(const json& arguments, int) {
  REXRAY_TRY(UnmountTarget(arguments.get<std::string>()));
  return json();
}

Result<json> CheckUnused(const json& arguments, int) {
  REXRAY_ASSIGN(const Device device, ReadJson<Device>(arguments));
  REXRAY_TRY(CheckDeviceUnused(device));
  return json();
}

Result<json> IsMountedBeyond(const json& arguments, int) {
  REXRAY_ASSIGN(const Device device, ReadJson<Device>(arguments.at("device")));
  REXRAY_ASSIGN(const bool beyond,
                IsDeviceMountedBeyond(device, arguments.at("target").get<std::string>()));
  return json(beyond);
}

}  // namespace

std::vector<HelperFunction> HostHelperFunctions() {
  using namespace host_function;
  return {{kInspect, RunInspect},
          {kProbe, RunProbe},
          {kFormat, RunFormatting},
          {kFinishFormat, FinishFormat},
          {kMissingDirectories, MissingDirectories},
          {kMakeTarget, MakeTarget},
          {kRemoveTarget, RemoveTarget},
          {kInspectTarget, InspectTarget},
          {kLeftClean, LeftClean},
          {kCheck, Check},
          {kGrowFilesystem, Grow},
          {kMount, Mount},
          {kRemount, Remount},
          {kMakeSubPath, MakeSubPath},
          {kUnmount, Unmount},
          {kCheckUnused, CheckUnused},
          {kIsMountedBeyond, IsMountedBeyond}};
}

}  // namespace rexray
