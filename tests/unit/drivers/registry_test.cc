#include "drivers/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

class RegistryTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Driver>> Make(const std::string& driver,
                                       std::map<std::string, std::string> options) {
    return MakeDriver({{"store"}, driver, std::move(options)}, {*helpers_, {"n1"}, {"boot"}});
  }
  void ExpectRefusal(const std::string& driver, std::map<std::string, std::string> options,
                     const std::vector<std::string>& words) {
    const auto made = Make(driver, std::move(options));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Code::InvalidArgument);
    for (const std::string& word : words) {
      EXPECT_NE(made.error().message.find(word), std::string::npos)
          << word << " in: " << made.error().message;
    }
  }

  TempFolder folder_;
  std::unique_ptr<Helpers> helpers_ = InlineHelpers(DriverHelperFunctions());
};

TEST_F(RegistryTest, UnknownDriversAreRefusedWithTheValidOnes) {
  ExpectRefusal("loops", {}, {"store", "loops", "loop", "dir", "vfs", "sim"});
}

TEST_F(RegistryTest, UnknownOptionsAreRefusedWithTheValidOnes) {
  ExpectRefusal("loop", {{"rot", "/x"}}, {"store", "rot", "root"});
}

TEST_F(RegistryTest, RootsMustBeAbsoluteAndPlain) {
  for (const char* root : {"", "relative", "/", "/a/../b", "/a/", "/a//b", "/a/./b"}) {
    ExpectRefusal("loop", {{"root", root}}, {"store", "root"});
  }
}

TEST_F(RegistryTest, ARootThatIsAFileIsAnErrorAtTheStart) {
  std::ofstream(folder_ / "file") << "x";
  const auto made = Make("loop", {{"root", folder_ / "file"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Code::FailedPrecondition);
}

TEST_F(RegistryTest, TheRootIsMadeForRootOnly) {
  ASSERT_TRUE(Make("loop", {{"root", folder_ / "a/b"}}));
  EXPECT_EQ(std::filesystem::status(folder_ / "a/b").permissions(),
            std::filesystem::perms::owner_all);
}

TEST_F(RegistryTest, EveryNameMakesADriver) {
  for (const std::string& name : DriverNames()) {
    std::map<std::string, std::string> options;
    if (name == "dir" || name == "loop") options = {{"root", folder_ / name}};
    const auto made = Make(name, options);
    EXPECT_TRUE(made) << name << ": " << made.error().message;
  }
}

TEST_F(RegistryTest, HelperFunctionsHaveNamesOfTheirOwn) {
  std::vector<std::string_view> names;
  for (const HelperFunction& each : DriverHelperFunctions()) names.push_back(each.name);
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace rexray
