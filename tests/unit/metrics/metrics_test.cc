#include "metrics/metrics.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/metrics/exposition.h"
#include "tests/unit/metrics/sample_world.h"

namespace rexray {
namespace {

using std::chrono::milliseconds;

TEST(Metrics, AnswersBeforeAnySourceIsKnown) {
  Metrics metrics("1.2.3");
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_build_info{version=\"1.2.3\"}"), 1);
  EXPECT_FALSE(exposition.Has("rexray_workqueue_depth"));
}

TEST(Metrics, CountPassesByOutcome) {
  Metrics metrics("1");
  metrics.OnReconcile({"pg"}, ReconcileOutcome::Failed, milliseconds(20));
  metrics.OnReconcile({"pg"}, ReconcileOutcome::Failed, milliseconds(20));
  metrics.OnReconcile({"pg"}, ReconcileOutcome::Converged, milliseconds(20));
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_reconcile_total{result=\"" +
                          std::string(ToString(ReconcileOutcome::Failed)) + "\"}"),
            2);
  EXPECT_EQ(exposition.At("rexray_reconcile_time_seconds_count"), 3);
  EXPECT_DOUBLE_EQ(exposition.At("rexray_reconcile_time_seconds_sum"), 0.06);
}

TEST(Metrics, EveryOutcomeIsShownAsZeroFromTheStart) {
  const Exposition exposition = ReadExposition(Metrics("1").Text());
  EXPECT_EQ(exposition.LabelValues("rexray_reconcile_total", "result").size(), 5U);
  EXPECT_EQ(exposition.At("rexray_drift_detected_total{kind=\"MountVanished\"}"), 0);
  EXPECT_EQ(exposition.At("rexray_reconcile_panics_total"), 0);
}

TEST(Metrics, TimeTheTriesOfAnOperationByStatus) {
  Metrics metrics("1");
  metrics.OnOperation(SampleOperation("pg", ActionKind::Mount, OperationOutcome::Failed, 100, 101),
                      "loop", milliseconds(300));
  metrics.OnOperation(
      SampleOperation("pg", ActionKind::Mount, OperationOutcome::Succeeded, 130, 131), "loop",
      milliseconds(700));
  const Exposition exposition = ReadExposition(metrics.Text());
  const std::string family = "rexray_storage_operation_duration_seconds";
  EXPECT_EQ(exposition.LabelValues(family, "status"), (std::set<std::string>{"fail", "success"}));
  const std::string tries = "{driver=\"loop\",operation=\"Mount\",status=\"success\"}";
  EXPECT_DOUBLE_EQ(exposition.At(family + "_sum" + tries), 0.7);
  EXPECT_DOUBLE_EQ(
      exposition.At("rexray_operation_total_seconds_sum{driver=\"loop\",operation=\"Mount\"}"), 31)
      << "from the start of the first try to the end of the last";
}

TEST(Metrics, SplitDriverCallsByMethodAndCode) {
  Metrics metrics("1");
  metrics.OnDriverCall("loop", "Attach", "OK", milliseconds(2));
  metrics.OnDriverCall("loop", "Attach", "Unavailable", milliseconds(2));
  const Exposition exposition = ReadExposition(metrics.Text());
  const std::string family = "rexray_driver_request_duration_seconds";
  EXPECT_EQ(exposition.LabelValues(family, "code"), (std::set<std::string>{"OK", "Unavailable"}));
  EXPECT_EQ(exposition.LabelValues(family, "method"), (std::set<std::string>{"Attach"}));
}

TEST(Metrics, ARepairedDriftWasAlsoDetected) {
  Metrics metrics("1");
  metrics.OnDrift({"pg"}, Reason::MountVanished, true);
  metrics.OnDrift({"pg"}, Reason::DriftReported, false);
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_drift_detected_total{kind=\"MountVanished\"}"), 1);
  EXPECT_EQ(exposition.At("rexray_drift_repaired_total{kind=\"MountVanished\"}"), 1);
  EXPECT_EQ(exposition.At("rexray_drift_detected_total{kind=\"DriftReported\"}"), 1);
  EXPECT_EQ(exposition.At("rexray_drift_repaired_total{kind=\"DriftReported\"}"), 0);
}

TEST(Metrics, G03_CountForcedDetachesByTheirEvidence) {
  Metrics metrics("1");
  metrics.ReadFrom(SampleSources({}));
  const std::string dead = "rexray_forced_detaches_total{driver=\"loop\",evidence=\"HolderDead\"}";
  EXPECT_EQ(ReadExposition(metrics.Text()).At(dead), 0) << "shown before the first";
  Operation cut =
      SampleOperation("pg", ActionKind::ForceDetach, OperationOutcome::Failed, 100, 101);
  cut.evidence = "HolderDead";
  metrics.OnOperation(cut, "loop", milliseconds(3));
  EXPECT_EQ(ReadExposition(metrics.Text()).At(dead), 0) << "it failed";
  cut.outcome = OperationOutcome::Succeeded;
  metrics.OnOperation(cut, "loop", milliseconds(3));
  cut.action = ActionKind::Detach;
  metrics.OnOperation(cut, "loop", milliseconds(3));
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At(dead), 1);
  EXPECT_EQ(exposition.LabelValues("rexray_forced_detaches_total", "evidence").size(), 4U);
}

TEST(Metrics, CountDeniedPreemptionsByReason) {
  Metrics metrics("1");
  metrics.OnPreemptionDenied({"pg"}, Reason::AttachedElsewhere);
  metrics.OnPreemptionDenied({"log"}, Reason::AttachedElsewhere);
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_preemptions_denied_total{reason=\"AttachedElsewhere\"}"), 2);
  EXPECT_EQ(exposition.At("rexray_preemptions_denied_total{reason=\"WaitsForRelease\"}"), 0);
}

TEST(Metrics, CountBrokenInvariants) {
  Metrics metrics("1");
  metrics.OnPanic({"pg"}, "broken");
  EXPECT_EQ(ReadExposition(metrics.Text()).At("rexray_reconcile_panics_total"), 1);
}

TEST(Metrics, G27_ShowQueueHelpersAndDatabaseAsTheyAreAtTheScrape) {
  Metrics metrics("1");
  metrics.ReadFrom(SampleSources({}));
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_workqueue_depth"), 3);
  EXPECT_DOUBLE_EQ(exposition.At("rexray_workqueue_oldest_age_seconds"), 1.5);
  EXPECT_EQ(exposition.At("rexray_active_workers"), 2);
  EXPECT_EQ(exposition.At("rexray_workers"), 4);
  EXPECT_EQ(exposition.At("rexray_helpers{state=\"busy\"}"), 2);
  EXPECT_EQ(exposition.At("rexray_helpers{state=\"idle\"}"), 3);
  EXPECT_EQ(exposition.At("rexray_helpers_abandoned_total"), 1);
  EXPECT_EQ(exposition.At("rexray_db_size_bytes"), 4096);
  EXPECT_EQ(exposition.At("rexray_db_commits_total"), 7);
  EXPECT_DOUBLE_EQ(exposition.At("rexray_db_commit_seconds_total"), 0.5);
  EXPECT_EQ(exposition.At("rexray_db_written_rows_total"), 9);
  EXPECT_EQ(exposition.At("rexray_db_quarantined_rows"), 1);
}

TEST(Metrics, ShowHowSourcesStand) {
  Metrics metrics("1");
  metrics.ReadFrom(SampleSources({}));
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_source_broken{source=\"site\"}"), 0);
  EXPECT_EQ(exposition.At("rexray_source_broken{source=\"infra\"}"), 1);
  EXPECT_EQ(exposition.At("rexray_source_objects{source=\"site\"}"), 4);
  EXPECT_EQ(exposition.At("rexray_source_waiting_removals{source=\"infra\"}"), 3);
  EXPECT_DOUBLE_EQ(exposition.At("rexray_source_last_success_timestamp_seconds{source=\"site\"}"),
                   1'700'000'000.5);
  EXPECT_EQ(exposition.At("rexray_source_last_change_timestamp_seconds{source=\"site\"}"),
            1'700'000'000);
  EXPECT_FALSE(exposition.Has("rexray_source_last_success_timestamp_seconds{source=\"infra\"}"))
      << "it never was";
}

TEST(Metrics, SeriesOfAVolumeVanishWithIt) {
  Metrics metrics("1");
  std::vector<VolumeState> volumes = {SampleVolume("gone"), SampleVolume("kept")};
  MetricsSources sources = SampleSources({});
  sources.volumes = [&]() -> Result<std::vector<VolumeState>> { return volumes; };
  metrics.ReadFrom(std::move(sources));
  metrics.OnReconcile({"gone"}, ReconcileOutcome::Progressed, milliseconds(1));
  metrics.OnDrift({"gone"}, Reason::MountVanished, true);
  metrics.OnOperation(SampleOperation("gone", ActionKind::Mount, OperationOutcome::Failed, 1, 2),
                      "loop", milliseconds(1));
  ASSERT_NE(metrics.Text().find("\"gone\""), std::string::npos);

  volumes.erase(volumes.begin());
  const std::string text = metrics.Text();
  EXPECT_EQ(text.find("gone"), std::string::npos) << text;
  EXPECT_NE(text.find("\"kept\""), std::string::npos);
}

TEST(Metrics, AreBoundedHoweverManyVolumesComeAndGo) {
  Metrics metrics("1");
  metrics.ReadFrom(SampleSources({}));
  const auto use = [&](int volume) {
    const std::string name = "v" + std::to_string(volume);
    metrics.OnReconcile({name}, ReconcileOutcome::Converged, milliseconds(1));
    metrics.OnOperation(SampleOperation(name, ActionKind::Create, OperationOutcome::Failed, 1, 2),
                        "loop", milliseconds(1));
    metrics.OnDrift({name}, Reason::StaleMount, false);
    metrics.OnDriverCall("loop", "Create", "OK", milliseconds(1));
  };
  use(0);
  const std::size_t series = ReadExposition(metrics.Text()).samples.size();
  for (int volume = 1; volume < 1000; ++volume) use(volume);
  EXPECT_EQ(ReadExposition(metrics.Text()).samples.size(), series);
}

TEST(Metrics, AFailedSourceIsLeftOutAndCounted) {
  Metrics metrics("1");
  MetricsSources sources = SampleSources({});
  sources.volumes = []() -> Result<std::vector<VolumeState>> {
    return Fail(Code::Unavailable, "disk full");
  };
  metrics.ReadFrom(std::move(sources));
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_scrape_errors_total"), 1);
  EXPECT_FALSE(exposition.type.contains("rexray_volumes"));
  EXPECT_EQ(exposition.At("rexray_workqueue_depth"), 3);
}

TEST(Metrics, CountExactlyFromManyThreadsWhileBeingScraped) {
  Metrics metrics("1");
  metrics.ReadFrom(SampleSources({SampleVolume("pg")}));
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  {
    std::vector<std::jthread> workers;
    for (int thread = 0; thread < kThreads; ++thread) {
      workers.emplace_back([&, name = "v" + std::to_string(thread)] {
        for (int i = 0; i < kEach; ++i) {
          metrics.OnReconcile({name}, ReconcileOutcome::Progressed, milliseconds(1));
          metrics.OnOperation(
              SampleOperation(name, ActionKind::Mount, OperationOutcome::Succeeded, 1, 2), "loop",
              milliseconds(1));
          metrics.OnDriverCall("loop", "Inspect", "OK", milliseconds(1));
        }
      });
    }
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(metrics.Text().empty());
  }
  const Exposition exposition = ReadExposition(metrics.Text());
  EXPECT_EQ(exposition.At("rexray_reconcile_time_seconds_count"), kThreads * kEach);
  EXPECT_EQ(
      exposition.At("rexray_operation_total_seconds_count{driver=\"loop\",operation=\"Mount\"}"),
      kThreads * kEach);
}

}  // namespace
}  // namespace rexray
