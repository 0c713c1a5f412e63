#include "cli/terminal.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace rexray {
namespace {

TEST(Terminals, APipeIsNoTerminal) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Terminal terminal = DetectTerminal(ends[1]);
  close(ends[0]);
  close(ends[1]);
  EXPECT_FALSE(terminal.interactive);
  EXPECT_FALSE(terminal.colour);
  EXPECT_EQ(terminal.width, 0U);
}

TEST(Terminals, ColourIsPaintedOnlyWhereThereIsColour) {
  EXPECT_EQ(Paint("x", Style::Bad, {}), "x");
  EXPECT_EQ(Paint("x", Style::Bad, {.colour = true}), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Paint("x", Style::Plain, {.colour = true}), "x");
}

}  // namespace
}  // namespace rexray
