#include "drivers/storage/sim_config.h"

#include <gtest/gtest.h>

#include "tests/support/driver_calls.h"

namespace rexray {
namespace {

TEST(SimConfig, HangsForVolumesNamedStuckOnly) {
  const auto driver =
      MakeConfiguredSimDriver({{"hang", "attach"}, {"idempotency", "token"}}, {"n1"});
  ASSERT_TRUE(driver);
  const auto attach = [&](const std::string& name, const CallContext& context) {
    const BackendId id = (*driver)->Create(RequestFor(name), Soon())->id;
    return (*driver)->Attach(id, {"n1"}, AccessMode::ReadWriteOnce, context);
  };
  EXPECT_EQ(attach("stuck1", Within(std::chrono::milliseconds(5))).error().code,
            Code::DeadlineExceeded);
  const auto attached = attach("fine", Soon());
  ASSERT_TRUE(attached);
  EXPECT_EQ(attached->device, "") << "there is none on a real host";
}

TEST(SimConfig, WhatItSaysIsWhatTheDriverCan) {
  const auto driver = MakeConfiguredSimDriver({{"block", "false"},
                                               {"keepsFacts", "false"},
                                               {"serialAttach", "true"},
                                               {"forceDetach", "true"},
                                               {"snapshots", "true"},
                                               {"accessModes", "ReadWriteMany, ReadOnlyMany"},
                                               {"attachLimit", "3"},
                                               {"consistencyWindow", "5s"}},
                                              {"n1"});
  ASSERT_TRUE(driver) << driver.error().message;
  const Capabilities& can = (*driver)->capabilities();
  EXPECT_FALSE(can.block);
  EXPECT_FALSE(can.keepsFacts);
  EXPECT_TRUE(can.serialAttach);
  EXPECT_TRUE(can.forceDetach);
  EXPECT_TRUE(can.snapshots);
  const std::vector<AccessMode> modes = {AccessMode::ReadWriteMany, AccessMode::ReadOnlyMany};
  EXPECT_EQ(can.accessModes, modes);
  EXPECT_EQ(can.attachLimit, 3U);
  EXPECT_EQ(can.consistencyWindow, std::chrono::seconds(5));
}

TEST(SimConfig, WhatIsPrintedOfAWorldMakesAFittingDriver) {
  SimOptions options;
  options.block = false;
  options.create = CreateIdempotency::ListingOnly;
  options.accessModes = {AccessMode::ReadOnlyMany, AccessMode::ReadWriteOnce};
  options.attachLimit = 7;
  options.serialAttach = options.forceDetach = true;
  options.consistencyWindow = Milliseconds(1500);
  const auto driver = MakeConfiguredSimDriver(PrintSimOptions(options), {"n1"});
  ASSERT_TRUE(driver) << driver.error().message;
  const Capabilities can = (*driver)->capabilities();
  const Capabilities wanted = SimCapabilities(options);
  EXPECT_EQ(can.block, wanted.block);
  EXPECT_EQ(can.create, wanted.create);
  EXPECT_EQ(can.accessModes, wanted.accessModes);
  EXPECT_EQ(can.attachLimit, wanted.attachLimit);
  EXPECT_EQ(can.serialAttach, wanted.serialAttach);
  EXPECT_EQ(can.forceDetach, wanted.forceDetach);
  EXPECT_EQ(can.consistencyWindow, wanted.consistencyWindow);
}

TEST(SimConfig, RefusesWhatItCannotReadAndNamesIt) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"block", "maybe"},
      {"idempotency", "luck"},
      {"latency", "50"},
      {"hang", "list"},
      {"serialAttach", ""},
      {"forceDetach", "yes"},
      {"keepsFacts", "True"},
      {"accessModes", ""},
      {"accessModes", "ReadWriteOnce,"},
      {"accessModes", "ReadWriteOnce,ReadWriteOnce"},
      {"accessModes", "RWO"},
      {"attachLimit", "0"},
      {"attachLimit", "-1"},
      {"attachLimit", "many"},
      {"attachLimit", "3x"},
      {"attachLimit", "99999999999"},
      {"consistencyWindow", "5"},
      {"socket", "/run/backend"},
      {"socket", "unix://run/backend"},
      {"socket", "tcp://127.0.0.1:1"},
      {"socket", "unix:///" + std::string(120, 'x')}};
  for (const auto& [key, value] : wrong) {
    const auto driver = MakeConfiguredSimDriver({{key, value}}, {"n1"});
    ASSERT_FALSE(driver) << key << " " << value;
    EXPECT_EQ(driver.error().code, Code::InvalidArgument) << key << " " << value;
    const bool named = driver.error().message.find(key) != std::string::npos ||
                       driver.error().message.find(value) != std::string::npos;
    EXPECT_TRUE(named) << driver.error().message;
  }
}

TEST(SimConfig, FaultsOfASharedBackendAreItsServers) {
  for (const char* key : {"latency", "hang"}) {
    const auto driver = MakeConfiguredSimDriver(
        {{"socket", "unix:///nowhere"}, {key, std::string(key) == "hang" ? "attach" : "1s"}},
        {"n1"});
    ASSERT_FALSE(driver);
    EXPECT_EQ(driver.error().code, Code::InvalidArgument);
    EXPECT_NE(driver.error().message.find(key), std::string::npos) << driver.error().message;
  }
}

}  // namespace
}  // namespace rexray
