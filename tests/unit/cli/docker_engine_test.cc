#include "cli/docker_engine.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rexray {
namespace {

using nlohmann::json;

json Container(const std::string& state, const std::vector<std::string>& volumes) {
  json mounts = json::array();
  for (const std::string& volume : volumes) {
    mounts.push_back({{"Type", "volume"}, {"Name", volume}, {"Destination", "/data"}});
  }
  return {{"Id", "1e200c061e83"}, {"State", state}, {"Mounts", mounts}};
}

TEST(DockerEngine, CountsTheUsesOfLiveContainersAndOfThoseThatMayStart) {
  const json answer = {Container("running", {"a", "a", "b"}),
                       Container("restarting", {"a"}),
                       Container("paused", {"b"}),
                       Container("created", {"a", "c"}),
                       Container("exited", {"a", "d"}),
                       Container("dead", {"d"})};
  const auto uses = VolumesOfContainers(answer);
  ASSERT_TRUE(uses);
  EXPECT_EQ(uses->size(), 4u);
  EXPECT_EQ(uses->at({"a"}).live, 3u);
  EXPECT_EQ(uses->at({"a"}).stopped, 2u);
  EXPECT_EQ(uses->at({"b"}).live, 2u);
  EXPECT_EQ(uses->at({"c"}).live, 0u);
  EXPECT_EQ(uses->at({"c"}).stopped, 1u);
  EXPECT_EQ(uses->at({"d"}).stopped, 1u) << "what is dead starts no more";
}

TEST(DockerEngine, WhatIsNoListDeniesNothing) {
  EXPECT_FALSE(VolumesOfContainers({{"message", "page not found"}}));
  EXPECT_FALSE(VolumesOfContainers(nullptr));
}

TEST(DockerEngine, BindMountsAndOddEntriesAreNoUsesOfVolumes) {
  json bind = Container("running", {});
  bind["Mounts"] = {{{"Type", "bind"}, {"Source", "/srv"}}, "odd"};
  const auto uses = VolumesOfContainers({bind, "odd", Container("running", {"a"})});
  ASSERT_TRUE(uses);
  EXPECT_EQ(uses->size(), 1u);
  EXPECT_EQ(uses->at({"a"}).live, 1u);
}

}  // namespace
}  // namespace rexray
