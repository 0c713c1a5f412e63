#include "tests/unit/metrics/exposition.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "metrics/metrics.h"
#include "tests/support/requirements.h"
#include "tests/unit/metrics/promtool.h"
#include "tests/unit/metrics/sample_world.h"

namespace rexray {
namespace {

// Everything that can be shown, shown.
std::string FullText() {
  Metrics metrics("1.0.0");
  VolumeState volume = SampleVolume("pg");
  volume.claims.push_back(SampleClaim("docker", "c1", 2));
  volume.openOperation = SampleOpenOperation(ActionKind::Format, Milliseconds(5000));
  metrics.ReadFrom(SampleSources({volume}));
  metrics.OnReconcile({"pg"}, ReconcileOutcome::Converged, Milliseconds(3));
  metrics.OnOperation(
      SampleOperation("pg", ActionKind::Create, OperationOutcome::Succeeded, 10, 11), "loop",
      Milliseconds(3));
  metrics.OnDriverCall("loop", "Create", "OK", Milliseconds(3));
  metrics.OnFrontDoorRequest("docker", "VolumeDriver.Get", "OK", Milliseconds(3));
  metrics.OnClaimLeaked(SampleClaim("docker", "c1", 1));
  return metrics.Text();
}

TEST(Exposition, EveryFamilyHasATypeAHelpTextAndASample) {
  const Exposition exposition = ReadExposition(FullText());
  std::set<std::string> sampled;
  for (const auto& [sample, value] : exposition.samples) {
    sampled.insert(FamilyOf(exposition, sample));
  }
  for (const std::string& family : sampled) {
    EXPECT_TRUE(exposition.type.contains(family)) << family;
    EXPECT_FALSE(exposition.help.at(family).empty()) << family;
    EXPECT_TRUE(family.starts_with("rexray_") || family.starts_with("process_")) << family;
  }
  EXPECT_EQ(sampled.size(), exposition.type.size()) << "a family without a sample";
}

TEST(Exposition, NoHistogramOrCounterCarriesAVolume) {
  const Exposition exposition = ReadExposition(FullText());
  for (const auto& [family, type] : exposition.type) {
    if (type == "gauge") continue;
    EXPECT_TRUE(exposition.LabelValues(family, "volume").empty()) << family;
  }
}

// The names in the first column of the table in docs/metrics.md.
std::set<std::string> DocumentedFamilies() {
  std::ifstream document(REXRAY_SOURCE_DIR "/docs/metrics.md");
  const std::regex row(R"(\| `(\w+)` \|.*)");
  std::set<std::string> families;
  std::smatch match;
  for (std::string line; std::getline(document, line);) {
    if (std::regex_match(line, match, row)) families.insert(match[1]);
  }
  return families;
}

TEST(Exposition, TheDocumentationListsEveryFamilyAndNoOther) {
  std::set<std::string> exposed;
  for (const auto& [family, type] : ReadExposition(FullText()).type) exposed.insert(family);
  EXPECT_EQ(DocumentedFamilies(), exposed);
}

class ExpositionLint : public testing::Test {
 protected:
  void SetUp() override { RequireProgram("promtool"); }
};

TEST_F(ExpositionLint, FindsNothingWrongWithWhatWeExpose) {
  const PromtoolAnswer answer = Promtool("check metrics", FullText());
  EXPECT_TRUE(answer.ok) << answer.output;
}

TEST_F(ExpositionLint, IsTheJudgeWeTakeItFor) {
  EXPECT_FALSE(Promtool("check metrics", "# TYPE x counter\nx 1\n").ok) << "no help text";
}

}  // namespace
}  // namespace rexray
