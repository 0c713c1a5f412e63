#include "tests/unit/api/api_rig.h"

// Who may call what of the control API.

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kPgVolume =
    "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec: {service: local, size: "
    "1Gi}\n";

class Roles : public testing::Test {
 protected:
  static std::string TokenOf(Role role) { return std::string(ToString(role)) + "-0123456789"; }

  HttpHandler MakeHandler() const {
    std::vector<AccessRule> rules;
    for (const Role role : {Role::Viewer, Role::Operator, Role::Admin}) {
      rules.push_back({.role = role, .name = "t", .token = TokenOf(role)});
    }
    return ControlHandler(rig_.api, std::make_shared<const Access>(std::move(rules), false));
  }

  HttpResponse Call(std::optional<Role> role, const std::string& method, const std::string& target,
                    const json& body = json::object()) const {
    HttpRequest request;
    request.method = method;
    request.target = target;
    if (method == "POST") request.body = Dump(body);
    if (role) request.headers["authorization"] = "Bearer " + TokenOf(*role);
    return handler_(request);
  }

  static json Applying(bool dryRun) {
    return {{"manifests", {{{"file", "a.yaml"}, {"text", kPgVolume}}}}, {"dryRun", dryRun}};
  }

  ApiRig rig_;
  const HttpHandler handler_ = MakeHandler();
};

TEST_F(Roles, G42_WhoIsNotKnownSeesNothing) {
  for (const char* target : {"/v1/volumes", "/v1/status", "/metrics", "/healthz", "/nowhere"}) {
    const HttpResponse response = Call(std::nullopt, "GET", target);
    EXPECT_EQ(response.status, 401U) << target;
    EXPECT_EQ(response.headers.at("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(json::parse(response.body)["error"]["reason"], kUnauthenticated);
  }
}

TEST_F(Roles, G42_AViewerChangesNothing) {
  rig_.Declare(kPgVolume);
  EXPECT_EQ(Call(Role::Viewer, "GET", "/v1/volumes").status, 200U);
  for (const char* target :
       {"/v1/adopt", "/v1/volumes/pg/undelete", "/v1/volumes/pg/pause", "/v1/volumes/pg/resume",
        "/v1/volumes/pg/retry", "/v1/volumes/pg/release", "/v1/volumes/pg/preempt",
        "/v1/volumes/pg/format", "/v1/drain", "/v1/undrain", "/v1/nodes/db2/remove"}) {
    EXPECT_EQ(Call(Role::Viewer, "POST", target).status, 403U) << target;
  }
  EXPECT_EQ(Call(Role::Viewer, "POST", "/v1/apply", Applying(false)).status, 403U);
  const json remove{{"objects", {{{"kind", "Volume"}, {"name", "pg"}}}}};
  EXPECT_EQ(Call(Role::Viewer, "POST", "/v1/delete", remove).status, 403U);
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
}

TEST_F(Roles, G42_AViewerMayAskWhatWouldBeDone) {
  EXPECT_EQ(Call(Role::Viewer, "POST", "/v1/apply", Applying(true)).status, 200U);
  EXPECT_TRUE(rig_.store->VolumeNames()->empty());
}

TEST_F(Roles, G42_WhatMayCostDataIsForAdmins) {
  EXPECT_EQ(Call(Role::Operator, "POST", "/v1/apply", Applying(false)).status, 200U);
  for (const char* target : {"/v1/volumes/pg/preempt", "/v1/volumes/pg/format"}) {
    EXPECT_EQ(Call(Role::Operator, "POST", target).status, 403U) << target;
    EXPECT_EQ(Call(Role::Admin, "POST", target).status, 400U) << "let in, and asked for more";
  }
}

}  // namespace
}  // namespace rexray
