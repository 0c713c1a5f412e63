#include "metrics/volume_families.h"

#include <prometheus/metric_family.h>

#include <algorithm>
#include <string_view>
#include <variant>

namespace rexray {
namespace {

struct DriverCounts {
  double desired = 0;
  double actual = 0;
  double orphaned = 0;
};

std::string DriverOf(const VolumeState& volume, const std::map<ServiceName, std::string>& drivers) {
  const ServiceName& service = volume.volume ? volume.volume->spec.service : volume.record.service;
  const auto found = drivers.find(service);
  return found == drivers.end() ? "unknown" : found->second;
}

std::map<std::string, DriverCounts> CountByDriver(
    const std::vector<VolumeState>& volumes, const std::map<ServiceName, std::string>& drivers) {
  std::map<std::string, DriverCounts> counts;
  for (const auto& [service, driver] : drivers) counts[driver];  // a configured one shows its zero
  for (const VolumeState& volume : volumes) {
    DriverCounts& count = counts[DriverOf(volume, drivers)];
    if (volume.volume) ++count.desired;
    if (volume.record.backendId) ++count.actual;
    if (volume.record.orphaned) ++count.orphaned;
  }
  return counts;
}

void AddCounts(FamilyList& families, const std::map<std::string, DriverCounts>& counts) {
  auto& total =
      AddGauge(families, "rexray_volumes",
               "Volumes by driver: declared (desired) and existing at the backend (actual)");
  for (const auto& [driver, count] : counts) {
    AddSample(total, count.desired, {{"driver", driver}, {"state", "desired"}});
    AddSample(total, count.actual, {{"driver", driver}, {"state", "actual"}});
  }
  auto& orphaned = AddGauge(families, "rexray_orphaned_volumes",
                            "Volumes kept at the backend that nobody declares any more");
  for (const auto& [driver, count] : counts) {
    AddSample(orphaned, count.orphaned, {{"driver", driver}});
  }
}

void AddConditions(FamilyList& families, const std::vector<VolumeState>& volumes) {
  auto& conditions = AddGauge(families, "rexray_volume_condition",
                              "1 for the status that a condition of a volume has, 0 for the other");
  for (const VolumeState& volume : volumes) {
    for (const auto& [name, condition] : volume.record.conditions) {
      AddSample(conditions, condition.status ? 1 : 0,
                {{"volume", volume.name.value}, {"condition", name}, {"status", "true"}});
      AddSample(conditions, condition.status ? 0 : 1,
                {{"volume", volume.name.value}, {"condition", name}, {"status", "false"}});
    }
  }
}

bool IsReadOnly(const Record& record) {
  return std::ranges::any_of(record.conditions, [](const auto& entry) {
    return entry.second.reason == ToString(Reason::FilesystemReadOnly);
  });
}

void AddReadOnly(FamilyList& families, const std::vector<VolumeState>& volumes) {
  auto& readOnly = AddGauge(families, "rexray_volume_readonly",
                            "1 while the kernel has turned the volume's filesystem read-only");
  for (const VolumeState& volume : volumes) {
    if (!volume.record.mount) continue;
    AddSample(readOnly, IsReadOnly(volume.record) ? 1 : 0, {{"volume", volume.name.value}});
  }
}

void AddReferences(FamilyList& families, const std::vector<VolumeState>& volumes) {
  std::map<std::string, double> references;
  for (const VolumeState& volume : volumes) {
    for (const Claim& claim : volume.claims) references[claim.door] += claim.count;
  }
  auto& family = AddGauge(families, "rexray_mount_references",
                          "Users of volumes on this node, by the front door they came through");
  for (const auto& [door, count] : references) AddSample(family, count, {{"frontdoor", door}});
}

void AddOperationAges(FamilyList& families, const std::vector<VolumeState>& volumes,
                      TimePoint now) {
  std::map<ActionKind, Milliseconds> oldest;
  for (const VolumeState& volume : volumes) {
    if (!volume.openOperation) continue;
    Milliseconds& age = oldest[volume.openOperation->action];
    age = std::max(age, now - volume.openOperation->started);
  }
  auto& family = AddGauge(families, "rexray_operation_stuck_seconds",
                          "Age of the longest open operation of a kind; 0 if none is open");
  for (std::size_t index = 0; index < std::variant_size_v<Step>; ++index) {
    const auto kind = static_cast<ActionKind>(index);
    AddSample(family, std::chrono::duration<double>(oldest[kind]).count(),
              {{"operation", ToString(kind)}});
  }
}

}  // namespace

void AddVolumeFamilies(FamilyList& families, const std::vector<VolumeState>& volumes,
                       const std::map<ServiceName, std::string>& drivers, TimePoint now) {
  AddCounts(families, CountByDriver(volumes, drivers));
  AddConditions(families, volumes);
  AddReadOnly(families, volumes);
  AddReferences(families, volumes);
  AddOperationAges(families, volumes, now);
}

}  // namespace rexray
