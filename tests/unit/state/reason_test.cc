#include "state/reason.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace rexray {
namespace {

constexpr int kCount = static_cast<int>(Reason::Forgotten) + 1;

template <class Check>
void ForEachReason(Reason first, Reason last, Check check) {
  for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
    check(static_cast<Reason>(i));
}

// A row out of the enumeration's order would give one reason another's name.
TEST(Reasons, EachHasARowAtItsOwnPlace) {
  std::set<std::string_view> names;
  ForEachReason(Reason{0}, Reason::Forgotten, [&](Reason reason) {
    const std::string_view name = ToString(reason);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(ParseReason(name), reason) << name;
    EXPECT_FALSE(Explain(reason).empty()) << name;
  });
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kCount));
  EXPECT_EQ(ToString(Reason::NotCreated), "NotCreated");
  EXPECT_EQ(ToString(Reason::Paused), "Paused");
  EXPECT_EQ(ToString(Reason::Forgotten), "Forgotten");
}

TEST(Reasons, UnknownWordsAreNoReason) {
  EXPECT_EQ(ParseReason(""), std::nullopt);
  EXPECT_EQ(ParseReason("notcreated"), std::nullopt);
}

TEST(Reasons, NamesAreCamelCaseLabels) {
  ForEachReason(Reason{0}, Reason::Forgotten, [](Reason reason) {
    const std::string name(ToString(reason));
    EXPECT_TRUE(name.front() >= 'A' && name.front() <= 'Z') << name;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
              name.npos);
  });
}

TEST(Reasons, G13_EveryStateThatWaitsOrIsBlockedNamesTheCommandThatEndsIt) {
  ForEachReason(Reason::BackendUnknown, Reason::InvalidInput, [](Reason reason) {
    EXPECT_FALSE(ExitCommand(reason).empty()) << ToString(reason);
  });
}

TEST(Reasons, ActionsNeedNoCommand) {
  ForEachReason(Reason::NotCreated, Reason::RemovalComplete, [](Reason reason) {
    EXPECT_TRUE(ExitCommand(reason).empty()) << ToString(reason);
  });
  EXPECT_TRUE(ExitCommand(Reason::Converged).empty());
  EXPECT_TRUE(ExitCommand(Reason::Forgotten).empty());
}

}  // namespace
}  // namespace rexray
