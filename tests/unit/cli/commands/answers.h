#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace rexray {

// Answers of a daemon about one volume, "a".

inline nlohmann::json Change(const std::string& kind, const std::string& name,
                             const std::string& change) {
  return {{"kind", kind}, {"name", name}, {"volume", "a"}, {"change", change}};
}

inline nlohmann::json Answer(const std::vector<nlohmann::json>& objects,
                             const std::vector<nlohmann::json>& plans) {
  return {{"objects", objects}, {"plans", plans}};
}

inline nlohmann::json Items(const std::vector<nlohmann::json>& items) { return {{"items", items}}; }

inline nlohmann::json PlanOf(const std::string& verdict,
                             const nlohmann::json& more = nlohmann::json::object()) {
  nlohmann::json plan{{"volume", "a"}, {"verdict", verdict}};
  plan.update(more);
  return plan;
}

inline nlohmann::json MountPlan() {
  const nlohmann::json mount{{"action", "Mount"},
                             {"description", "mount /dev/loop3 at /srv/pg"},
                             {"reason", "NotMounted"},
                             {"risk", "safe"}};
  return PlanOf("actions", {{"actions", nlohmann::json::array({mount})}});
}

}  // namespace rexray
