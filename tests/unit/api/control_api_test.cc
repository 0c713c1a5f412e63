#include "api/control_api.h"

#include "tests/unit/api/api_rig.h"
#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class ControlApiTest : public testing::Test {
 protected:
  ApiRig rig_;
};

TEST_F(ControlApiTest, TellsItsVersion) {
  const json version = rig_.Get("/v1/version");
  EXPECT_EQ(version["version"], "1.2.3");
  EXPECT_EQ(version["apiVersions"], json{"v1"});
  EXPECT_EQ(version["node"], "db1");
  EXPECT_EQ(version["domain"], "test");
  EXPECT_EQ(version["pid"], getpid());
}

TEST_F(ControlApiTest, AppliesAndShowsVolumesAndAttachments) {
  const json applied = rig_.Apply(VolumeYaml("pg", "{app: pg}") + AttachmentYaml("pg"));
  EXPECT_EQ(applied["httpStatus"], 200) << applied;
  EXPECT_EQ(applied["objects"][0], json::parse(R"({"kind":"Volume","name":"pg","volume":"pg",
      "change":"created","generation":1})"));
  EXPECT_EQ(applied["plans"], json::array());
  EXPECT_EQ(rig_.Get("/v1/volumes")["items"].size(), 1U);
  EXPECT_EQ(rig_.Get("/v1/volumes/pg")["metadata"]["labels"]["app"], "pg");
  EXPECT_EQ(rig_.Get("/v1/attachments")["items"][0]["spec"]["mount"]["path"], "/srv/pg");
  EXPECT_EQ(rig_.Get("/v1/attachments/pg-db1")["spec"]["volume"], "pg");
}

TEST_F(ControlApiTest, TellsTheProblemsOfAManifestWithTheirPlaces) {
  const json refused = rig_.Apply(VolumeYaml("pg", "{}", "lots"));
  EXPECT_EQ(refused["httpStatus"], 400);
  EXPECT_EQ(refused["error"]["code"], "InvalidArgument");
  EXPECT_EQ(refused["error"]["reason"], "InvalidManifest");
  const json& detail = refused["error"]["details"].at(0);
  EXPECT_EQ(detail["file"], "a.yaml");
  EXPECT_EQ(detail["line"], 4);
  EXPECT_EQ(detail["path"], "spec.size");
}

TEST_F(ControlApiTest, FiltersByLabels) {
  rig_.Declare(VolumeYaml("alpha", "{app: pg}") + VolumeYaml("beta", "{app: web}") +
               VolumeYaml("gamma"));
  EXPECT_EQ(rig_.Get("/v1/volumes?selector=app%3Dpg")["items"].size(), 1U);
  EXPECT_EQ(rig_.Get("/v1/volumes?selector=!app")["items"][0]["metadata"]["name"], "gamma");
  EXPECT_EQ(rig_.Get("/v1/volumes?selector=a%20b")["httpStatus"], 400);
}

TEST_F(ControlApiTest, Answers404ForWhatDoesNotExist) {
  for (const char* target : {"/v1/volumes/nosuch", "/v1/attachments/nosuch", "/v1/why/nosuch",
                             "/v1/plan?volume=nosuch"}) {
    const json answer = rig_.Get(target);
    EXPECT_EQ(answer["httpStatus"], 404) << target;
    EXPECT_EQ(answer["error"]["code"], "NotFound") << target;
  }
  EXPECT_EQ(rig_.Post("/v1/volumes/nosuch/pause", {})["httpStatus"], 404);
}

TEST_F(ControlApiTest, RefusesNamesAndNumbersThatCannotBe) {
  for (const char* target :
       {"/v1/volumes/%2e%2e", "/v1/plan?volume=a%20b", "/v1/events?limit=0", "/v1/events?after=x",
        "/v1/operations?open=maybe", "/v1/watch", "/v1/watch?kind=claims", "/v1/volumes?label=x"}) {
    EXPECT_EQ(rig_.Get(target)["httpStatus"], 400) << target;
  }
}

TEST_F(ControlApiTest, DeletesAndTellsWhatWillBeDone) {
  rig_.Declare(VolumeYaml("pg"));
  const json deleted = rig_.Post(
      "/v1/delete",
      {{"objects", {{{"kind", "Volume"}, {"name", "pg"}}}}, {"now", true}, {"plans", true}});
  EXPECT_EQ(deleted["httpStatus"], 200) << deleted;
  EXPECT_EQ(deleted["objects"][0]["change"], "deleted");
  EXPECT_EQ(deleted["plans"][0]["volume"], "pg");
  EXPECT_EQ(rig_.Get("/v1/volumes/pg")["status"]["phase"], "Removing");
}

TEST_F(ControlApiTest, PlansOneVolumeOrAll) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  EXPECT_EQ(rig_.Get("/v1/plan")["plans"].size(), 2U);
  const json plans = rig_.Get("/v1/plan?volume=beta")["plans"];
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0]["actions"][0]["action"], "Create");
}

TEST_F(ControlApiTest, ExplainsWhy) {
  rig_.Declare(VolumeYaml("pg"));
  EXPECT_EQ(rig_.Get("/v1/why/pg")["state"], "Pending");
  rig_.SaveReady("pg", MakeCondition(false, "NoOwner"));
  const json why = rig_.Get("/v1/why/pg");
  EXPECT_EQ(why["state"], "Blocked");
  EXPECT_EQ(why["reason"], "NoOwner");
  EXPECT_EQ(why["plan"]["verdict"], "actions");
}

TEST_F(ControlApiTest, PausesResumesAndRetries) {
  rig_.Declare(VolumeYaml("pg"));
  rig_.told();
  EXPECT_EQ(rig_.Post("/v1/volumes/pg/pause", {})["status"]["phase"], "Paused");
  EXPECT_EQ(rig_.Post("/v1/volumes/pg/resume", {})["status"]["phase"], "Pending");
  EXPECT_EQ(rig_.Post("/v1/volumes/pg/retry", {})["metadata"]["name"], "pg");
  EXPECT_EQ(rig_.told(), (std::vector<std::string>{"enqueue pg", "enqueue pg", "retry pg"}));
}

TEST_F(ControlApiTest, ShowsNodesAndServices) {
  rig_.Declare(VolumeYaml("pg") + AttachmentYaml("pg", "db2"));
  const json nodes = rig_.Get("/v1/nodes")["items"];
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0]["status"], (json{{"here", true}, {"boot", "boot-1"}, {"draining", false}}));
  EXPECT_EQ(nodes[0]["metadata"]["labels"], (json{{"zone", "a"}}));
  EXPECT_EQ(nodes[1]["status"], (json{{"here", false}}));
  const json services = rig_.Get("/v1/services")["items"];
  ASSERT_EQ(services.size(), 2U);
  EXPECT_EQ(services[0]["metadata"]["name"], "files");
  EXPECT_EQ(services[0]["spec"]["driver"], "dir");
  EXPECT_EQ(services[0]["status"]["capabilities"]["block"], false);
}

TEST_F(ControlApiTest, ShowsEventsAndOperations) {
  rig_.Declare(VolumeYaml("pg"));
  VolumeState stored = *rig_.store->Load({"pg"});
  stored.record.volume = stored.name;
  stored.record.uid = stored.uid;
  stored.record.service = {"local"};
  Operation create;
  create.volume = stored.name;
  create.detail = "create";
  const auto begun = rig_.store->BeginOperation(create, stored.record, stored.revision);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  Event hello;
  hello.volume = stored.name;
  hello.reason = "Hello";
  ASSERT_TRUE(rig_.store->AppendEvents({hello}).has_value());
  EXPECT_EQ(rig_.Get("/v1/operations?open=true&volume=pg")["items"][0]["detail"], "create");
  EXPECT_EQ(rig_.Get("/v1/volumes/pg")["status"]["phase"], "Creating");
  EXPECT_EQ(rig_.Get("/v1/volumes/pg")["status"]["operation"]["action"], "Create");
  const json events = rig_.Get("/v1/events?volume=pg&limit=1")["items"];
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0]["reason"], "Hello");
  const std::string after = "/v1/events?after=" + events[0]["id"].dump();
  EXPECT_TRUE(rig_.Get(after)["items"].empty());
}

TEST_F(ControlApiTest, ShowsItsStatus) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  rig_.SaveReady("alpha", IsConverged());
  rig_.clock.Advance(std::chrono::seconds(90));
  const json status = rig_.Get("/v1/status");
  EXPECT_EQ(status["volumes"], (json{{"Ready", 1}, {"Pending", 1}}));
  EXPECT_EQ(status["uptimeSeconds"], 90.0);
  EXPECT_EQ(status["queue"]["caughtUp"], true);
  EXPECT_GT(status["database"]["sizeBytes"], 0);
  EXPECT_EQ(status["quarantine"], json::array());
  EXPECT_EQ(status["services"].size(), 2U);
}

TEST_F(ControlApiTest, IsReadyOnceEveryVolumeHadAPass) {
  rig_.caughtUp = false;
  EXPECT_EQ(rig_.Call("GET", "/readyz").status, 503U);
  EXPECT_EQ(rig_.Call("GET", "/healthz").body, "ok\n");
  rig_.caughtUp = true;
  EXPECT_EQ(rig_.Call("GET", "/readyz").body, "ok\n");
}

TEST_F(ControlApiTest, GivesMetricsAsPrometheusReadsThem) {
  const HttpResponse response = rig_.Call("GET", "/metrics");
  EXPECT_EQ(response.contentType, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(response.body, "rexray_up 1\n");
}

TEST_F(ControlApiTest, ShowsOnlyMetricsAndHealthOnTheMetricsListener) {
  const HttpHandler handler = MetricsHandler(rig_.api);
  HttpRequest request;
  request.method = "GET";
  for (const char* target : {"/metrics", "/healthz", "/readyz"}) {
    request.target = target;
    EXPECT_EQ(handler(request).status, 200U) << target;
  }
  for (const char* target : {"/v1/volumes", "/v1/status", "/v1/watch?kind=volumes"}) {
    request.target = target;
    EXPECT_EQ(handler(request).status, 404U) << target;
  }
}

// The whole way: socket, HTTP, router, service, database, watch.
TEST_F(ControlApiTest, StreamsChangesToAClient) {
  HttpRig http({}, rig_.handler);
  RawClient watcher = http.Connect();
  watcher.Send("GET /v1/watch?kind=volumes&name=pg HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(watcher.ReadHead().status, 200U);
  EXPECT_EQ(json::parse(*watcher.ReadChunk())["type"], "BOOKMARK");
  const json body{{"manifests", {{{"text", VolumeYaml("pg")}}}}};
  EXPECT_EQ(http.Connect().Post("/v1/apply", body.dump()).status, 200U);
  EXPECT_EQ(json::parse(*watcher.ReadChunk())["type"], "ADDED");
  EXPECT_TRUE(http.server.Stop(std::chrono::seconds(20)));
  EXPECT_EQ(watcher.ReadChunk(), "");
}

}  // namespace
}  // namespace rexray
