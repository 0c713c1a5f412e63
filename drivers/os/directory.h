#pragma once

#include <dirent.h>

#include <string>

#include "drivers/os/descriptor.h"
#include "drivers/os/path.h"
#include "state/result.h"

namespace rexray {

// Of a DIR* in a std::unique_ptr.
struct DirectoryCloser {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// One directory, held open and reached without symlinks. Only in helpers.
class Directory {
 public:
  // NotFound; FailedPrecondition, reason TargetNotDirectory.
  static Result<Directory> Open(const std::string& path);

  bool isMountRoot() const { return status_.mountRoot; }
  const std::string& path() const { return path_; }

  Result<bool> IsEmpty() const;
  Result<void> SetMode(mode_t mode) const;

  // The attribute that keeps even root from writing into it. Filesystems that have none never are
  // immutable; making one so is then answered with false.
  bool IsImmutable() const;
  bool SetImmutable(bool immutable) const;

 private:
  Directory(std::string path, Descriptor descriptor, PathStatus status)
      : path_(std::move(path)), descriptor_(std::move(descriptor)), status_(status) {}

  std::string path_;
  Descriptor descriptor_;
  PathStatus status_;
};

// Makes (as mkdir(2) does) or removes one directory by way of its parent, which is reached without
// symlinks.
Result<void> MakeDirectory(const std::string& path, mode_t mode);
Result<void> RemoveDirectory(const std::string& path);

}  // namespace rexray
