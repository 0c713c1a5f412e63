#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"

// Every manifest in examples/ does what it says; the paths alone are moved into the test's own folder.

namespace rexray {
namespace {

namespace fs = std::filesystem;

class Examples : public LiveNode {
 protected:
  static std::vector<fs::path> Manifests() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(REXRAY_SOURCE_DIR "/examples")) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    return files;
  }

  std::string Moved(const fs::path& file) const {
    std::ifstream in(file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string from = "path: /srv/";
    const std::string to = "path: " + Path("");
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
    return text;
  }
};

TEST_F(Examples, AppearAndAreUnchangedWhenAppliedAgain) {
  ASSERT_FALSE(Manifests().empty());
  daemon_.Configure("labels: {role: web}");
  daemon_.Start();
  for (const fs::path& file : Manifests()) {
    const std::string manifest = Moved(file);
    const CommandResult applied = daemon_.Apply(manifest);
    EXPECT_EQ(applied.exitCode, 0) << file << applied;
    EXPECT_FALSE(OurMounts().empty()) << file;
    EXPECT_EQ(applied.out.find("not this node"), std::string::npos) << file << applied;
    EXPECT_EQ(daemon_.Apply(manifest).out.find("created"), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace rexray
