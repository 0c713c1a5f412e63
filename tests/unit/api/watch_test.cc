#include "api/watch.h"

#include "api/object_filter.h"
#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

// A stream as its client sees it.
class Reader {
 public:
  explicit Reader(StreamSource source) : source_(std::move(source)) {}

  json Next() {
    const auto line = source_({});
    return line && *line != "\n" ? json::parse(*line) : json();
  }
  std::string Type() { return Next().value("type", ""); }
  std::string Raw() { return source_({}).value_or("END"); }

 private:
  StreamSource source_;
};

class Watches : public testing::Test {
 protected:
  Reader Volumes(ObjectFilter filter = {}, Milliseconds heartbeat = kHeartbeat) {
    WatchedObjects objects{.kind = std::string(ToString(filter.kind)), .volume = {}, .render = {}};
    if (!filter.name.empty()) objects.volume = VolumeName{filter.name};
    objects.render = [this, filter](const VolumeState& stored) {
      return RenderObjects(stored, filter, *rig_.api);
    };
    return Reader(WatchObjects(*rig_.store, rig_.changes, std::move(objects), heartbeat));
  }
  Reader Events(EventFilter filter = {}, Milliseconds heartbeat = kHeartbeat) {
    return Reader(WatchEvents(*rig_.store, rig_.changes, std::move(filter), heartbeat));
  }
  void Happen(const std::string& volume, const std::string& reason) {
    Event event;
    event.at = rig_.clock.Now();
    event.volume = {volume};
    event.reason = reason;
    ASSERT_TRUE(rig_.store->AppendEvents({event}).has_value());
    rig_.changes.OnEvent(event);
  }

  ApiRig rig_;
};

TEST_F(Watches, ShowAllThatExistsThenABookmarkThenChanges) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  Reader reader = Volumes();
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "alpha");
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "beta");
  EXPECT_EQ(reader.Next(), (json{{"type", "BOOKMARK"}}));
  rig_.SaveReady("beta", IsConverged());
  const json modified = reader.Next();
  EXPECT_EQ(modified["type"], "MODIFIED");
  EXPECT_EQ(modified["object"]["status"]["phase"], "Ready");
  rig_.Declare(VolumeYaml("gamma"));
  const json added = reader.Next();
  EXPECT_EQ(added["type"], "ADDED");
  EXPECT_EQ(added["object"]["metadata"]["name"], "gamma");
}

TEST_F(Watches, DoNotRepeatWhatLooksTheSame) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  Reader reader = Volumes();
  for (int i = 0; i < 3; ++i) reader.Next();
  rig_.changes.Touch({"alpha"});
  rig_.SaveReady("beta", IsConverged());
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "beta");
}

TEST_F(Watches, MissNothingThatHappensWhileTheyShowWhatExists) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  Reader reader = Volumes();
  EXPECT_EQ(reader.Type(), "ADDED");
  rig_.SaveReady("alpha", IsConverged());
  EXPECT_EQ(reader.Type(), "ADDED");
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  EXPECT_EQ(reader.Type(), "MODIFIED");
}

TEST_F(Watches, TellWhenAnObjectNoLongerMatches) {
  rig_.Declare(VolumeYaml("alpha", "{app: pg}") + VolumeYaml("beta", "{app: web}"));
  Reader reader = Volumes({.selector = *Selector::Parse("app=pg")});
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "alpha");
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  rig_.Declare(VolumeYaml("alpha", "{app: web}"));
  EXPECT_EQ(reader.Next(), json::parse(R"({"type":"DELETED","object":{"apiVersion":"rexray.io/v1",
      "kind":"Volume","metadata":{"name":"alpha"}}})"));
}

TEST_F(Watches, OfOneVolumeAreSilentAboutOthers) {
  rig_.Declare(VolumeYaml("alpha") + VolumeYaml("beta"));
  Reader reader = Volumes({.name = "beta"}, Milliseconds(50));
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "beta");
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  rig_.SaveReady("alpha", IsConverged());
  EXPECT_EQ(reader.Raw(), "\n");
}

TEST_F(Watches, OfAVolumeThatDoesNotExistYetWaitForIt) {
  Reader reader = Volumes({.name = "later"});
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  rig_.Declare(VolumeYaml("later"));
  EXPECT_EQ(reader.Type(), "ADDED");
}

TEST_F(Watches, OfAttachmentsShowEachOfAVolume) {
  rig_.Declare(VolumeYaml("alpha") + AttachmentYaml("alpha", "db1") +
               AttachmentYaml("alpha", "db2"));
  Reader reader = Volumes({.kind = ObjectKind::Attachment});
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "alpha-db1");
  EXPECT_EQ(reader.Next()["object"]["metadata"]["name"], "alpha-db2");
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  rig_.Post("/v1/delete", {{"objects", {{{"kind", "Attachment"}, {"name", "alpha-db2"}}}}});
  const json deleted = reader.Next();
  EXPECT_EQ(deleted["type"], "DELETED");
  EXPECT_EQ(deleted["object"]["metadata"]["name"], "alpha-db2");
}

TEST_F(Watches, SendABlankLineNowAndThen) {
  Reader reader = Volumes({}, Milliseconds(10));
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  EXPECT_EQ(reader.Raw(), "\n");
}

TEST_F(Watches, EndWhenTheyAreStopped) {
  StreamSource source =
      WatchObjects(*rig_.store, rig_.changes, {.kind = "Volume", .volume = {}, .render = {}});
  std::stop_source stop;
  EXPECT_TRUE(source(stop.get_token()).has_value());
  stop.request_stop();
  EXPECT_FALSE(source(stop.get_token()).has_value());
}

TEST_F(Watches, OfEventsShowThoseThatExistPageByPage) {
  for (const char* reason : {"One", "Two", "Three"}) Happen("alpha", reason);
  Reader reader = Events({.volume = {}, .afterId = 0, .limit = 2});
  for (const char* reason : {"One", "Two", "Three"}) {
    EXPECT_EQ(reader.Next()["object"]["reason"], reason);
  }
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  Happen("beta", "Four");
  EXPECT_EQ(reader.Next()["object"]["reason"], "Four");
}

TEST_F(Watches, OfEventsCanFollowOneVolumeFromAPlaceOn) {
  Happen("alpha", "Old");
  const auto old = rig_.store->Events({})->back().id;
  Happen("beta", "Other");
  Happen("alpha", "New");
  Reader reader = Events({.volume = VolumeName{"alpha"}, .afterId = old}, Milliseconds(50));
  EXPECT_EQ(reader.Next()["object"]["reason"], "New");
  EXPECT_EQ(reader.Type(), "BOOKMARK");
  Happen("beta", "Other");
  EXPECT_EQ(reader.Raw(), "\n");
}

}  // namespace
}  // namespace rexray
