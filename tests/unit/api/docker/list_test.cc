#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class DockerListing : public testing::Test {
 protected:
  // {"pg": "/mnt/pg"}: what List tells, as an engine reads it.
  std::map<std::string, std::string> Listed() {
    std::map<std::string, std::string> mounts;
    const json answer = rig_.Call("VolumeDriver.List");
    for (const json& each : answer.at("Volumes")) {
      EXPECT_THAT(each.at("CreatedAt").get<std::string>(), HasSubstr("T"));
      mounts[each.at("Name").get<std::string>()] = each.at("Mountpoint").get<std::string>();
    }
    return mounts;
  }
  std::string Path(const std::string& name) {
    return rig_.Get(name).at("Volume").at("Mountpoint").get<std::string>();
  }

  DoorRig rig_;
};

TEST_F(DockerListing, ShowsEachChangeAtOnce) {
  using Mounts = std::map<std::string, std::string>;
  EXPECT_EQ(Listed(), Mounts());
  rig_.Create("pg");
  EXPECT_EQ(Listed(), (Mounts{{"pg", ""}}));
  rig_.Create("db");
  rig_.Mount("db");
  EXPECT_EQ(Listed(), (Mounts{{"db", Path("db")}, {"pg", ""}}));
  rig_.Remove("pg");
  EXPECT_EQ(Listed(), (Mounts{{"db", Path("db")}}));
}

TEST_F(DockerListing, IsWhatAnotherDaemonOnTheSameDatabaseLists) {
  rig_.Create("pg");
  rig_.Create("db");
  rig_.Mount("db");
  const auto before = Listed();
  EXPECT_NE(before.at("db"), "");
  rig_.Restart();
  EXPECT_EQ(Listed(), before);
}

TEST_F(DockerListing, G05_APathThatIsNotMountedAnyMoreIsNotListed) {
  rig_.Create("pg");
  rig_.Mount("pg");
  const std::string path = Path("pg");
  ASSERT_EQ(Listed().at("pg"), path);
  rig_.node().host().StrangerUnmounts(path);
  EXPECT_EQ(Listed().at("pg"), "");
}

TEST(DockerListingOfServices, AnotherServicesVolumesAreNotShown) {
  DockerDoorConfig config;
  config.service = ServiceName{"other"};
  DoorRig rig(config);
  SpecChange change;
  VolumeSpec spec;
  spec.name = {"pg"};
  spec.service = {"sim"};
  spec.size = Bytes{64 << 20};
  change.volumes.push_back({spec, {}});
  ASSERT_TRUE(rig.node().store().Commit(change, rig.node().clock().Now()));
  EXPECT_THAT(ErrorIn(rig.Get("pg")), HasSubstr("no such volume: pg"));
  EXPECT_THAT(ErrorIn(rig.Create("pg")), HasSubstr("pg"));
  EXPECT_THAT(ErrorIn(rig.Mount("pg")), HasSubstr("no such volume"));
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "") << "there is none at this door";
  EXPECT_TRUE(rig.node().store().Load({"pg"})->volume) << "and the other service's stays";
}

}  // namespace
}  // namespace rexray
