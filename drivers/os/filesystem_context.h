#pragma once

#include <string>

#include "drivers/os/descriptor.h"
#include "drivers/os/mount_options.h"
#include "state/result.h"

namespace rexray {

// A filesystem on its way to be mounted, or mounted and about to change: fsopen(2), fspick(2). Its
// mount is in nobody's namespace until it is put somewhere, so it can be checked before anybody
// sees it, and it is gone with its descriptor. Errors carry the kernel's own words.
class FilesystemContext {
 public:
  static Result<FilesystemContext> ForNew(const std::string& type);
  static Result<FilesystemContext> ForMounted(int mountRoot);

  Result<void> SetSource(const std::string& device);
  Result<void> Set(const MountOptions& options);
  // The mount, as a descriptor of its root (as O_PATH).
  Result<Descriptor> Mount(const MountOptions& options);
  Result<void> Reconfigure();

 private:
  explicit FilesystemContext(Descriptor context) : context_(std::move(context)) {}
  Result<void> SetAll(const std::vector<MountOptions::Parameter>& parameters);
  // Of errno, with what the kernel adds.
  Error Failure(const std::string& what) const;
  Error MountFailure() const;

  Descriptor context_;
};

// Sets the attributes of one mount, by a descriptor of its root. A bind mount begins with those of
// the mount that it was taken from, whose owner had reasons for its nosuid: Inherited::Keep adds
// ours to them, Inherited::Replace leaves exactly ours.
enum class Inherited { Keep, Replace };
Result<void> SetMountAttributes(int mountRoot, const MountOptions& options, Inherited inherited);

}  // namespace rexray
