#include <gtest/gtest.h>

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class SnapshotsTest : public testing::Test {
 protected:
  void SetUp() override {
    const BackendSnapshot snapshot{{"snap-1"},
                                   {"pg"},
                                   {"pg--1"},
                                   Bytes{64 << 20},
                                   TimePoint() + std::chrono::hours(5),
                                   SnapshotState::Available,
                                   {"token"}};
    rig_.snapshots[{"local"}] = ShownSnapshots::Known({true, {snapshot}}, rig_.clock.Now());
  }
  ApiRig rig_;
};

TEST_F(SnapshotsTest, AreShownWithTheirServiceAndOrigin) {
  const json answer = rig_.Get("/v1/snapshots");
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  ASSERT_EQ(answer["items"].size(), 1U);
  EXPECT_EQ(answer["items"][0], json::parse(R"({
      "apiVersion": "rexray.io/v1", "kind": "Snapshot", "metadata": {"name": "snap-1"},
      "spec": {"volume": "pg"},
      "status": {"service": "local", "id": "snap-1", "volumeId": "pg--1", "size": "64Mi", "state": "Available",
                 "created": "1970-01-01T05:00:00.000Z"}})"));
  EXPECT_EQ(answer["services"],
            json::parse(R"([{"name": "local", "answered": true, "complete": true}])"))
      << "who makes none is not asked";
}

TEST_F(SnapshotsTest, AServiceThatIsSilentSaysSo) {
  rig_.snapshots[{"local"}] = ShownSnapshots::NotKnown("no route");
  EXPECT_EQ(rig_.Get("/v1/snapshots")["services"], json::parse(R"([
      {"name": "local", "answered": false, "complete": false, "message": "no route"}])"));
}

TEST_F(SnapshotsTest, OneServiceMayBeAskedAlone) {
  EXPECT_EQ(rig_.Get("/v1/snapshots?service=local")["items"].size(), 1U);
  EXPECT_EQ(rig_.Get("/v1/snapshots?service=nosuch")["httpStatus"], 404);
  const json none = rig_.Get("/v1/snapshots?service=files");
  EXPECT_EQ(none["error"]["message"], "service files makes no snapshots");
}

TEST_F(SnapshotsTest, APolicyThatNoSnapshotCanFulfilIsRefused) {
  const auto yaml = [](const std::string& rest) {
    return "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\n"
           "spec: {reclaimPolicy: Snapshot, " +
           rest + "}\n";
  };
  const json refused = rig_.Apply(yaml("service: files"));
  EXPECT_NE(Dump(refused).find("makes no snapshots"), std::string::npos) << refused;
  EXPECT_EQ(rig_.Apply(yaml("service: local, size: 64Mi"))["httpStatus"], 200);
}

}  // namespace
}  // namespace rexray
