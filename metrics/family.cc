#include "metrics/family.h"

#include <prometheus/metric_family.h>

namespace rexray {
namespace {

prometheus::MetricFamily& AddFamily(FamilyList& families, const char* name, const char* help,
                                    prometheus::MetricType type) {
  families.push_back({name, help, type, {}});
  return families.back();
}

}  // namespace

prometheus::MetricFamily& AddGauge(FamilyList& families, const char* name, const char* help) {
  return AddFamily(families, name, help, prometheus::MetricType::Gauge);
}

prometheus::MetricFamily& AddCounter(FamilyList& families, const char* name, const char* help) {
  return AddFamily(families, name, help, prometheus::MetricType::Counter);
}

void AddSample(prometheus::MetricFamily& family, double value, Labels labels) {
  prometheus::ClientMetric sample;
  for (const auto& [name, text] : labels) {
    sample.label.push_back({std::string(name), std::string(text)});
  }
  // The serializer reads the one that fits the family's type.
  sample.gauge.value = value;
  sample.counter.value = value;
  family.metric.push_back(std::move(sample));
}

}  // namespace rexray
