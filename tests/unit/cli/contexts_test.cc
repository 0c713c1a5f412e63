#include "cli/contexts.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using testing::HasSubstr;

class ContextsTest : public testing::Test {
 protected:
  Environment Variables() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  // Where a command goes.
  std::string Chosen(const Destination& destination = {}) const {
    const auto endpoint =
        EndpointOf(destination, Variables(), [] { return std::string("unix:///local.sock"); });
    return endpoint ? ToString(endpoint->address) : endpoint.error().message;
  }
  void Save(const std::string& current) const {
    const Contexts contexts{
        .current = current,
        .named = {{"db2", {.host = "tls://db2:9708"}}, {"db3", {.host = "tls://db3:9708"}}}};
    ASSERT_TRUE(SaveContexts(file_, contexts).has_value());
  }
  std::string WhyNoContexts(const std::string& text) const {
    std::filesystem::create_directories(folder_ / "home/.rexray");
    std::ofstream(file_) << text;
    const auto loaded = LoadContexts(file_);
    return loaded ? "" : loaded.error().message;
  }

  TempFolder folder_;
  std::map<std::string, std::string> variables_{{"HOME", folder_ / "home"}};
  const std::string file_ = folder_ / "home/.rexray/contexts.yml";
};

TEST_F(ContextsTest, AreKeptForTheUserAlone) {
  std::filesystem::create_directories(folder_ / "home");
  Save("db2");
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto loaded = LoadContexts(ContextsFile(Variables()));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->current, "db2");
  EXPECT_EQ(loaded->named.at("db3"), (NamedDaemon{.host = "tls://db3:9708"}));
}

TEST_F(ContextsTest, TheNearestChoiceWins) {
  std::filesystem::create_directories(folder_ / "home");
  EXPECT_EQ(Chosen(), "unix:///local.sock");
  Save("db2");
  EXPECT_EQ(Chosen(), "tls://db2:9708");
  variables_["REXRAY_CONTEXT"] = "db3";
  EXPECT_EQ(Chosen(), "tls://db3:9708");
  variables_["REXRAY_HOST"] = "unix:///other.sock";
  EXPECT_EQ(Chosen(), "unix:///other.sock");
  EXPECT_EQ(Chosen({.host = {}, .context = "db2"}), "tls://db2:9708");
  EXPECT_EQ(Chosen({.host = "tcp://127.0.0.1:1", .context = {}}), "tcp://127.0.0.1:1");
}

TEST_F(ContextsTest, AnUnknownNameTellsThoseThatThereAre) {
  std::filesystem::create_directories(folder_ / "home");
  EXPECT_THAT(Chosen({.host = {}, .context = "db2"}), HasSubstr("rexray context add"));
  Save("");
  EXPECT_THAT(Chosen({.host = {}, .context = "db22"}), HasSubstr("db2, db3"));
}

TEST_F(ContextsTest, TokensComeFromTheirFile) {
  std::ofstream(folder_ / "token") << "0123456789abcdef\nnot this\n";
  std::filesystem::create_directories(folder_ / "home");
  const Contexts contexts{
      .current = "db2",
      .named = {{"db2", {.host = "tls://db2:1", .tokenFile = folder_ / "token"}}}};
  ASSERT_TRUE(SaveContexts(file_, contexts).has_value());
  EXPECT_EQ(EndpointOf({}, Variables(), {})->token, "0123456789abcdef");
  std::filesystem::remove(folder_ / "token");
  EXPECT_THAT(Chosen(), HasSubstr(folder_ / "token"));
}

TEST_F(ContextsTest, DamageIsNamedWithItsPlace) {
  EXPECT_EQ(WhyNoContexts(""), "");
  EXPECT_THAT(WhyNoContexts("curent: x\n"), HasSubstr(":1:1: unknown key"));
  EXPECT_THAT(WhyNoContexts("contexts: {a: {host: db2}}\n"), HasSubstr("tls://"));
  EXPECT_THAT(WhyNoContexts("contexts: {a: {token: abc}}\n"), HasSubstr("unknown key"));
  EXPECT_THAT(WhyNoContexts("a: [\n"), HasSubstr(file_));
}

}  // namespace
}  // namespace rexray
