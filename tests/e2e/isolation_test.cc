#include <fmt/format.h>

#include "tests/e2e/live_node.h"

// G15: what hangs, hangs alone.

namespace rexray {
namespace {

class Isolation : public LiveNode {
 protected:
  Daemon hanging_{{.binary = REXRAY_BINARY,
                   .folder = folder_.path(),
                   .services = fmt::format("\n  stuck: {{driver: sim, hang: attach}}\n"
                                           "  files: {{driver: dir, root: {}/data/dir}}\n",
                                           folder_.path())}};

  static std::string Stuck(int number) {
    return fmt::format(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {{name: stuck{0}}}\n"
        "spec: {{service: stuck, size: 1Gi}}\n---\n"
        "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {{name: stuck{0}-here}}\n"
        "spec: {{volume: stuck{0}}}\n---\n",
        number);
  }
};

TEST_F(Isolation, G15_CallsThatNeverReturnDelayNoOtherVolume) {
  hanging_.StartWithoutWaiting();
  ASSERT_TRUE(Eventually([&] { return hanging_.Ready(); })) << hanging_.Log();
  std::string stuck;  // more of them than there are workers
  for (int i = 0; i < 12; ++i) stuck += Stuck(i);
  ASSERT_EQ(hanging_.Apply(stuck, {"--wait=false"}).exitCode, 0);
  ASSERT_TRUE(Eventually([&] {
    return hanging_.Get("/v1/volumes/stuck11").find("Attaching") != std::string::npos;
  })) << hanging_.Get("/v1/volumes/stuck11");

  std::string others;
  for (int i = 0; i < 100; ++i) others += DirectoryManifest(fmt::format("free{}", i));
  const CommandResult applied = hanging_.Apply(others, {"--timeout", "40s"});
  EXPECT_EQ(applied.exitCode, 0) << applied;
  EXPECT_EQ(OurMounts().size(), 100u);
  EXPECT_EQ(hanging_.Run({"why", "stuck0"}).exitCode, 0);
  hanging_.Kill();
}

}  // namespace
}  // namespace rexray
