#include "tests/unit/metrics/exposition.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace rexray {
namespace {

void ReadComment(Exposition& exposition, const std::string& line) {
  static const std::regex kComment(R"(# (HELP|TYPE) (\S+) (.*))");
  std::smatch match;
  ASSERT_TRUE(std::regex_match(line, match, kComment)) << line;
  auto& notes = match[1] == "HELP" ? exposition.help : exposition.type;
  EXPECT_TRUE(notes.emplace(match[2], match[3]).second) << "twice: " << line;
}

void ReadSample(Exposition& exposition, const std::string& line) {
  const std::size_t space = line.rfind(' ');
  ASSERT_NE(space, std::string::npos) << line;
  const bool added =
      exposition.samples.emplace(line.substr(0, space), std::stod(line.substr(space))).second;
  EXPECT_TRUE(added) << "twice: " << line;
}

}  // namespace

double Exposition::At(const std::string& sample) const {
  const auto found = samples.find(sample);
  EXPECT_NE(found, samples.end()) << "no sample " << sample;
  return found == samples.end() ? -1 : found->second;
}

std::set<std::string> Exposition::LabelValues(const std::string& family,
                                              const std::string& label) const {
  const std::regex pattern("[{,]" + label + "=\"([^\"]*)\"");
  std::set<std::string> values;
  for (const auto& [sample, value] : samples) {
    std::smatch match;
    if (FamilyOf(*this, sample) == family && std::regex_search(sample, match, pattern)) {
      values.insert(match[1]);
    }
  }
  return values;
}

Exposition ReadExposition(const std::string& text) {
  Exposition exposition;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) {
      ReadComment(exposition, line);
    } else {
      ReadSample(exposition, line);
    }
  }
  return exposition;
}

std::string FamilyOf(const Exposition& exposition, const std::string& sample) {
  const std::string name = sample.substr(0, sample.find('{'));
  for (const char* suffix : {"_bucket", "_sum", "_count"}) {
    if (!name.ends_with(suffix)) continue;
    const std::string family = name.substr(0, name.size() - std::string(suffix).size());
    const auto type = exposition.type.find(family);
    if (type != exposition.type.end() && type->second == "histogram") return family;
  }
  return name;
}

}  // namespace rexray
