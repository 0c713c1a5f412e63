#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"
#include "tests/support/certificates.h"

// The control API on a network, and who may use it, with the real binary.

namespace rexray {
namespace {

class Remote : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    for (const char* role : {"viewer", "operator"}) {
      std::ofstream(TokenFile(role)) << role << "-0123456789\n";
    }
  }

  std::string TokenFile(const std::string& role) const { return folder_ / (role + ".token"); }

  // examples/remote/config.yml, with files and an address of our own.
  void ListenWithTls(const std::string& more = "") {
    std::ifstream in(REXRAY_SOURCE_DIR "/examples/remote/config.yml");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    authority_.Make("daemon");
    Replace(text, "tls://0.0.0.0:9708", address_);
    Replace(text, "/etc/rexray/tls/", folder_ / "ca/");
    Replace(text, "/etc/rexray/tokens/ci", TokenFile("operator"));
    Replace(text, "/etc/rexray/tokens/grafana", TokenFile("viewer"));
    daemon_.Configure(text.substr(text.find("listen:")) + more);
    daemon_.Start();
  }

  static void Replace(std::string& text, const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos) << from;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }

  CommandResult Client(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), REXRAY_BINARY);
    return RunCommand(arguments, {.input = input,
                                  .environment = {"REXRAY_CONTEXTS=" + folder_ / "contexts.yml"}});
  }
  void AddContext(const std::string& name, std::vector<std::string> flags) const {
    flags.insert(flags.begin(),
                 {"context", "add", name, "--host", address_, "--ca-file", authority_.ca()});
    const CommandResult added = Client(flags);
    ASSERT_EQ(added.exitCode, 0) << added;
  }

  const std::string address_ = "tls://" + PrivateLoopbackAddress() + ":9708";
  const Certificates authority_{folder_ / "ca", PrivateLoopbackAddress()};
};

TEST_F(Remote, G42_ATokenDoesWhatItsRoleMay) {
  ListenWithTls();
  AddContext("look", {"--token-file", TokenFile("viewer")});
  AddContext("act", {"--token-file", TokenFile("operator")});
  ASSERT_EQ(Client({"context", "use", "act"}).exitCode, 0);
  const CommandResult applied = Client({"apply", "-f", "-"}, Manifest("pg"));
  ASSERT_EQ(applied.exitCode, 0) << applied << daemon_.Log();
  EXPECT_TRUE(IsMounted("pg"));

  ASSERT_EQ(Client({"context", "use", "look"}).exitCode, 0);
  EXPECT_EQ(Client({"get", "volumes", "-o", "name"}).out, "volume/pg\n");
  const CommandResult refused = Client({"delete", "volume", "pg"});
  EXPECT_EQ(refused.exitCode, 1) << refused;
  EXPECT_NE(refused.err.find("token viewer.token is viewer, and this takes operator"),
            std::string::npos)
      << refused;
  EXPECT_TRUE(IsMounted("pg"));
  EXPECT_EQ(daemon_.Log().find("viewer-0123456789"), std::string::npos);
}

TEST_F(Remote, G42_ACertificateIsEnoughAndNothingIsNot) {
  ListenWithTls();
  const auto own = authority_.Make("db2.example");
  AddContext("known", {"--cert-file", own.certificate, "--key-file", own.key});
  AddContext("nobody", {});
  const CommandResult seen = Client({"--context", "known", "get", "volumes"});
  EXPECT_EQ(seen.exitCode, 0) << seen;
  const CommandResult refused = Client({"--context", "nobody", "get", "volumes"});
  EXPECT_EQ(refused.exitCode, 1) << refused;
  EXPECT_NE(refused.err.find("token"), std::string::npos) << refused;
}

TEST_F(Remote, G42_ANetworkListenerNeedsTlsOrAnExplicitWordThatIsToldAtEachStart) {
  const std::string open = "tcp://" + PrivateLoopbackAddress() + ":9708";
  daemon_.Configure("listen: {remote: \"tcp://0.0.0.0:9708\"}\n");
  daemon_.StartWithoutWaiting();
  EXPECT_EQ(daemon_.Wait(std::chrono::seconds(30)), 2);
  EXPECT_NE(daemon_.Log().find("in the clear"), std::string::npos) << daemon_.Log();

  Daemon insecure({.binary = REXRAY_BINARY, .folder = folder_ / "insecure"});
  insecure.Configure("listen: {remote: \"" + open + "\", insecure: true}\n");
  for (int start = 1; start <= 2; ++start) {
    insecure.Start();
    std::string log = insecure.Log();
    int warnings = 0;
    for (std::size_t at = 0; (at = log.find("listen.insecure", at)) != std::string::npos; ++at) {
      ++warnings;
    }
    EXPECT_EQ(warnings, start) << log;
    EXPECT_EQ(Client({"-H", open, "get", "volumes"}).exitCode, 0);
    insecure.Kill();
  }
}

TEST_F(Remote, G42_OnTheUnixSocketOnlyRootAndWhoIsNamedAreKnown) {
  constexpr uid_t kNobody = 65'534;
  ListenWithTls(fmt::format("  - {{user: {}, role: viewer}}\n", kNobody));
  const std::string binary = folder_ / "rexray";
  std::filesystem::copy_file(REXRAY_BINARY, binary);
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(daemon_.socket().c_str(), 0666), 0);
  const auto as = [&](uid_t uid, std::vector<std::string> arguments) {
    const std::string id = std::to_string(uid);
    arguments.insert(arguments.begin(), {"setpriv", "--reuid", id, "--regid", id, "--clear-groups",
                                         binary, "-H", daemon_.control()});
    return RunCommand(arguments);
  };
  EXPECT_EQ(as(kNobody, {"get", "volumes"}).exitCode, 0);
  const CommandResult drained = as(kNobody, {"drain"});
  EXPECT_NE(drained.err.find("takes operator"), std::string::npos) << drained;
  const CommandResult stranger = as(kNobody - 1, {"get", "volumes"});
  EXPECT_EQ(stranger.exitCode, 1) << stranger;
  EXPECT_NE(stranger.err.find("neither root nor named"), std::string::npos) << stranger;
}

}  // namespace
}  // namespace rexray
