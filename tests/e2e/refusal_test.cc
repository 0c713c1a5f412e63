#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"

// Bad input, and what must never happen, with the real binary.

namespace rexray {
namespace {

class Refusal : public LiveNode {
 protected:
  void ExpectRefused(const std::string& manifest, const std::string& expected) {
    const CommandResult result = daemon_.Apply(manifest);
    EXPECT_EQ(result.exitCode, 2) << result;
    EXPECT_NE(result.err.find(expected), std::string::npos) << result;
  }
};

TEST_F(Refusal, BadManifestsNameThePlaceAndChangeNothing) {
  daemon_.Start();
  const std::string good = Manifest("good");
  ExpectRefused("", "no ");
  ExpectRefused(",", "-:1");
  ExpectRefused(good + "kind: Volume\nkind: Volume\n", "kind");
  ExpectRefused(good + "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: x1}\nspec: {sise: 1Gi}\n", "sise");
  ExpectRefused(good + "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: x1}\nspec: {size: 20}\n", "20Gi");
  ExpectRefused("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
                "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
                "alias");
  ExpectRefused("kind: \xff\xfe\n", "UTF-8");
  ExpectRefused(std::string(10 << 20, 'x'), "-");
  ExpectRefused(good + Manifest("good"), "good");
  EXPECT_EQ(daemon_.Run({"get", "volumes", "-o", "name"}).out, "") << "something was accepted";
}

TEST_F(Refusal, EveryMistakeOfAFileIsShownAtOnce) {
  daemon_.Start();
  const CommandResult result = daemon_.Apply(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: x1}\nspec: {size: 20, servise: a, filesystem: "
      "{type: ext5}}\n");
  EXPECT_EQ(result.exitCode, 2);
  for (const char* expected : {"size", "servise", "ext5"}) {
    EXPECT_NE(result.err.find(expected), std::string::npos) << expected << result;
  }
}

TEST_F(Refusal, ASecondDaemonOnTheSameStateNamesTheFirst) {
  daemon_.Start();
  const CommandResult second = RunCommand(
      {REXRAY_BINARY, "daemon", "--config", folder_ / "config.yml", "--state", daemon_.state(), "--listen",
       "unix://" + folder_ / "second.sock", "--metrics", "none", "--node", "node1"});
  EXPECT_EQ(second.exitCode, 1) << second;
  EXPECT_NE(second.err.find(std::to_string(daemon_.pid())), std::string::npos) << second;
  EXPECT_TRUE(daemon_.Ready());
}

TEST_F(Refusal, WithoutADaemonTheCommandSaysWhereItLooked) {
  const CommandResult result = daemon_.Run({"get", "volumes"});
  EXPECT_EQ(result.exitCode, 6);
  EXPECT_NE(result.err.find(daemon_.socket()), std::string::npos) << result;
}

TEST_F(Refusal, AnUnknownServiceAndAForbiddenPathAreRefused) {
  daemon_.Start();
  std::string manifest = Manifest("x1");
  manifest.replace(manifest.find("local"), 5, "nowhere");
  ExpectRefused(manifest, "nowhere");
  manifest = Manifest("x1");
  manifest.replace(manifest.find(Path("x1")), Path("x1").size(), "/usr/lib");
  ExpectRefused(manifest, "/usr");
  manifest = Manifest("x1");
  manifest.replace(manifest.find(Path("x1")), Path("x1").size(), daemon_.state());
  ExpectRefused(manifest, daemon_.state());
}

TEST_F(Refusal, G10_ImmutableFieldsNameTheManualRoute) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  Write("pg", "rows");
  ExpectRefused(Manifest("pg", "xfs", "64Mi"), "filesystem.type");
  ExpectRefused(Manifest("pg", "ext4", "32Mi"), "size");
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Refusal, G01_ADeviceWithDataIsNotFormatted) {
  daemon_.Start();
  // Attached but not yet formatted: an Attachment without a mount, of a volume without a filesystem.
  const std::string raw =
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec: {service: local, size: 64Mi}\n---\n"
      "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: pg-here}\nspec: {volume: pg}\n";
  ASSERT_EQ(daemon_.Apply(raw).exitCode, 0);
  const auto devices = OurLoopDevices();
  ASSERT_EQ(devices.size(), 1u);
  {
    std::ofstream device(devices.front(), std::ios::in | std::ios::out);
    device << "somebody's own database";
  }
  const std::string mounted = raw.substr(0, raw.rfind("{volume: pg}")) +
                              fmt::format("{{volume: pg, mount: {{path: {}}}}}\n", Path("pg"));
  EXPECT_EQ(daemon_.Apply(mounted, {"--timeout", "20s"}).exitCode, 4);
  EXPECT_EQ(Reason("pg"), "FormatRefused");
  std::string data(23, '\0');
  std::ifstream(devices.front()).read(data.data(), 23);
  EXPECT_EQ(data, "somebody's own database");
  const CommandResult why = daemon_.Run({"why", "pg"});
  EXPECT_NE(why.out.find("FormatRefused"), std::string::npos) << why;
  EXPECT_NE(why.out.find("rexray"), std::string::npos) << "and the command that ends it";
}

TEST_F(Refusal, G02_AnotherImageBehindTheDeviceIsNotMounted) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("a1") + Manifest("b1")).exitCode, 0);
  Write("a1", "of a");
  Write("b1", "of b");
  ASSERT_EQ(daemon_.Stop(), 0);
  // Behind the daemon's back both volumes are taken down, and their images come up on swapped devices.
  const auto devices = OurLoopDevices();
  ASSERT_EQ(devices.size(), 2u);
  std::vector<std::string> images;
  for (const std::string& device : devices) {
    std::ifstream file("/sys/block/" + device.substr(5) + "/loop/backing_file");
    std::getline(file, images.emplace_back());
  }
  ASSERT_EQ(RunCommand({"umount", Path("a1"), Path("b1")}).exitCode, 0);
  ASSERT_EQ(RunCommand({"losetup", "-d", devices[0], devices[1]}).exitCode, 0);
  // A test beside us may be given a number first: then that device shows something else still.
  RunCommand({"losetup", devices[0], images[1]});
  RunCommand({"losetup", devices[1], images[0]});
  daemon_.Start();
  EXPECT_TRUE(Eventually([&] { return Read("a1") == "of a" && Read("b1") == "of b"; }))
      << daemon_.Run({"why", "a1"}) << daemon_.Log();
}

TEST_F(Refusal, ATargetWithFilesIsNeverCovered) {
  std::filesystem::create_directories(Path("pg"));
  std::ofstream(Path("pg") + "/mine") << "x";
  daemon_.Start();
  EXPECT_EQ(daemon_.Apply(Manifest("pg"), {"--timeout", "20s"}).exitCode, 4);
  EXPECT_EQ(Reason("pg"), "TargetNotEmpty");
  EXPECT_TRUE(std::filesystem::exists(Path("pg") + "/mine"));
}

TEST_F(Refusal, G39_EveryLogLineOfAVolumeNamesIt) {
  std::filesystem::create_directories(Path("pg"));
  std::ofstream(Path("pg") + "/mine") << "x";
  daemon_.Start();
  daemon_.Apply(Manifest("pg"), {"--timeout", "20s"});
  std::istringstream log(daemon_.Log());
  int lines = 0;
  for (std::string line; std::getline(log, line);) {
    if (line.find("TargetNotEmpty") == std::string::npos) continue;
    ++lines;
    EXPECT_NE(line.find("pg"), std::string::npos) << line;
  }
  EXPECT_GT(lines, 0) << daemon_.Log();
}

}  // namespace
}  // namespace rexray
