#include "state/problem.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

Problem ProblemAt(std::string file, int line, int column, std::string path) {
  return {std::move(file), line, column, std::move(path), "is wrong"};
}

TEST(Problems, AreShownAsCompilersDo) {
  EXPECT_EQ(ToString(ProblemAt("a.yaml", 7, 9, "spec.size")), "a.yaml:7:9: spec.size: is wrong");
  EXPECT_EQ(ToString(ProblemAt("a.yaml", 7, 0, "spec.size")), "a.yaml:7: spec.size: is wrong");
  EXPECT_EQ(ToString(ProblemAt("a.yaml", 0, 0, "")), "a.yaml: is wrong");
  EXPECT_EQ(ToString(ProblemAt("", 0, 0, "spec.size")), "spec.size: is wrong");
  EXPECT_EQ(ToString(ProblemAt("", 0, 0, "")), "is wrong");
}

TEST(OneLine, KeepsPrintableText) {
  EXPECT_EQ(OneLine("a b \xc3\xbc \"x\""), "a b \xc3\xbc \"x\"");
}

// Else a manifest could move the cursor of whoever reads its errors, or forge a line of the log.
TEST(OneLine, EscapesControlCharactersAndBytesThatAreNoText) {
  EXPECT_EQ(OneLine("a\n\x1b[31m\t\x7f\xff"), "a\\x0a\\x1b[31m\\x09\\x7f\\xff");
}

TEST(OneLine, CutsWhatIsTooLong) {
  EXPECT_EQ(OneLine(std::string(1000, 'x')), std::string(1000, 'x'));
  EXPECT_EQ(OneLine(std::string(100'000, 'x')), std::string(1000, 'x') + "…");
}

}  // namespace
}  // namespace rexray
