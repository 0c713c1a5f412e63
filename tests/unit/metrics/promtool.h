#pragma once

#include <string>

namespace rexray {

// For SetUp() of a fixture: skips where promtool (package prometheus) is missing, fails in CI.
void RequirePromtool();

struct PromtoolAnswer {
  bool ok = false;
  std::string output;
};

// `promtool arguments <input`; arguments are a shell's.
PromtoolAnswer Promtool(const std::string& arguments, const std::string& input = {});

}  // namespace rexray
