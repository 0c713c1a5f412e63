#pragma once

#include <map>
#include <set>
#include <string>

namespace rexray {

// Prometheus' text format, read back: "name{label=\"value\"}" → value, and what is said of
// families.
struct Exposition {
  std::map<std::string, double> samples;
  std::map<std::string, std::string> help;  // family → text
  std::map<std::string, std::string> type;

  bool Has(const std::string& sample) const { return samples.contains(sample); }
  // The value of a sample that must be there.
  double At(const std::string& sample) const;
  // Label values that any sample of the family carries under `label`.
  std::set<std::string> LabelValues(const std::string& family, const std::string& label) const;
};

// Fails the running test on a line that is none of the format's.
Exposition ReadExposition(const std::string& text);

// The family that a sample belongs to: histograms' _bucket, _sum and _count removed.
std::string FamilyOf(const Exposition& exposition, const std::string& sample);

}  // namespace rexray
