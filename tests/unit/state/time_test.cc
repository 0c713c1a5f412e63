#include "state/time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace rexray {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TimePoint TimeOf(std::string_view text) {
  const auto time = ParseRfc3339(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(TimePoint{});
}

TEST(Times, ReadBackWhatIsWritten) {
  EXPECT_EQ(ToRfc3339(TimePoint{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(ToRfc3339(TimePoint(Milliseconds(1'795'202'173'123))), "2026-11-20T19:16:13.123Z");
  EXPECT_EQ(ToRfc3339(TimePoint(Milliseconds(-1))), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(TimeOf("2026-11-20T19:16:13.123Z").time_since_epoch(), Milliseconds(1'795'202'173'123));
}

TEST(Times, OffsetsFractionsAndLowerCaseAreRead) {
  const TimePoint time = TimeOf("2026-11-20T19:16:13Z");
  EXPECT_EQ(TimeOf("2026-11-20T21:16:13+02:00"), time);
  EXPECT_EQ(TimeOf("2026-11-20T13:46:13-05:30"), time);
  EXPECT_EQ(TimeOf("2026-11-20t19:16:13z"), time);
  EXPECT_EQ(TimeOf("2026-11-20T19:16:13.5Z"), time + 500ms);
  EXPECT_EQ(TimeOf("2026-11-20T19:16:13.000999999Z"), time);
  EXPECT_EQ(TimeOf("2028-02-29T00:00:00Z"), TimeOf("2028-02-28T00:00:00Z") + 24h);
}

TEST(Times, OtherTextIsRefused) {
  for (const std::string_view text :
       {"", "now", "2026-11-20", "2026-11-20T19:16:13", "2026-11-20 19:16:13Z",
        "2026-13-20T19:16:13Z", "2027-02-29T00:00:00Z", "2026-11-20T24:00:00Z",
        "2026-11-20T19:60:00Z", "2026-11-20T19:16:60Z", "2026-11-20T19:16:13.Z",
        "2026-11-20T19:16:13+2", "2026-11-20T19:16:13Zx", "+026-11-20T19:16:13Z"}) {
    const auto time = ParseRfc3339(text);
    ASSERT_FALSE(time.has_value()) << text;
    EXPECT_EQ(time.error().code, Code::InvalidArgument);
    EXPECT_THAT(time.error().message, HasSubstr("is not a time"));
  }
}

TEST(Durations, AreSumsOfNumbersWithUnits) {
  EXPECT_EQ(ParseDuration("90s").value(), 90s);
  EXPECT_EQ(ParseDuration("5m").value(), 5min);
  EXPECT_EQ(ParseDuration("24h").value(), 24h);
  EXPECT_EQ(ParseDuration("250ms").value(), 250ms);
  EXPECT_EQ(ParseDuration("7d").value(), 168h);
  EXPECT_EQ(ParseDuration("1h30m").value(), 90min);
  EXPECT_EQ(ParseDuration("1d2h3m4s5ms").value(), 26h + 3min + 4s + 5ms);
  EXPECT_EQ(ParseDuration("0s").value(), 0ms);
}

std::string WhyNoDuration(std::string_view text) {
  const auto duration = ParseDuration(text);
  if (duration) return "accepted";
  EXPECT_EQ(duration.error().code, Code::InvalidArgument);
  return duration.error().message;
}

TEST(Durations, RefusalsSayWhy) {
  EXPECT_THAT(WhyNoDuration(""), HasSubstr("empty"));
  EXPECT_THAT(WhyNoDuration("5"), HasSubstr("the units are"));
  EXPECT_THAT(WhyNoDuration("-5s"), HasSubstr("write numbers with units"));
  EXPECT_THAT(WhyNoDuration("1.5h"), HasSubstr("1.5h"));
  EXPECT_THAT(WhyNoDuration("5x"), HasSubstr("the units are"));
  EXPECT_THAT(WhyNoDuration("5mm"), HasSubstr("in this order"));
  EXPECT_THAT(WhyNoDuration("30m1h"), HasSubstr("in this order"));
  EXPECT_THAT(WhyNoDuration("1h1h"), HasSubstr("in this order"));
  EXPECT_THAT(WhyNoDuration("999999999999d"), HasSubstr("too long"));
  EXPECT_THAT(WhyNoDuration("99999999999999999999s"), HasSubstr("too long"));
  EXPECT_THAT(WhyNoDuration("9223372036854775807ms1s"), HasSubstr("in this order"));
  EXPECT_THAT(WhyNoDuration("9223372036854775s900ms"), HasSubstr("too long"));
}

TEST(Durations, AreShownAsTheyAreWritten) {
  EXPECT_EQ(ToString(Milliseconds(0)), "0s");
  EXPECT_EQ(ToString(Milliseconds(250)), "250ms");
  EXPECT_EQ(ToString(Milliseconds(90min)), "1h30m");
  EXPECT_EQ(ToString(Milliseconds(25h + 1s)), "1d1h1s");
  EXPECT_EQ(ToString(Milliseconds(-1500)), "-1s500ms");
  for (const Milliseconds duration :
       {Milliseconds(1), Milliseconds(86'399'999), Milliseconds::max()}) {
    EXPECT_EQ(ParseDuration(ToString(duration)).value(), duration);
  }
}

}  // namespace
}  // namespace rexray
