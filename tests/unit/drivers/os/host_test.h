#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "drivers/os/host.h"
#include "state/ids.h"
#include "tests/support/loop_device.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {

// Of this process alone: the kernel mounts no uuid twice, and tests run in parallel.
inline const std::string kUuid = RandomUuid();
inline const std::string kOtherUuid = RandomUuid();
inline constexpr std::uint64_t kMiB = 1 << 20;
inline constexpr std::uint64_t kVolumeBytes = 320 * kMiB;  // the least that every mkfs takes

// The real host, its helper functions run in this process, with real loop devices.
class HostTest : public ::testing::Test {
 protected:
  void SetUp() override { RequireRoot(); }

  // A sparse image of that name in the test's folder, attached to a loop device.
  std::unique_ptr<LoopDevice> Loop(const std::string& name, std::uint64_t bytes = kVolumeBytes);
  Device Inspect(const std::string& path);
  Device Inspect(const LoopDevice& loop) { return Inspect(loop.path()); }
  step::Format FormatStep(const Device& device, FilesystemType type,
                          const std::string& uuid = kUuid);
  // Formats and finishes.
  void MakeFilesystem(const Device& device, FilesystemType type, const std::string& uuid = kUuid);
  step::Mount MountStep(const Device& device, FilesystemType type, const std::string& target);
  std::string Folder(const std::string& name);
  // Lines of the mount table with this target.
  std::vector<MountEntry> LinesAt(const std::string& target);

  CallContext context() const;

  TempFolder folder_;
  std::unique_ptr<Helpers> helpers_ = InlineHelpers(HostHelperFunctions());
  std::unique_ptr<Host> host_ = MakeLinuxHost(*helpers_, folder_ / "growing");
};

// "error: <code> <message> [<reason>]", for assertions.
std::string Words(const Error& error);

template <class T>
::testing::AssertionResult IsOk(const char* expression, const Result<T>& result) {
  if (result.has_value()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << expression << ": " << Words(result.error());
}

template <class T>
::testing::AssertionResult IsRefused(const Result<T>& result, Code code, std::string_view reason) {
  if (result.has_value()) return ::testing::AssertionFailure() << "it was done";
  if (result.error().code == code && result.error().reason == reason)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << Words(result.error());
}

#define EXPECT_OK(expression) EXPECT_PRED_FORMAT1(::rexray::IsOk, expression)
#define ASSERT_OK(expression) ASSERT_PRED_FORMAT1(::rexray::IsOk, expression)
#define EXPECT_REFUSED(expression, code, reason) \
  EXPECT_TRUE(::rexray::IsRefused(expression, code, reason))

}  // namespace rexray
