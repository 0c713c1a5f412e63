#include "tests/unit/drivers/os/host_test.h"

#include <sys/stat.h>

#include <algorithm>

namespace rexray {

std::unique_ptr<LoopDevice> HostTest::Loop(const std::string& name, std::uint64_t bytes) {
  return std::make_unique<LoopDevice>(SparseFile(folder_ / name, bytes));
}

Device HostTest::Inspect(const std::string& path) {
  const auto device = host_->Inspect(path, context());
  EXPECT_TRUE(device.has_value()) << Words(device.error());
  return device.value_or(Device{});
}

step::Format HostTest::FormatStep(const Device& device, FilesystemType type,
                                  const std::string& uuid) {
  step::Format format{device, {}, uuid};
  format.filesystem.type = type;
  return format;
}

void HostTest::MakeFilesystem(const Device& device, FilesystemType type, const std::string& uuid) {
  const step::Format format = FormatStep(device, type, uuid);
  EXPECT_OK(host_->Format(format, context()));
  EXPECT_OK(host_->FinishFormat({device, format.filesystem, {FormatPhase::Formatted, type, uuid}},
                                context()));
}

step::Mount HostTest::MountStep(const Device& device, FilesystemType type,
                                const std::string& target) {
  return {device, type, type == FilesystemType::None ? "" : kUuid, target, {}};
}

std::string HostTest::Folder(const std::string& name) {
  const std::string path = folder_ / name;
  EXPECT_EQ(::mkdir(path.c_str(), 0755), 0) << path;
  return path;
}

std::vector<MountEntry> HostTest::LinesAt(const std::string& target) {
  const auto table = host_->Mounts();
  EXPECT_TRUE(table.has_value());
  std::vector<MountEntry> lines;
  std::ranges::copy_if(**table, std::back_inserter(lines),
                       [&](const MountEntry& entry) { return entry.target == target; });
  return lines;
}

CallContext HostTest::context() const {
  return {std::chrono::steady_clock::now() + std::chrono::minutes(2), {}, -1};
}

std::string Words(const Error& error) {
  return std::string(ToString(error.code)) + " " + error.message + " [" + error.reason + "]";
}

}  // namespace rexray
