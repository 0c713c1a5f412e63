#include "cli/doctor/checkup.h"

#include <nlohmann/json.hpp>

namespace rexray {

std::string_view ToString(Health health) {
  switch (health) {
    case Health::Ok:
      return "OK";
    case Health::Warn:
      return "WARN";
    case Health::Fail:
      return "FAIL";
  }
  return "";
}

std::optional<int> Patient::pid() const {
  if (!status.is_object() || !status.contains("pid")) return std::nullopt;
  return status["pid"].get<int>();
}

}  // namespace rexray
