#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "state/result.h"

namespace rexray {

// A label selector as kubectl's: "app=pg,tier!=x,zone,!old"; "==" is "=". All terms must hold; the
// empty selector matches everything. "key!=value" also holds where the key is missing.
class Selector {
 public:
  // InvalidArgument tells the term and at which character it begins.
  static Result<Selector> Parse(std::string_view text);

  bool Matches(const std::map<std::string, std::string>& labels) const;

 private:
  enum class Test { Equal, Unequal, Exists, Missing };
  struct Term {
    std::string key;
    Test test = Test::Exists;
    std::string value;
  };
  static Result<Term> ParseTerm(std::string_view term, std::size_t at);

  std::vector<Term> terms_;
};

}  // namespace rexray
