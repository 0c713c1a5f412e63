#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace rexray {

// Families made at a scrape, as the serializer takes them.
using FamilyList = std::vector<prometheus::MetricFamily>;
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Names and help texts are constants: the serializer does not escape a newline in a help text. The
// reference is valid until the next family is added.
prometheus::MetricFamily& AddGauge(FamilyList& families, const char* name, const char* help);
prometheus::MetricFamily& AddCounter(FamilyList& families, const char* name, const char* help);

void AddSample(prometheus::MetricFamily& family, double value, Labels labels = {});

}  // namespace rexray
