#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "drivers/os/host.h"
#include "drivers/registry.h"
#include "tests/support/driver_calls.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {

// A driver of volume folders in a folder of the test's own, its helper functions run in this
// process.
class FolderDriverTest : public testing::Test {
 protected:
  explicit FolderDriverTest(std::string driver) : driverName_(std::move(driver)) {}

  void SetUp() override {
    RequireRoot();
    if (IsSkipped() || HasFatalFailure()) return;
    driver_ = MakeDriverOf(n1_, boot_);
  }

  std::unique_ptr<Driver> MakeDriverOf(const NodeName& node, const BootId& boot) {
    const ServiceConfig service{{"service"}, driverName_, {{"root", root_}}};
    return std::move(MakeDriver(service, {*helpers_, node, boot}).value());
  }

  CreateRequest Request(const std::string& name) const {
    CreateRequest request = RequestFor(name, driver_->capabilities().sized ? 4 << 20 : 0);
    request.facts.createdBlank = true;
    return request;
  }

  BackendId Made(const std::string& name) {
    const auto volume = driver_->Create(Request(name), Soon());
    EXPECT_TRUE(volume) << volume.error().message;
    return volume.value().id;
  }

  std::string AttachedDevice(const BackendId& id) {
    const auto attached = driver_->Attach(id, n1_, kOnce, Soon());
    EXPECT_TRUE(attached) << attached.error().message;
    return attached.value().device;
  }

  std::string FolderOf(const BackendId& id) const { return root_ + "/" + id.value; }

  static void WriteFile(const std::string& path, const std::string& content) {
    std::ofstream(path) << content;
  }
  static std::string ReadFile(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
  }

  const std::string driverName_;
  TempFolder folder_;
  const std::string root_ = folder_ / "root";
  const NodeName n1_{"n1"};
  const NodeName n2_{"n2"};
  const BootId boot_{"boot-1"};
  std::unique_ptr<Helpers> helpers_ = InlineHelpers(DriverHelperFunctions());
  std::unique_ptr<Driver> driver_;
};

}  // namespace rexray
