#include "state/quantity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace rexray {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::uint64_t Parsed(std::string_view text) {
  const auto bytes = ParseBytes(text);
  EXPECT_TRUE(bytes.has_value()) << text;
  return bytes ? bytes->value : 0;
}

std::string WhyNoSize(std::string_view text) {
  const auto parsed = ParseBytes(text);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().code, Code::InvalidArgument);
  return parsed.error().message;
}

TEST(Quantities, UnitsArePowersOf1024OrOf1000) {
  EXPECT_EQ(Parsed("1Ki"), 1024u);
  EXPECT_EQ(Parsed("3Mi"), 3u << 20);
  EXPECT_EQ(Parsed("20Gi"), 21'474'836'480u);
  EXPECT_EQ(Parsed("2Ti"), 2ULL << 40);
  EXPECT_EQ(Parsed("1Pi"), 1ULL << 50);
  EXPECT_EQ(Parsed("1k"), 1'000u);
  EXPECT_EQ(Parsed("500M"), 500'000'000u);
  EXPECT_EQ(Parsed("1G"), 1'000'000'000u);
  EXPECT_EQ(Parsed("1T"), 1'000'000'000'000u);
  EXPECT_EQ(Parsed("1P"), 1'000'000'000'000'000u);
  EXPECT_EQ(Parsed("512B"), 512u);
}

TEST(Quantities, FractionsAreExact) {
  EXPECT_EQ(Parsed("1.5Ti"), (1ULL << 40) + (1ULL << 39));
  EXPECT_EQ(Parsed("0.5Ki"), 512u);
  EXPECT_EQ(Parsed("1.50Gi"), 1'610'612'736u);
  EXPECT_EQ(Parsed("0.000001M"), 1u);
  EXPECT_EQ(Parsed("007.0Ki"), 7168u);
}

TEST(Quantities, BareNumberIsRefusedAndTheMeaningsOffered) {
  EXPECT_THAT(WhyNoSize("20"), AllOf(HasSubstr("no unit"), HasSubstr("20Gi"), HasSubstr("20G "),
                                     HasSubstr("20Mi"), HasSubstr("20B")));
}

TEST(Quantities, WrongUnitsAreNamed) {
  EXPECT_THAT(WhyNoSize("20GB"), AllOf(HasSubstr("\"GB\" is not a unit"), HasSubstr("Gi")));
  EXPECT_THAT(WhyNoSize("20gi"), HasSubstr("\"gi\" is not a unit"));
  EXPECT_THAT(WhyNoSize("20 Gi"), HasSubstr("\" Gi\" is not a unit"));
  EXPECT_THAT(WhyNoSize("1e3"), HasSubstr("\"e3\" is not a unit"));
  EXPECT_THAT(WhyNoSize("20Gi "), HasSubstr("is not a unit"));
}

TEST(Quantities, NumbersThatAreNoneAreRefused) {
  EXPECT_THAT(WhyNoSize(""), HasSubstr("write a number and a unit"));
  EXPECT_THAT(WhyNoSize("Gi"), HasSubstr("write a number and a unit"));
  EXPECT_THAT(WhyNoSize("-1Gi"), HasSubstr("write a number and a unit"));
  EXPECT_THAT(WhyNoSize("+1Gi"), HasSubstr("write a number and a unit"));
  EXPECT_THAT(WhyNoSize(".5Gi"), HasSubstr("write a number and a unit"));
  EXPECT_THAT(WhyNoSize("1.Gi"), HasSubstr("no digit after the point"));
}

TEST(Quantities, ZeroFractionsOfAByteAndOverflowAreRefused) {
  EXPECT_THAT(WhyNoSize("0Gi"), HasSubstr("greater than zero"));
  EXPECT_THAT(WhyNoSize("0.0Ti"), HasSubstr("greater than zero"));
  EXPECT_THAT(WhyNoSize("0.3Ki"), HasSubstr("whole number of bytes"));
  EXPECT_THAT(WhyNoSize("1.5B"), HasSubstr("whole number of bytes"));
  EXPECT_THAT(WhyNoSize("16384Pi"), HasSubstr("too large"));
  EXPECT_THAT(WhyNoSize("18446744073709551616B"), HasSubstr("too large"));
  EXPECT_THAT(WhyNoSize(std::string(400, '9') + "Gi"), HasSubstr("too large"));
  EXPECT_THAT(WhyNoSize("1.0000000000000000001Pi"), HasSubstr("too many digits"));
}

TEST(Quantities, LargestValuesAreExact) {
  EXPECT_EQ(Parsed("18446744073709551615B"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Parsed("16383.5Pi"), 16383ULL * (1ULL << 50) + (1ULL << 49));
}

TEST(Quantities, AreShownInTheShortestExactForm) {
  EXPECT_EQ(ToString(Bytes{21'474'836'480}), "20Gi");
  EXPECT_EQ(ToString(Bytes{1'610'612'736}), "1536Mi");
  EXPECT_EQ(ToString(Bytes{500'000'000}), "500M");
  EXPECT_EQ(ToString(Bytes{1'000'000'007}), "1000000007B");
  EXPECT_EQ(ToString(Bytes{1024}), "1Ki");
  EXPECT_EQ(ToString(Bytes{0}), "0B");
}

TEST(Quantities, WhatIsShownReadsBackTheSame) {
  std::uint64_t value = 1;
  for (int i = 0; i < 4000; ++i) {
    EXPECT_EQ(Parsed(ToString(Bytes{value})), value);
    value = value * 6364136223846793005ULL + 1442695040888963407ULL;  // a walk over all magnitudes
    if (i % 3 == 0) value = (value >> (i % 60)) | 1;
    if (i % 5 == 0) value = (value << (i % 50)) | (1ULL << (i % 50));
  }
}

}  // namespace
}  // namespace rexray
