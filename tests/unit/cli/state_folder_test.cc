#include "cli/state_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

TEST(StateFolder, IsMadeForItsOwnerOnly) {
  const TempFolder temp;
  const std::string folder = temp / "a/b/state";
  ASSERT_TRUE(MakeStateFolder(folder).has_value());
  ASSERT_TRUE(MakeStateFolder(folder).has_value());
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
}

TEST(StateFolder, CannotBeMadeBelowAFile) {
  const TempFolder temp;
  std::ofstream(temp / "file") << "text";
  const auto made = MakeStateFolder(temp / "file/state");
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().message.find(temp / "file"), std::string::npos);
}

TEST(StateFolder, TheOwnDomainIsMadeOnceAndKept) {
  const TempFolder temp;
  const auto first = OwnDomain(temp.path());
  const auto second = OwnDomain(temp.path());
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(*first, *second);
  const TempFolder other;
  EXPECT_NE(*OwnDomain(other.path()), *first);
}

TEST(StateFolder, ADamagedDomainIsNotReplaced) {
  const TempFolder temp;
  std::ofstream(temp / "domain") << "\n";
  EXPECT_FALSE(OwnDomain(temp.path()).has_value());
  std::ofstream(temp / "domain") << "no/name\n";
  const auto domain = OwnDomain(temp.path());
  ASSERT_FALSE(domain.has_value());
  EXPECT_EQ(domain.error().code, Code::FailedPrecondition);
}

}  // namespace
}  // namespace rexray
