#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "tests/contract/driver_backend.h"
#include "tests/support/requirements.h"

namespace rexray {

// What drivers/driver.h promises is tested with this, for every driver.
class DriverContract : public testing::TestWithParam<DriverBackendKind> {
 protected:
  void SetUp() override {
    if (GetParam().needsRoot) RequireRoot();
    if (IsSkipped() || HasFatalFailure()) return;
    backend_ = GetParam().make();
    driver_ = backend_->MakeDriver(n1_);
  }

  CreateRequest Request(const std::string& name) {
    return RequestFor(name, driver_->capabilities());
  }
  BackendVolume Made(const std::string& name) {
    auto volume = driver_->Create(Request(name), Soon());
    EXPECT_TRUE(volume) << volume.error().message;
    return volume.value();
  }
  bool Offers(AccessMode mode) const {
    return std::ranges::count(driver_->capabilities().accessModes, mode) > 0;
  }
  bool Replays() const { return driver_->capabilities().create != CreateIdempotency::ListingOnly; }

  std::unique_ptr<DriverBackend> backend_;
  std::unique_ptr<Driver> driver_;
  const NodeName n1_{"n1"};
  const NodeName n2_{"n2"};
};

}  // namespace rexray
