#include "api/docker/protocol.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::HasSubstr;

HttpResponse SendRaw(DoorRig& rig, const std::string& target, const std::string& body) {
  HttpRequest request;
  request.method = "POST";
  request.target = target;
  request.body = body;
  return DockerHandler(
      {rig.node().store(), rig.volumes(), rig.use(), rig.claims(), [](auto, auto, auto) {}},
      {})(request);
}

TEST(DockerProtocol, AnswersHaveTheEnginesShapesAndType) {
  DoorRig rig;
  const HttpResponse activate = rig.Send("Plugin.Activate", {});
  EXPECT_EQ(activate.status, 200U);
  EXPECT_EQ(activate.contentType, "application/vnd.docker.plugins.v1.1+json");
  EXPECT_EQ(json::parse(activate.body), json({{"Implements", {"VolumeDriver"}}}));
  EXPECT_EQ(rig.Call("VolumeDriver.Capabilities"), json({{"Capabilities", {{"Scope", "global"}}}}));
  EXPECT_EQ(rig.Create("pg"), json::object());
  EXPECT_EQ(rig.Call("VolumeDriver.List").at("Volumes").at(0).at("Name"), "pg");
  EXPECT_EQ(rig.Call("VolumeDriver.Path", {{"Name", "pg"}}), json({{"Mountpoint", ""}}));
  EXPECT_EQ(rig.Unmount("pg"), json::object());
  EXPECT_EQ(rig.Remove("pg"), json::object());
}

TEST(DockerProtocol, G30_ActivateAnswersWhileTheBackendIsDown) {
  DoorRig rig;
  rig.node().world().faults().Hang("List");
  EXPECT_EQ(rig.Send("Plugin.Activate", {}).status, 200U);
  EXPECT_EQ(rig.Send("VolumeDriver.Capabilities", {}).status, 200U);
  EXPECT_EQ(rig.node().world().faults().log().size(), 0U) << "nobody was asked";
  rig.node().world().faults().Clear();
}

TEST(DockerProtocol, WhatIsNoRequestIsRefusedAndChangesNothing) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "a");
  const char* const bodies[] = {"",
                                "nonsense",
                                "[]",
                                "{}",
                                R"({"Name":""})",
                                R"({"Name":7})",
                                R"({"Name":"pg","Opts":[]})",
                                R"({"Name":"pg","Opts":{"a":1}})",
                                R"({"Name":"../../etc"})"};
  for (const char* call : {"Create", "Remove", "Mount", "Unmount", "Get", "Path"}) {
    for (const char* body : bodies) {
      const HttpResponse response = SendRaw(rig, std::string("/VolumeDriver.") + call, body);
      EXPECT_EQ(response.status, 400U) << call << " " << body << response.body;
      EXPECT_TRUE(json::parse(response.body).contains("Err"));
    }
  }
  EXPECT_EQ(rig.ClaimsOf("pg").at("a"), 1U);
}

TEST(DockerProtocol, UnknownCallsAreToldApart) {
  DoorRig rig;
  EXPECT_EQ(SendRaw(rig, "/VolumeDriver.Explode", "{}").status, 404U);
  EXPECT_EQ(SendRaw(rig, "/", "{}").status, 404U);
  EXPECT_EQ(SendRaw(rig, "VolumeDriver.List", "{}").status, 404U);
}

}  // namespace
}  // namespace rexray
