#pragma once

#include <string>

namespace rexray {

struct PromtoolAnswer {
  bool ok = false;
  std::string output;
};

// `promtool arguments <input`; arguments are a shell's.
PromtoolAnswer Promtool(const std::string& arguments, const std::string& input = {});

}  // namespace rexray
