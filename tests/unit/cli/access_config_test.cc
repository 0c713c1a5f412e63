#include "cli/access_config.h"

#include <gmock/gmock.h>

#include <fstream>

#include "cli/config_file.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> AccessProblems(const std::string& text, Config& config) {
  std::vector<std::string> lines;
  for (const Problem& problem : ReadConfigFile({"c.yml", text}, config)) {
    lines.push_back(ToString(problem));
  }
  return lines;
}

std::string FirstProblem(const std::string& rules) {
  Config config;
  const auto problems = AccessProblems("access: " + rules + "\n", config);
  return problems.empty() ? "" : problems.front();
}

// Of the remote listener, with the rest of the configuration.
std::string Wrong(const std::string& text) {
  Config config;
  EXPECT_THAT(AccessProblems(text, config), ElementsAre());
  return WhyAccessConfigIsWrong(config);
}

TEST(AccessConfiguration, RulesOfAllKindsAreRead) {
  Config config;
  EXPECT_THAT(AccessProblems("access:\n"
                             "- {token: 0123456789abcdef, name: ci, role: operator}\n"
                             "- {certificate: db2.example, role: viewer}\n"
                             "- {user: root, role: admin}\n"
                             "- {group: 77, role: viewer}\n"
                             "- {tokenFile: /etc/rexray/grafana, role: viewer}\n",
                             config),
              ElementsAre());
  ASSERT_EQ(config.access.size(), 5U);
  EXPECT_EQ(config.access[0].rule.token, "0123456789abcdef");
  EXPECT_EQ(config.access[0].rule.role, Role::Operator);
  EXPECT_EQ(config.access[1].rule.certificate, "db2.example");
  EXPECT_EQ(config.access[2].rule.user, 0U);
  EXPECT_EQ(config.access[3].rule.group, 77U);
  EXPECT_EQ(config.access[4].rule.name, "grafana");
}

TEST(AccessConfiguration, MistakesAreNamedAndTokensAreNot) {
  EXPECT_THAT(FirstProblem("yes"), HasSubstr("list of rules"));
  EXPECT_THAT(FirstProblem("[x]"), HasSubstr("mapping"));
  EXPECT_THAT(FirstProblem("[{user: root}]"), HasSubstr("no role"));
  EXPECT_THAT(FirstProblem("[{role: admin}]"), HasSubstr("exactly one of"));
  EXPECT_THAT(FirstProblem("[{role: root, user: root}]"), HasSubstr("viewer, operator, admin"));
  EXPECT_THAT(FirstProblem("[{role: admin, user: nobody-such}]"), HasSubstr("nobody-such"));
  EXPECT_THAT(FirstProblem("[{role: admin, group: nobody-such}]"), HasSubstr("nobody-such"));
  EXPECT_THAT(FirstProblem("[{role: admin, usr: root}]"), HasSubstr("user"));
  EXPECT_THAT(FirstProblem("[{role: admin, tokenFile: ci}]"), HasSubstr("absolute"));
  EXPECT_THAT(FirstProblem("[{role: admin, token: 0123456789abcdef}]"), HasSubstr("a name"));
  const std::string shortToken = FirstProblem("[{role: admin, name: ci, token: hunter2}]");
  EXPECT_THAT(shortToken, HasSubstr("16"));
  EXPECT_EQ(shortToken.find("hunter2"), std::string::npos);
}

TEST(AccessConfiguration, TokensOfFilesAreReadByTheDaemon) {
  const TempFolder folder;
  const std::string file = folder / "ci";
  Config config;
  EXPECT_THAT(AccessProblems("access: [{tokenFile: " + file + ", role: viewer}]\n", config),
              ElementsAre());
  EXPECT_THAT(LoadAccess(config).error().message, HasSubstr(file));
  std::ofstream(file) << "short\n";
  EXPECT_THAT(LoadAccess(config).error().message, HasSubstr("openssl rand"));
  std::ofstream(file) << "0123456789abcdef\n";
  EXPECT_EQ(LoadAccess(config)->front().token, "0123456789abcdef");
}

TEST(AccessConfiguration, G42_NoNetworkListenerWithoutTlsAndSomebodyWhoIsKnown) {
  const std::string token = "access: [{token: 0123456789abcdef, name: ci, role: viewer}]\n";
  const std::string files = "tls: {certFile: /c, keyFile: /k}\n";
  const std::string tls = "listen: {remote: \"tls://0.0.0.0:9708\"}\n";
  const std::string open = "listen: {remote: \"tcp://0.0.0.0:9708\"}\n";
  EXPECT_EQ(Wrong(tls + files + token), "");
  EXPECT_THAT(Wrong(tls + token), HasSubstr("tls.certFile"));
  EXPECT_THAT(Wrong(tls + files), HasSubstr("nobody could use"));
  EXPECT_THAT(Wrong(open + token), HasSubstr("in the clear"));
  EXPECT_THAT(Wrong("access: [{certificate: db2, role: viewer}]\n"), HasSubstr("clientCAFile"));
  EXPECT_EQ(Wrong("listen: {remote: \"tcp://127.0.0.1:9708\"}\n" + token), "");
  EXPECT_EQ(Wrong("listen: {remote: \"tcp://0.0.0.0:9708\", insecure: true}\n"), "");
}

}  // namespace
}  // namespace rexray
