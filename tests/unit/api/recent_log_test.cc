#include "api/recent_log.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

LogLine LineOf(const std::string& message, const std::string& volume = {},
               LogLevel level = LogLevel::Info) {
  LogLine line{.at = TimePoint(1000ms), .level = level, .message = message, .fields = {}};
  if (!volume.empty()) line.fields = {{"volume", volume}, {"operation", "12"}};
  return line;
}

std::vector<std::string> Messages(const RecentLog& log, const LogFilter& filter = {}) {
  std::vector<std::string> messages;
  for (const LogLine& each : log.Find(filter).lines) messages.push_back(each.message);
  return messages;
}

using Texts = std::vector<std::string>;

TEST(RecentLog, GivesTheNewestOldestFirst) {
  RecentLog log;
  for (const char* each : {"a", "b", "c"}) log.Add(LineOf(each));
  EXPECT_EQ(Messages(log), (Texts{"a", "b", "c"}));
  EXPECT_EQ(Messages(log, {.limit = 2}), (Texts{"b", "c"}));
  EXPECT_EQ(Messages(log, {.afterId = 2}), Texts{"c"});
  EXPECT_EQ(log.Find({.afterId = 3}).newest, 3U);
}

TEST(RecentLog, PicksByVolumeOperationLevelAndTime) {
  RecentLog log;
  log.Add(LineOf("start"));
  log.Add(LineOf("of pg", "pg", LogLevel::Warn));
  log.Add(LineOf("of log", "log"));
  EXPECT_EQ(Messages(log, {.volume = VolumeName{"pg"}}), Texts{"of pg"});
  EXPECT_EQ(Messages(log, {.operation = 12}), (Texts{"of pg", "of log"}));
  EXPECT_EQ(Messages(log, {.operation = 1}), Texts{});
  EXPECT_EQ(Messages(log, {.least = LogLevel::Warn}), Texts{"of pg"});
  EXPECT_EQ(Messages(log, {.since = TimePoint(1001ms)}), Texts{});
}

TEST(RecentLog, IsBoundedByItsBytesAndDropsTheOldest) {
  RecentLog log(2000);
  for (int i = 0; i < 100; ++i) log.Add(LineOf(std::string(300, 'x') + std::to_string(i)));
  const RecentLog::Found found = log.Find({});
  EXPECT_GE(found.lines.size(), 2U);
  EXPECT_LE(found.lines.size(), 6U);
  EXPECT_EQ(found.lines.back().id, 100U);
  log.Add(LineOf(std::string(5000, 'y')));
  EXPECT_TRUE(log.Find({}).lines.empty()) << "one that is too large alone";
  EXPECT_EQ(log.Find({}).newest, 101U);
}

TEST(RecentLog, WakesWhoWaits) {
  RecentLog log;
  const auto soon = [] { return std::chrono::steady_clock::now() + 1ms; };
  EXPECT_FALSE(log.AwaitAfter(0, soon(), {}));
  std::jthread waiting([&](const std::stop_token& stop) {
    EXPECT_TRUE(log.AwaitAfter(0, std::chrono::steady_clock::now() + 30s, stop));
  });
  log.Add(LineOf("a"));
  waiting.join();
  EXPECT_TRUE(log.AwaitAfter(0, soon(), {})) << "at once: there is one already";
}

TEST(Logs, AreShownAndFollowed) {
  ApiRig rig;
  rig.log.Add(LineOf("mounted", "pg"));
  rig.log.Add(LineOf("of another", "log"));
  const json answer = rig.Get("/v1/logs?volume=pg");
  ASSERT_EQ(answer["items"].size(), 1U) << answer;
  EXPECT_EQ(answer["items"][0],
            json::parse(R"({"id": 1, "time": "1970-01-01T00:00:01.000Z", "level": "info",
                            "message": "mounted",
                            "fields": {"volume": "pg", "operation": "12"}})"));
  const HttpResponse streamed = rig.Call("GET", "/v1/logs?follow=true&limit=1&level=info");
  ASSERT_TRUE(streamed.stream);
  const auto next = [&] { return json::parse(streamed.stream({}).value()); };
  EXPECT_EQ(next()["object"]["message"], "of another");
  EXPECT_EQ(next()["type"], "BOOKMARK");
  rig.log.Add(LineOf("too small", "", LogLevel::Debug));
  rig.log.Add(LineOf("new"));
  rig.log.Add(LineOf("newer"));
  EXPECT_EQ(next()["object"]["message"], "new");
  EXPECT_EQ(next()["object"]["message"], "newer") << "the limit is of what was there already";
}

TEST(Logs, WhatIsAskedWronglyIsNamed) {
  ApiRig rig;
  for (const char* query : {"level=loud", "since=yesterday", "operation=-1", "limit=0"}) {
    EXPECT_EQ(rig.Get(std::string("/v1/logs?") + query)["httpStatus"], 400) << query;
  }
}

}  // namespace
}  // namespace rexray
