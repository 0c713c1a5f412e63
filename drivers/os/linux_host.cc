#include <nlohmann/json.hpp>

#include "drivers/os/device.h"
#include "drivers/os/grow.h"
#include "drivers/os/host.h"
#include "drivers/os/host_arguments.h"
#include "drivers/os/mount_table.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

// The daemon's side of the host: whatever may block is asked of a helper.
class LinuxHost final : public Host {
 public:
  LinuxHost(Helpers& helpers, std::string marks) : helpers_(helpers), marks_(std::move(marks)) {}

  Result<std::shared_ptr<const MountTable>> Mounts() override { return mounts_.Current(); }

  Result<std::shared_ptr<const MountTable>> RereadMounts() override { return mounts_.Reread(); }

  bool Shows(const MountEntry& entry, const Device& device) override {
    return ShowsDevice(entry, device);
  }

  Result<Device> Inspect(const std::string& path, const CallContext& context) override {
    return Ask<Device>(host_function::kInspect, path, context);
  }

  Result<Probe> ProbeDevice(const Device& device, const std::string& ourUuid,
                            const CallContext& context) override {
    return Ask<Probe>(host_function::kProbe, host_arguments::OfProbe(device, ourUuid), context);
  }

  Result<void> Format(const step::Format& format, const CallContext& context) override {
    return Do(host_function::kFormat, host_arguments::Of(format), context);
  }

  Result<void> FinishFormat(const step::MarkFormatted& format,
                            const CallContext& context) override {
    return Do(host_function::kFinishFormat, host_arguments::Of(format), context);
  }

  Result<std::vector<std::string>> MissingDirectories(const std::string& target,
                                                      const CallContext& context) override {
    REXRAY_ASSIGN(const json answer,
                  helpers_.Call(host_function::kMissingDirectories, target, context));
    return host_arguments::ReadPaths(answer);
  }

  Result<bool> MakeTarget(const std::vector<std::string>& directories,
                          const CallContext& context) override {
    REXRAY_ASSIGN(const json answer,
                  helpers_.Call(host_function::kMakeTarget, directories, context));
    return answer.get<bool>();
  }

  Result<void> RemoveTarget(const std::vector<std::string>& directories,
                            const CallContext& context) override {
    return Do(host_function::kRemoveTarget, directories, context);
  }

  Result<TargetState> InspectTarget(const std::string& target,
                                    const CallContext& context) override {
    REXRAY_ASSIGN(const json answer, helpers_.Call(host_function::kInspectTarget, target, context));
    return host_arguments::ReadTargetState(answer);
  }

  Result<bool> LeftClean(const Device& device, const CallContext& context) override {
    REXRAY_ASSIGN(const json answer,
                  helpers_.Call(host_function::kLeftClean, ToJson(device), context));
    return answer.get<bool>();
  }

  Result<void> Check(const step::Check& check, const CallContext& context) override {
    return Do(host_function::kCheck, host_arguments::Of(check), context);
  }

  bool GrowsMountedExt4() const override { return growsMountedExt4_; }

  Result<void> GrowFilesystem(const step::GrowFilesystem& grow,
                              const CallContext& context) override {
    return Do(host_function::kGrowFilesystem, host_arguments::Of(grow, marks_), context);
  }

  Result<MountEntry> Mount(const step::Mount& mount, const CallContext& context) override {
    return Ask<MountEntry>(host_function::kMount, host_arguments::Of(mount), context);
  }

  Result<MountEntry> Remount(const step::Remount& remount, const CallContext& context) override {
    return Ask<MountEntry>(host_function::kRemount, host_arguments::Of(remount), context);
  }

  Result<void> MakeSubPath(const step::MakeSubPath& make, const CallContext& context) override {
    return Do(host_function::kMakeSubPath, host_arguments::Of(make), context);
  }

  Result<void> Unmount(const std::string& target, const CallContext& context) override {
    return Do(host_function::kUnmount, target, context);
  }

  Result<void> CheckUnused(const Device& device, const CallContext& context) override {
    return Do(host_function::kCheckUnused, ToJson(device), context);
  }

  Result<bool> IsMountedBeyond(const Device& device, const std::string& target,
                               const CallContext& context) override {
    REXRAY_ASSIGN(const json answer,
                  helpers_.Call(host_function::kIsMountedBeyond,
                                {{"device", ToJson(device)}, {"target", target}}, context));
    return answer.get<bool>();
  }

 private:
  template <class T>
  Result<T> Ask(const char* function, const json& arguments, const CallContext& context) {
    REXRAY_ASSIGN(const json answer, helpers_.Call(function, arguments, context));
    return ReadJson<T>(answer);
  }

  Result<void> Do(const char* function, const json& arguments, const CallContext& context) {
    REXRAY_TRY(helpers_.Call(function, arguments, context));
    return {};
  }

  Helpers& helpers_;
  const std::string marks_;
  const bool growsMountedExt4_ = MayGrowMountedExt4();
  CachedMountTable mounts_;
};

}  // namespace

std::unique_ptr<Host> MakeLinuxHost(Helpers& helpers, std::string marks) {
  return std::make_unique<LinuxHost>(helpers, std::move(marks));
}

}  // namespace rexray
