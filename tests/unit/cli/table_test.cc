#include "cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/text.h"

namespace rexray {
namespace {

const Table kVolumes{.header = {"NAME", "STATE", "MESSAGE"},
                     .rows = {{"pgdata", "Blocked", "the mount path is a directory with files"},
                              {"www", "Ready", ""}}};

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Table, ColumnsAreAlignedAndEmptyCellsAreDashes) {
  EXPECT_EQ(Render(kVolumes, 0),
            "NAME    STATE    MESSAGE\n"
            "pgdata  Blocked  the mount path is a directory with files\n"
            "www     Ready    -\n");
}

TEST(Table, OnATerminalTheWidestColumnIsShortenedUntilLinesFit) {
  for (const std::string& line : Lines(Render(kVolumes, 40))) EXPECT_LE(DisplayWidth(line), 40U);
  EXPECT_NE(Render(kVolumes, 40).find("pgdata  Blocked  the mount path is a"), std::string::npos);
  EXPECT_NE(Render(kVolumes, 40).find("…"), std::string::npos);
}

TEST(Table, NothingIsCutWhereWidthIsUnlimited) {
  EXPECT_EQ(Render(kVolumes, 0).find("…"), std::string::npos);
}

TEST(Table, AHopelesslyNarrowTerminalStillGetsEveryColumn) {
  for (const std::string& line : Lines(Render(kVolumes, 5))) {
    std::istringstream words(line);
    std::string word;
    int count = 0;
    while (words >> word) ++count;
    EXPECT_GE(count, 3) << line;
  }
}

TEST(Table, ARowStaysOneLineWhateverItsCellsHold) {
  const Table table{.header = {"A"}, .rows = {{"one\ntwo\x1b[2J"}}};
  EXPECT_EQ(Render(table, 0), "A\none two?[2J\n");
}

TEST(Table, ColumnsKeepTheirLeastWidth) {
  Table table{.header = {"A", "B"}, .rows = {{"x", "y"}}, .least = {5, 0}};
  EXPECT_EQ(Render(table, 0), "A      B\nx      y\n");
  EXPECT_EQ(WidthsNeeded(table), (std::vector<std::size_t>{5, 1}));
}

}  // namespace
}  // namespace rexray
