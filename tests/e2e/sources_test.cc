#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"

// A folder of manifests that the real daemon follows: what people and tools do to it, and what they
// do wrong.

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class FollowedSource : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    fs::create_directory(Site());
    daemon_.Configure(fmt::format("sources: {{site: {{path: {}, prune: true}}}}", Site()));
  }

  std::string Site() const { return folder_ / "site"; }
  std::string File(const std::string& name) const { return Site() + "/" + name + ".yaml"; }
  static void WriteFile(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  // As editors do: written beside it, then renamed.
  void Put(const std::string& name, const std::string& text) const {
    WriteFile(Site() + "/." + name + ".tmp", text);
    fs::rename(Site() + "/." + name + ".tmp", File(name));
  }
  static std::string Plain(const std::string& name) {
    return fmt::format(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {{name: {}}}\nspec: {{service: "
        "files}}\n",
        name);
  }

  json Source() {
    const std::string text = daemon_.Get("/v1/sources");
    return text.empty() ? json::object() : json::parse(text).at("items").at(0).at("status");
  }
  std::string Word(const char* field) { return Source().value(field, ""); }
  bool BecomesPhase(const std::string& phase) {
    return Eventually([&] { return Word("phase") == phase; });
  }
  bool BecomesReady(const std::string& volume) {
    return Eventually([&] { return Phase(volume) == "Ready"; }, std::chrono::seconds(90));
  }
  std::size_t Declared() { return Source().value("objects", std::size_t{0}); }
};

TEST_F(FollowedSource, WhatIsPutIntoTheFolderIsMountedAndWhatGoesIsUnmounted) {
  Put("pg", Manifest("pg"));
  Put("log", DirectoryManifest("log"));
  Put("web", DirectoryManifest("web"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("pg") && BecomesReady("log") && BecomesReady("web"));
  Write("pg", "rows");
  Put("more", DirectoryManifest("more"));
  EXPECT_TRUE(BecomesReady("more"));
  fs::remove(File("pg"));
  EXPECT_TRUE(Eventually([&] { return Phase("pg") == "Orphaned"; }));
  EXPECT_FALSE(IsMounted("pg"));
  Put("pg", Manifest("pg"));
  EXPECT_TRUE(BecomesReady("pg"));
  EXPECT_EQ(Read("pg"), "rows") << "G09: nothing is lost by removing a file";
  const CommandResult why = daemon_.Run({"why", "pg"});
  EXPECT_NE(why.out.find("site " + File("pg") + ":1"), std::string::npos) << why;
}

TEST_F(FollowedSource, ABrokenFileChangesNothingAndIsNamedUntilItIsMended) {
  Put("va", Plain("va"));
  Put("vb", Plain("vb"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("va") && BecomesReady("vb"));
  Put("va",
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: va}\nspec: {servic: files}\n");
  fs::remove(File("vb"));
  Put("new", Plain("new"));
  EXPECT_TRUE(BecomesPhase("Broken"));
  EXPECT_EQ(Phase("vb"), "Ready");
  EXPECT_EQ(daemon_.Get("/v1/volumes/new"), "");
  const CommandResult synced = daemon_.Run({"sync"});
  EXPECT_EQ(synced.exitCode, 2) << synced;
  EXPECT_NE(synced.err.find(File("va") + ":4:8: spec.servic"), std::string::npos) << synced;
  EXPECT_NE(daemon_.Run({"status"}).out.find("site: Broken: "), std::string::npos);
  EXPECT_NE(daemon_.Get("/metrics").find("rexray_source_broken{source=\"site\"} 1"),
            std::string::npos);
  EXPECT_NE(daemon_.Get("/v1/events").find("SourceBroken"), std::string::npos);
  Put("va", Plain("va"));
  EXPECT_TRUE(BecomesPhase("Applied"));
  EXPECT_TRUE(BecomesReady("new"));
  EXPECT_TRUE(Eventually([&] { return Phase("vb") == "Orphaned"; }));
}

TEST_F(FollowedSource, ASymlinkSwapAsKubernetesMakesItIsOneChange) {
  for (const char* version : {"..1", "..2"}) fs::create_directory(Site() + "/" + version);
  WriteFile(Site() + "/..1/all.yaml", Plain("va") + "---\n" + Plain("vb") + "---\n" + Plain("vc"));
  WriteFile(Site() + "/..2/all.yaml", Plain("va") + "---\n" + Plain("vb") + "---\n" + Plain("vd"));
  fs::create_symlink("..1", Site() + "/..data");
  fs::create_symlink("..data/all.yaml", Site() + "/all.yaml");
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("vc"));
  fs::create_symlink("..2", Site() + "/..data_tmp");
  fs::rename(Site() + "/..data_tmp", Site() + "/..data");
  fs::remove_all(Site() + "/..1");
  EXPECT_TRUE(BecomesReady("vd"));
  EXPECT_TRUE(Eventually([&] { return Phase("vc") == "Orphaned"; }));
  EXPECT_EQ(Declared(), 3U);
}

TEST_F(FollowedSource, G09_AnEmptiedFolderRemovesNothingUntilThatIsApproved) {
  Put("pg", Manifest("pg"));
  Put("log", DirectoryManifest("log"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("pg") && BecomesReady("log"));
  fs::remove(File("pg"));
  fs::remove(File("log"));
  EXPECT_TRUE(BecomesPhase("Waiting"));
  EXPECT_EQ(daemon_.Run({"sync", "site"}).exitCode, 4);
  EXPECT_EQ(Source().at("removals").size(), 4U);
  EXPECT_TRUE(IsMounted("pg") && IsMounted("log"));
  const std::string lookedAt = Word("fingerprint");
  const CommandResult shown = daemon_.Run({"sync", "approve", "site"});
  EXPECT_EQ(shown.exitCode, 4);
  EXPECT_NE(shown.out.find("rexray sync approve site " + lookedAt), std::string::npos) << shown;

  // The daemon dies, and the folder changes before somebody approves.
  daemon_.Kill();
  Put("new", Plain("new"));
  daemon_.Start();
  EXPECT_TRUE(BecomesPhase("Waiting"));
  EXPECT_EQ(daemon_.Run({"sync", "approve", "site", lookedAt}).exitCode, 1);
  EXPECT_TRUE(IsMounted("pg") && IsMounted("log"));
  fs::remove(File("new"));
  EXPECT_TRUE(Eventually([&] { return Word("fingerprint") == lookedAt; }))
      << "the same content has the same fingerprint in another process";
  const CommandResult approved = daemon_.Run({"sync", "approve", "site", lookedAt});
  EXPECT_EQ(approved.exitCode, 0) << approved;
  EXPECT_TRUE(OurMounts().empty());
  EXPECT_EQ(Phase("pg"), "Orphaned");
  EXPECT_EQ(Word("phase"), "Applied");
}

TEST_F(FollowedSource, G09_AnotherMountUponTheFolderRemovesNothing) {
  Put("va", Plain("va"));
  Put("vb", Plain("vb"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("va") && BecomesReady("vb"));
  ASSERT_EQ(RunCommand({"mount", "-t", "tmpfs", "empty", Site()}).exitCode, 0);
  EXPECT_TRUE(BecomesPhase("Waiting"));
  EXPECT_EQ(Declared(), 2U);
  ASSERT_EQ(RunCommand({"umount", Site()}).exitCode, 0);
  EXPECT_TRUE(BecomesPhase("Applied"));
  fs::rename(Site(), folder_ / "away");
  EXPECT_TRUE(BecomesPhase("Broken"));
  EXPECT_EQ(Declared(), 2U);
  fs::rename(folder_ / "away", Site());
  EXPECT_TRUE(BecomesPhase("Applied"));
}

TEST_F(FollowedSource, WhatItDeclaresIsChangedThereOnly) {
  Put("va", Plain("va"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("va"));
  for (const CommandResult& refused :
       {daemon_.Apply(Plain("va"), {"--set", "site"}), daemon_.Apply(Plain("va")),
        daemon_.Run({"delete", "volume", "va"})}) {
    EXPECT_NE(refused.exitCode, 0) << refused;
    EXPECT_NE(refused.err.find(File("va") + ":1"), std::string::npos) << refused;
  }
  EXPECT_EQ(Phase("va"), "Ready");
}

TEST_F(FollowedSource, AThousandFilesAreOneChangeAndSurviveAKill) {
  daemon_.Start();
  for (int i = 0; i < 1000; ++i) {
    const std::string name = fmt::format("v{:04}", i);
    WriteFile(File(name), Plain(name));
    if (i == 500) daemon_.KillAlone();
  }
  daemon_.Kill();
  daemon_.StartWithoutWaiting();
  EXPECT_TRUE(Eventually([&] { return Declared() == 1000; }, std::chrono::seconds(90)));
  daemon_.Kill();
  fs::remove(File("v0007"));
  daemon_.StartWithoutWaiting();
  EXPECT_TRUE(Eventually([&] { return Declared() == 999; }, std::chrono::seconds(90)));
  EXPECT_TRUE(Eventually([&] { return Word("phase") == "Applied"; }));
}

TEST_F(FollowedSource, AnIdleSourceWritesNothing) {
  Put("va", Plain("va"));
  daemon_.Start();
  EXPECT_TRUE(BecomesReady("va"));
  const auto written = [&] {
    std::ifstream lines(fmt::format("/proc/{}/io", daemon_.pid()));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("wchar:")) return line;
    }
    return std::string();
  };
  const std::string before = written();
  // Idle is a stretch of time; there is no condition to wait for.
  EXPECT_FALSE(Eventually([&] { return written() != before; }, std::chrono::seconds(3)));
}

// examples/sources as they stand, but for the folders: the configuration, and the story it tells.
class SourceExample : public LiveNode {
 protected:
  static std::string Text(const fs::path& file) {
    std::ifstream in(fs::path(REXRAY_SOURCE_DIR "/examples/sources") / file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::string Moved(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
    return text;
  }
};

TEST_F(SourceExample, GoesAsItSays) {
  const std::string site = folder_ / "manifests.d";
  fs::create_directory(site);
  const std::string config = Text("config.yml");
  daemon_.Configure(Moved(config.substr(config.find("sources:")), "/etc/rexray/manifests.d", site));
  daemon_.Start();
  for (const char* file : {"shop-db.yaml", "shop-files.yaml"}) {
    std::ofstream(site + "/" + file)
        << Moved(Text(fs::path("manifests.d") / file), "path: /srv/", "path: " + Path(""));
  }
  const CommandResult synced = daemon_.Run({"sync", "site"});
  EXPECT_EQ(synced.exitCode, 0) << synced;
  EXPECT_TRUE(IsMounted("shop/db") && IsMounted("shop/files"));
  fs::remove(site + "/shop-files.yaml");
  EXPECT_EQ(daemon_.Run({"sync", "site"}).exitCode, 4) << "half of it";
  const CommandResult described = daemon_.Run({"describe", "source/site"});
  EXPECT_NE(described.out.find("Volume shop-files"), std::string::npos) << described;
  EXPECT_NE(described.out.find("rexray sync approve site "), std::string::npos) << described;
  EXPECT_TRUE(IsMounted("shop/files"));
}

}  // namespace
}  // namespace rexray
