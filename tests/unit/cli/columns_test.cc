#include "cli/columns.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rexray {
namespace {

using nlohmann::json;

TimePoint Now() { return *ParseRfc3339("2026-11-20T19:16:13Z"); }

TEST(Columns, WideAddsWhatOperatorsNeed) {
  const json volume{
      {"metadata", {{"name", "a"}}},
      {"status", {{"uid", "u"}, {"backendId", "b"}, {"device", "/dev/loop3"}, {"reason", "r"}}}};
  const Table narrow = ResourceTable(ResourceType::Volume, std::vector{volume}, false, Now());
  const Table wide = ResourceTable(ResourceType::Volume, std::vector{volume}, true, Now());
  EXPECT_EQ(narrow.header.size() + 4, wide.header.size());
  const std::vector<std::string> added(wide.rows[0].end() - 4, wide.rows[0].end());
  EXPECT_EQ(added, (std::vector<std::string>{"u", "b", "/dev/loop3", "r"}));
}

TEST(Columns, EveryTypeHasAsManyCellsAsHeaders) {
  for (const ResourceType type :
       {ResourceType::Volume, ResourceType::Attachment, ResourceType::Operation,
        ResourceType::Event, ResourceType::Service, ResourceType::Node, ResourceType::Discovered,
        ResourceType::Snapshot, ResourceType::Source}) {
    for (const bool wide : {false, true}) {
      const Table table = ResourceTable(type, std::vector{json::object()}, wide, Now());
      ASSERT_EQ(table.rows.size(), 1U);
      EXPECT_EQ(table.rows[0].size(), table.header.size());
    }
  }
}

TEST(Columns, ARunningOperationTakesUntilNow) {
  const json operation{{"id", 3}, {"started", "2026-11-20T19:16:10Z"}};
  const Table table = ResourceTable(ResourceType::Operation, std::vector{operation}, false, Now());
  EXPECT_EQ(table.rows[0][0], "3");
  EXPECT_EQ(table.rows[0][5], "3.0s");
}

TEST(Columns, FieldsOfUnexpectedTypesAreEmptyAndNeverAnError) {
  const json odd{{"metadata", "text"}, {"status", {{"mounts", 3}, {"phase", json::array()}}}};
  const Table table = ResourceTable(ResourceType::Volume, std::vector{odd}, true, Now());
  for (const std::string& cell : table.rows[0]) EXPECT_EQ(cell, "");
}

}  // namespace
}  // namespace rexray
