#include "drivers/os/filesystem_context.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/os_error.h"

namespace rexray {

Result<FilesystemContext> FilesystemContext::ForNew(const std::string& type) {
  Descriptor context(::fsopen(type.c_str(), FSOPEN_CLOEXEC));
  if (context.valid()) return FilesystemContext(std::move(context));
  if (errno == ENODEV)
    return Fail(Code::FailedPrecondition,
                fmt::format("this kernel has no {}; load its module", type));
  return FailErrno(errno, fmt::format("cannot prepare a mount of type {}", type));
}

Result<FilesystemContext> FilesystemContext::ForMounted(int mountRoot) {
  Descriptor context(::fspick(mountRoot, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  if (context.valid()) return FilesystemContext(std::move(context));
  return FailErrno(errno, "cannot prepare a change of the mounted filesystem");
}

// The kernel explains in a log of the context, a line a read: "e ext4: Unknown parameter 'foo'".
Error FilesystemContext::Failure(const std::string& what) const {
  const int error = errno;
  std::string words;
  char line[1024];
  for (ssize_t length; (length = ::read(context_.get(), line, sizeof line)) > 0;) {
    std::string_view text(line, static_cast<std::size_t>(length));
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (text.starts_with("e ") || text.starts_with("w ")) text.remove_prefix(2);
    words += fmt::format("{}{}", words.empty() ? " (the kernel says: " : "; ", text);
  }
  return FailErrno(error, what + words + (words.empty() ? "" : ")")).error();
}

// Here EINVAL speaks of what is on the device (a uuid mounted twice, say), not of what the user
// declared: it may pass without a change of the spec. Damage does not pass.
Error FilesystemContext::MountFailure() const {
  const bool damaged = errno == EUCLEAN || errno == EBADMSG;
  const bool ofContents = errno == EINVAL || damaged;
  Error error = Failure("the kernel cannot mount it");
  if (ofContents) error.code = Code::FailedPrecondition;
  error.reason = damaged ? "NeedsRepair" : "MountFailed";
  return error;
}

Result<void> FilesystemContext::SetSource(const std::string& device) {
  if (::fsconfig(context_.get(), FSCONFIG_SET_STRING, "source", device.c_str(), 0) < 0)
    return std::unexpected(Failure(fmt::format("the kernel refuses {} as a source", device)));
  return {};
}

Result<void> FilesystemContext::SetAll(const std::vector<MountOptions::Parameter>& parameters) {
  for (const auto& [name, value, hasValue] : parameters) {
    const int status =
        hasValue ? ::fsconfig(context_.get(), FSCONFIG_SET_STRING, name.c_str(), value.c_str(), 0)
                 : ::fsconfig(context_.get(), FSCONFIG_SET_FLAG, name.c_str(), nullptr, 0);
    if (status < 0)
      return std::unexpected(
          Failure(fmt::format("the kernel refuses the mount option '{}'", name)));
  }
  return {};
}

Result<void> FilesystemContext::Set(const MountOptions& options) {
  REXRAY_TRY(SetAll(options.superblock));
  return SetAll(options.filesystem);
}

Result<Descriptor> FilesystemContext::Mount(const MountOptions& options) {
  if (::fsconfig(context_.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0)
    return std::unexpected(MountFailure());
  Descriptor mount(
      ::fsmount(context_.get(), FSMOUNT_CLOEXEC, static_cast<unsigned>(options.attributes)));
  if (!mount.valid()) return std::unexpected(MountFailure());
  return mount;
}

Result<void> FilesystemContext::Reconfigure() {
  if (::fsconfig(context_.get(), FSCONFIG_CMD_RECONFIGURE, nullptr, nullptr, 0) < 0)
    return std::unexpected(Failure("the kernel cannot change the mounted filesystem"));
  return {};
}

Result<void> SetMountAttributes(int mountRoot, const MountOptions& options, Inherited inherited) {
  constexpr std::uint64_t kAccessTime = MOUNT_ATTR_NOATIME | MOUNT_ATTR_STRICTATIME;
  constexpr std::uint64_t kAll = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
                                 MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NODIRATIME | MOUNT_ATTR_NOSYMFOLLOW;
  const bool replace = inherited == Inherited::Replace;
  mount_attr attributes{};
  attributes.attr_set = options.attributes;
  attributes.attr_clr = replace ? kAll & ~options.attributes : 0;
  if (replace || (options.attributes & kAccessTime)) attributes.attr_clr |= MOUNT_ATTR__ATIME;
  if (::mount_setattr(mountRoot, "", AT_EMPTY_PATH, &attributes, sizeof attributes) == 0) return {};
  if (errno == ENOSYS)
    return Fail(Code::Unimplemented, "this kernel cannot change a mount's options; Linux 5.12 can");
  return FailErrno(errno, "the kernel refuses the mount's options");
}

}  // namespace rexray
