#include "metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <iterator>

#include "metrics/daemon_families.h"
#include "metrics/family.h"
#include "metrics/process_figures.h"
#include "metrics/recovery_times.h"
#include "metrics/volume_families.h"

namespace rexray {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using Buckets = prometheus::Histogram::BucketBoundaries;

// Kubernetes' storage buckets from 0.1 s on, so that its dashboards' queries fit; below, what a
// local disk needs.
const Buckets kOperationBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                                   2.5,   5,      10,    15,   25,    50,   120, 300,  600};
const Buckets kPassBuckets = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60};

constexpr std::array kOutcomes = {ReconcileOutcome::Converged, ReconcileOutcome::Progressed,
                                  ReconcileOutcome::Waiting, ReconcileOutcome::Blocked,
                                  ReconcileOutcome::Failed};
// What somebody else can change that is looked for.
constexpr std::array kDriftKinds = {Reason::MountVanished, Reason::StaleMount,
                                    Reason::OptionsDrifted, Reason::DriftReported};
constexpr std::array kEvidenceKinds = {EvidenceKind::HolderDead, EvidenceKind::HolderFenced,
                                       EvidenceKind::Declared, EvidenceKind::Operator};
// Why a volume is not taken away from another node.
constexpr std::array kDenials = {Reason::AttachedElsewhere, Reason::WaitsForRelease};
constexpr std::size_t kMostFailingActions = 10'000;

double Seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::map<std::string, std::string> ForcedLabels(std::string_view driver,
                                                std::string_view evidence) {
  return {{"driver", std::string(driver)}, {"evidence", std::string(evidence)}};
}

std::string_view StatusOf(const Operation& operation) {
  return operation.outcome == OperationOutcome::Succeeded ? "success" : "fail";
}

}  // namespace

struct Metrics::Internals {
  explicit Internals(std::string_view version);

  // Adds what `read` gives by `add`, or counts a failed read.
  template <class Read, class Add>
  void Collect(const Read& read, const Add& add) {
    if (auto value = read(); value.has_value()) {
      add(*value);
    } else {
      scrapeErrors.Increment();
    }
  }

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& reconciles;
  prometheus::Histogram& reconcileTime;
  prometheus::Counter& panics;
  prometheus::Family<prometheus::Histogram>& operations;
  prometheus::Family<prometheus::Histogram>& operationTotals;
  prometheus::Family<prometheus::Histogram>& driverRequests;
  prometheus::Family<prometheus::Histogram>& doorRequests;
  prometheus::Family<prometheus::Counter>& leakedClaims;
  prometheus::Family<prometheus::Counter>& driftDetected;
  prometheus::Family<prometheus::Counter>& driftRepaired;
  prometheus::Family<prometheus::Counter>& forcedDetaches;
  prometheus::Family<prometheus::Counter>& preemptionsDenied;
  prometheus::Counter& scrapeErrors;

  RecoveryTimes recoveryTimes{kMostFailingActions};
  MetricsSources sources;
};

Metrics::Internals::Internals(std::string_view version)
    : reconciles(BuildCounter()
                     .Name("rexray_reconcile_total")
                     .Help("Passes over a volume, by how they ended")
                     .Register(registry)),
      reconcileTime(BuildHistogram()
                        .Name("rexray_reconcile_time_seconds")
                        .Help("Duration of a pass over a volume")
                        .Register(registry)
                        .Add({}, kPassBuckets)),
      panics(BuildCounter()
                 .Name("rexray_reconcile_panics_total")
                 .Help("Passes that ended by a broken invariant")
                 .Register(registry)
                 .Add({})),
      operations(BuildHistogram()
                     .Name("rexray_storage_operation_duration_seconds")
                     .Help("Duration of one try of a storage operation")
                     .Register(registry)),
      operationTotals(BuildHistogram()
                          .Name("rexray_operation_total_seconds")
                          .Help("Time from an operation's first try to its success, all retries "
                                "and waits between them included")
                          .Register(registry)),
      driverRequests(BuildHistogram()
                         .Name("rexray_driver_request_duration_seconds")
                         .Help("Duration of calls to a storage driver, by method and result code")
                         .Register(registry)),
      doorRequests(BuildHistogram()
                       .Name("rexray_frontdoor_request_duration_seconds")
                       .Help("Duration of requests to a front door, by method and result code")
                       .Register(registry)),
      leakedClaims(BuildCounter()
                       .Name("rexray_leaked_references_total")
                       .Help("Users of volumes that were gone although nobody said so")
                       .Register(registry)),
      driftDetected(
          BuildCounter()
              .Name("rexray_drift_detected_total")
              .Help("Differences found that somebody else made, repaired or only reported")
              .Register(registry)),
      driftRepaired(BuildCounter()
                        .Name("rexray_drift_repaired_total")
                        .Help("Differences put right that somebody else made")
                        .Register(registry)),
      forcedDetaches(BuildCounter()
                         .Name("rexray_forced_detaches_total")
                         .Help("Attachments of other nodes that were ended, by what proved that "
                               "they may be")
                         .Register(registry)),
      preemptionsDenied(BuildCounter()
                            .Name("rexray_preemptions_denied_total")
                            .Help("Volumes found held by another node that nothing allows to take "
                                  "away")
                            .Register(registry)),
      scrapeErrors(BuildCounter()
                       .Name("rexray_scrape_errors_total")
                       .Help("Parts of a scrape that are missing because they could not be read")
                       .Register(registry)
                       .Add({})) {
  BuildGauge()
      .Name("rexray_build_info")
      .Help("1; the version is a label")
      .Register(registry)
      .Add({{"version", std::string(version)}})
      .Set(1);
  // Shown as 0 from the start, so that rate() sees the first increase.
  for (const ReconcileOutcome outcome : kOutcomes) {
    reconciles.Add({{"result", std::string(ToString(outcome))}});
  }
  for (const Reason kind : kDriftKinds) {
    driftDetected.Add({{"kind", std::string(ToString(kind))}});
    driftRepaired.Add({{"kind", std::string(ToString(kind))}});
  }
  for (const Reason reason : kDenials) {
    preemptionsDenied.Add({{"reason", std::string(ToString(reason))}});
  }
}

Metrics::Metrics(std::string_view version) : internals_(std::make_unique<Internals>(version)) {}
Metrics::~Metrics() = default;

void Metrics::ReadFrom(MetricsSources sources) {
  internals_->sources = std::move(sources);
  for (const auto& [service, driver] : internals_->sources.drivers) {
    for (const EvidenceKind kind : kEvidenceKinds) {
      internals_->forcedDetaches.Add(ForcedLabels(driver, ToString(kind)));
    }
  }
}

std::string Metrics::Text() {
  const MetricsSources& sources = internals_->sources;
  FamilyList families;
  if (sources.volumes) {
    internals_->Collect(sources.volumes, [&](const std::vector<VolumeState>& volumes) {
      AddVolumeFamilies(families, volumes, sources.drivers, sources.now());
    });
  }
  if (sources.queue) AddQueueFamilies(families, sources.queue());
  if (sources.helpers) AddHelperFamilies(families, sources.helpers());
  if (sources.sources) {
    internals_->Collect(sources.sources, [&](const std::vector<SourceFigures>& figures) {
      AddSourceFamilies(families, figures);
    });
  }
  if (sources.store) AddDatabaseFamilies(families, sources.store());
  internals_->Collect(ReadProcessFigures, [&](const ProcessFigures& process) {
    AddProcessFamilies(families, process);
  });
  // Last, so that it counts this scrape's errors.
  FamilyList kept = internals_->registry.Collect();
  families.insert(families.begin(), std::make_move_iterator(kept.begin()),
                  std::make_move_iterator(kept.end()));
  return prometheus::TextSerializer().Serialize(families);
}

void Metrics::OnDriverCall(std::string_view driver, std::string_view method, std::string_view code,
                           std::chrono::nanoseconds duration) {
  internals_->driverRequests
      .Add({{"driver", std::string(driver)},
            {"method", std::string(method)},
            {"code", std::string(code)}},
           kOperationBuckets)
      .Observe(Seconds(duration));
}

void Metrics::OnFrontDoorRequest(std::string_view door, std::string_view method,
                                 std::string_view code, std::chrono::nanoseconds duration) {
  internals_->doorRequests
      .Add({{"frontdoor", std::string(door)},
            {"method", std::string(method)},
            {"code", std::string(code)}},
           kPassBuckets)
      .Observe(Seconds(duration));
}

void Metrics::OnReconcile(const VolumeName&, ReconcileOutcome outcome,
                          std::chrono::nanoseconds duration) {
  internals_->reconciles.Add({{"result", std::string(ToString(outcome))}}).Increment();
  internals_->reconcileTime.Observe(Seconds(duration));
}

void Metrics::OnOperation(const Operation& operation, std::string_view driver,
                          std::chrono::nanoseconds duration) {
  const std::map<std::string, std::string> labels = {
      {"driver", std::string(driver)}, {"operation", std::string(ToString(operation.action))}};
  auto withStatus = labels;
  withStatus["status"] = StatusOf(operation);
  internals_->operations.Add(withStatus, kOperationBuckets).Observe(Seconds(duration));
  if (const auto total = internals_->recoveryTimes.Note(operation)) {
    internals_->operationTotals.Add(labels, kOperationBuckets).Observe(Seconds(*total));
  }
  const bool succeeded = operation.outcome == OperationOutcome::Succeeded;
  if (operation.action == ActionKind::ForceDetach && succeeded) {
    internals_->forcedDetaches.Add(ForcedLabels(driver, operation.evidence)).Increment();
  }
}

// Told once for each difference: after its repair, or when it is only reported.
void Metrics::OnDrift(const VolumeName&, Reason kind, bool repaired) {
  const std::map<std::string, std::string> labels = {{"kind", std::string(ToString(kind))}};
  internals_->driftDetected.Add(labels).Increment();
  if (repaired) internals_->driftRepaired.Add(labels).Increment();
}

void Metrics::OnPreemptionDenied(const VolumeName&, Reason reason) {
  internals_->preemptionsDenied.Add({{"reason", std::string(ToString(reason))}}).Increment();
}

void Metrics::OnPanic(const VolumeName&, std::string_view) { internals_->panics.Increment(); }

void Metrics::OnClaimLeaked(const Claim& claim) {
  internals_->leakedClaims.Add({{"frontdoor", claim.door}}).Increment();
}

}  // namespace rexray
