#include "metrics/process_figures.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>

namespace rexray {
namespace {

TEST(ProcessFigures, AreThoseOfThisProcess) {
  const Result<ProcessFigures> figures = ReadProcessFigures();
  ASSERT_TRUE(figures.has_value()) << figures.error().message;
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_LE(figures->startTimeSeconds, now + 1);
  EXPECT_GT(figures->startTimeSeconds, now - 24 * 3600);
  EXPECT_GT(figures->residentBytes, 1 << 20);
  EXPECT_LT(figures->residentBytes, 4e9);
  EXPECT_GE(figures->cpuSeconds, 0);
}

TEST(ProcessFigures, SeeADescriptorOpenAndClose) {
  const double before = ReadProcessFigures()->openDescriptors;
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(ReadProcessFigures()->openDescriptors, before + 1);
  ::close(descriptor);
  EXPECT_EQ(ReadProcessFigures()->openDescriptors, before);
}

}  // namespace
}  // namespace rexray
