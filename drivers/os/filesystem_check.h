#pragma once

#include "drivers/os/device.h"
#include "state/plan.h"
#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// Checks an unmounted filesystem without writing to it. False: the tool complains. Only in helpers.
Result<bool> IsFilesystemClean(const VerifiedDevice& device, FilesystemType type);

// What Host::LeftClean and Host::Check promise. Only in helpers.
Result<bool> IsLeftClean(const Device& device);
enum class CheckDepth {
  WhereItWasNotLeftClean,
  Whole,        // also where it says that it was left clean
  AfterGrowth,  // and every question is answered with yes: only of one that resize2fs left unfinished
};
Result<void> CheckAndMend(const step::Check& check,
                          CheckDepth depth = CheckDepth::WhereItWasNotLeftClean);

// The error of one that no program mends without a question, with the command that does.
std::unexpected<Error> NeedsRepair(const VerifiedDevice& device, const std::string& why);

// Whether the superblock of an ext4 says that the kernel found errors which no check has mended
// since, also while it is mounted. Only in helpers.
Result<bool> HasErrors(const VerifiedDevice& device);

}  // namespace rexray
