#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "state/codec.h"
#include "tests/support/sample_state.h"

namespace rexray {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

// Calls `visit` with a pointer to each value below `json`, objects and arrays included.
void EachValue(const Json& json, const Json::json_pointer& at,
               const std::function<void(const Json::json_pointer&)>& visit) {
  for (const auto& [key, value] : json.items()) {
    const auto below = json.is_array() ? at / std::stoul(key) : at / key;
    visit(below);
    if (value.is_structured()) EachValue(value, below, visit);
  }
}

// ".attach.device" of "/attach/device"; positions in arrays stand in brackets.
std::string DottedPath(const Json::json_pointer& at) {
  std::string path;
  for (auto rest = at; !rest.empty(); rest.pop_back()) {
    const bool index = rest.back().find_first_not_of("0123456789") == std::string::npos;
    path.insert(0, index ? "[" + rest.back() + "]" : "." + rest.back());
  }
  return path;
}

// A value that no reader of `json`'s kind accepts.
Json OfAnotherType(const Json& json) { return json.is_boolean() ? Json(1) : Json(true); }

template <class T>
void ExpectEachWrongTypeNamed(const T& value) {
  const Json good = ToJson(value);
  ASSERT_TRUE(ReadJson<T>(good).has_value());
  EachValue(good, Json::json_pointer(), [&](const Json::json_pointer& at) {
    Json bad = good;
    bad[at] = OfAnotherType(good[at]);
    const auto read = ReadJson<T>(bad);
    ASSERT_FALSE(read.has_value()) << at;
    EXPECT_EQ(read.error().code, Code::Internal);
    EXPECT_THAT(read.error().message, HasSubstr(DottedPath(at) + ": expected"));
  });
}

TEST(CodecDamage, AValueOfTheWrongTypeIsNamedWhereverItStands) {
  ExpectEachWrongTypeNamed(FullVolumeSpec());
  ExpectEachWrongTypeNamed(FullAttachmentSpec());
  ExpectEachWrongTypeNamed(Tombstone{});
  ExpectEachWrongTypeNamed(FullRecord());
  ExpectEachWrongTypeNamed(SampleClaim("v", "c"));
  ExpectEachWrongTypeNamed(SampleOperation("v"));
  ExpectEachWrongTypeNamed(SampleEvent("v", "Mounted"));
  ExpectEachWrongTypeNamed(Device{});
  ExpectEachWrongTypeNamed(MountEntry{});
  ExpectEachWrongTypeNamed(Probe{true, {{"ext4", "u"}}, true});
  ExpectEachWrongTypeNamed(Error{Code::Aborted, "m", "r"});
}

template <class T>
std::string ErrorOf(const Json& json) {
  const auto read = ReadJson<T>(json);
  return read.has_value() ? "no error" : read.error().message;
}

Json RecordWith(const std::string& key, Json value) {
  Json json = ToJson(FullRecord());
  json[key] = std::move(value);
  return json;
}

TEST(CodecDamage, NumbersAreNeverRoundedOrWrapped) {
  EXPECT_EQ(ErrorOf<Record>(RecordWith("fencingToken", -1)), "Record.fencingToken: -1 is negative");
  EXPECT_THAT(ErrorOf<Record>(RecordWith("fencingToken", 1.9)),
              HasSubstr("expected a whole number"));
  EXPECT_THAT(ErrorOf<Record>(RecordWith("fencingToken", "7")),
              HasSubstr("expected a whole number"));
  Json claim = ToJson(SampleClaim("v", "c"));
  claim["count"] = 4294967296;
  EXPECT_EQ(ErrorOf<Claim>(claim), "Claim.count: 4294967296 is above 4294967295");
  Json operation = ToJson(SampleOperation("v"));
  operation["id"] = UINT64_MAX;
  EXPECT_THAT(ErrorOf<Operation>(operation),
              HasSubstr("Operation.id: 18446744073709551615 is above"));
}

TEST(CodecDamage, UnknownEnumeratorsAndTimesAreRefused) {
  Json facts = ToJson(FullFacts());
  facts["format"]["phase"] = "formatted";
  EXPECT_EQ(ErrorOf<VolumeFacts>(facts), "Facts.format.phase: unknown value 'formatted'");
  EXPECT_THAT(ErrorOf<Record>(RecordWith("lastEffectAt", "yesterday")),
              HasSubstr("Record.lastEffectAt: "));
}

TEST(CodecDamage, WhatDecidesAboutDataIsNeverTakenForNever) {
  for (const char* key :
       {"uid", "createStarted", "backendId", "facts", "attach", "mount", "orphaned"}) {
    Json json = ToJson(FullRecord());
    json.erase(key);
    EXPECT_EQ(ErrorOf<Record>(json), std::string("Record.") + key + ": missing");
  }
}

TEST(CodecDamage, FieldsOfANewerVersionAreIgnored) {
  EXPECT_EQ(ErrorOf<Record>(RecordWith("novelty", Json::array({1}))), "no error");
}

TEST(CodecDamage, SomethingElseThanAnObjectIsRefused) {
  EXPECT_EQ(ErrorOf<VolumeSpec>(Json::array()), "Volume: expected object, found array");
}

}  // namespace
}  // namespace rexray
