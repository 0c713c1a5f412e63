#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "drivers/os/host.h"
#include "drivers/storage/sim_world.h"
#include "tests/support/sim_tree.h"

namespace rexray {

// A node of a simulated world, in memory and as strict as host.h promises. A volume attached to the
// node has the device "/dev/sim/<backend id>" ("/sim/<backend id>", a directory, where the world is
// not one of block devices). "/srv" and "/var/lib" exist. Any thread.
class SimHost : public Host {
 public:
  SimHost(std::shared_ptr<SimWorld> world, NodeName node);

  Result<std::shared_ptr<const MountTable>> Mounts() override;
  Result<std::shared_ptr<const MountTable>> RereadMounts() override { return Mounts(); }
  bool Shows(const MountEntry& entry, const Device& device) override;
  Result<Device> Inspect(const std::string& path, const CallContext& context) override;
  Result<Probe> ProbeDevice(const Device& device, const std::string& ourUuid,
                            const CallContext& context) override;
  Result<void> Format(const step::Format& format, const CallContext& context) override;
  Result<void> FinishFormat(const step::MarkFormatted& format, const CallContext& context) override;
  Result<std::vector<std::string>> MissingDirectories(const std::string& target,
                                                      const CallContext& context) override;
  Result<bool> MakeTarget(const std::vector<std::string>& directories,
                          const CallContext& context) override;
  Result<void> RemoveTarget(const std::vector<std::string>& directories,
                            const CallContext& context) override;
  Result<TargetState> InspectTarget(const std::string& target, const CallContext& context) override;
  Result<bool> LeftClean(const Device& device, const CallContext& context) override;
  Result<void> Check(const step::Check& check, const CallContext& context) override;
  bool GrowsMountedExt4() const override { return growsMountedExt4_; }
  Result<void> GrowFilesystem(const step::GrowFilesystem& grow,
                              const CallContext& context) override;
  Result<MountEntry> Mount(const step::Mount& mount, const CallContext& context) override;
  Result<MountEntry> Remount(const step::Remount& remount, const CallContext& context) override;
  Result<void> MakeSubPath(const step::MakeSubPath& make, const CallContext& context) override;
  Result<void> Unmount(const std::string& target, const CallContext& context) override;
  Result<void> CheckUnused(const Device& device, const CallContext& context) override;
  Result<bool> IsMountedBeyond(const Device& device, const std::string& target,
                               const CallContext& context) override;

  // Refusals, lost replies, hangs and the log, by the names of the methods above. A device that
  // cannot be read: faults().Refuse("ProbeDevice", ...).
  SimFaults& faults() { return faults_; }
  const NodeName& node() const { return node_; }
  BootId boot() const;
  std::size_t checksMade() const { return checksMade_; }    // of whole filesystems, by ProbeDevice
  std::size_t MountCount(const std::string& target) const;  // lines of mountinfo

  // Behind everybody's back:
  void StrangerMounts(const std::string& target);    // a foreign tmpfs, on top of whatever is there
  void StrangerUnmounts(const std::string& target);  // the topmost, though busy
  void StrangerRemounts(const std::string& target, const std::string& options,
                        const std::string& fsOptions);
  void MakeDirectory(const std::string& path);  // and its parents
  void PutFile(const std::string& path);        // parents too
  void PutSymlink(const std::string& path);
  void SetBusy(const std::string& target, bool busy);  // somebody's open file
  // Somebody who has the device, in another mount namespace or open; empty: nobody any more.
  void SetHeld(const std::string& device, const std::string& by);
  void SetImmutableSupported(bool supported);
  void SetGrowsMountedExt4(bool grows) { growsMountedExt4_ = grows; }
  // The device path leads to another volume's device, as when a device name is reused.
  void PointDevice(const std::string& path, const BackendId& id);

  // The next Format is killed in mkfs: garbage without a signature, or a filesystem of our uuid
  // that is not clean. The caller gets Unavailable.
  enum class FormatCut { Garbage, Unclean };
  void CutFormat(FormatCut cut);

  // Mounts and devices vanish, a new boot id; attachments end unless the backend keeps them.
  void Reboot(bool keepAttachments = false);

  // What a user's program does at a path: writes into the volume mounted there (its content's
  // `data`), else a file into the bare directory; PermissionDenied where that is immutable. The
  // world refuses what the node may not write any more (SimWorld::refusedWrites).
  Result<void> Write(const std::string& path, const std::string& data);
  // The `data` of the volume mounted there; nullopt if none is.
  std::optional<std::string> Read(const std::string& path) const;

 private:
  template <class Effect>
  auto Run(const char* method, const std::string& object, const CallContext& context, Effect effect)
      -> decltype(effect()) {
    return faults_.Run({method, object, node_.value, {}, false}, context, [&] {
      std::lock_guard lock(mutex_);
      return effect();
    });
  }
  Result<SimVolume> VolumeAt(const std::string& path) const;
  Result<SimVolume> VolumeOf(const Device& device) const;
  Device DeviceOf(const std::string& path, const SimVolume& volume) const;
  std::optional<SimVolume> VolumeOf(const MountEntry& entry) const;
  Result<void> CheckFree(const SimVolume& volume, const Device& device) const;
  Result<void> CheckMountable(const step::Mount& mount, const SimVolume& volume) const;
  Result<void> CheckNow(const step::Check& check);
  Result<void> GrowNow(const step::GrowFilesystem& grow);
  Result<MountEntry> MountNow(const step::Mount& mount);
  Result<MountEntry> RemountNow(const step::Remount& remount);
  Result<void> MakeSubPathNow(const step::MakeSubPath& make);
  Result<void> UnmountNow(const std::string& target);
  Result<void> CheckUnusedNow(const Device& device);
  Result<void> FormatNow(const step::Format& format);
  Result<void> MakeOne(const std::string& directory, bool last);
  Result<void> WriteThrough(const MountEntry& mount, const SimVolume& volume,
                            const std::string& data);
  void PopMount(const std::string& target);

  const std::shared_ptr<SimWorld> world_;
  const NodeName node_;
  SimFaults faults_;
  mutable std::mutex mutex_;
  SimTree tree_;
  std::set<std::string> busy_;
  std::map<std::string, std::string> held_;  // device → by whom
  std::map<std::string, BackendId> redirected_;
  bool immutableSupported_ = true;
  std::atomic<bool> growsMountedExt4_ = true;
  std::optional<FormatCut> cut_;
  std::uint64_t boots_ = 1;
  std::atomic<std::size_t> checksMade_ = 0;
};

}  // namespace rexray
