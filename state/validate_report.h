#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "state/fields.h"
#include "state/problem.h"
#include "state/spec.h"

namespace rexray {

// Collects problems of objects, placed where each object was declared. Private to validate*.cc.
class ValidationReport {
 public:
  template <class Spec>
  void Add(const Spec& spec, const ManagedBy& by, std::string_view path, std::string_view message) {
    AddOf(kKindOf<Spec>, spec.name.value, by, path, message);
  }
  std::vector<Problem> Take() { return std::move(problems_); }

 private:
  void AddOf(std::string_view kind, std::string_view name, const ManagedBy& by,
             std::string_view path, std::string_view message);

  std::vector<Problem> problems_;
};

}  // namespace rexray
