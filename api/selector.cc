#include "api/selector.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool IsWord(std::string_view text) {
  return text.find_first_of("=!,() \t\r\n\"'") == std::string_view::npos;
}

std::unexpected<Error> RefuseTerm(std::string_view term, std::size_t at) {
  return Fail(Code::InvalidArgument,
              fmt::format("selector: \"{}\" at character {} is none of key=value, key==value, "
                          "key!=value, key, !key",
                          term, at));
}

}  // namespace

Result<Selector::Term> Selector::ParseTerm(std::string_view term, std::size_t at) {
  std::string_view key = term;
  std::string_view value;
  Test test = Test::Exists;
  if (const std::size_t sign = term.find('='); sign != std::string_view::npos && sign > 0) {
    const bool unequal = term[sign - 1] == '!';
    const bool twice = !unequal && term.substr(sign).starts_with("==");
    test = unequal ? Test::Unequal : Test::Equal;
    key = Trim(term.substr(0, unequal ? sign - 1 : sign));
    value = Trim(term.substr(sign + (twice ? 2 : 1)));
  } else if (term.starts_with('!')) {
    test = Test::Missing;
    key = Trim(term.substr(1));
  }
  if (key.empty() || !IsWord(key) || !IsWord(value)) return RefuseTerm(term, at);
  return Term{std::string(key), test, std::string(value)};
}

Result<Selector> Selector::Parse(std::string_view text) {
  Selector selector;
  if (Trim(text).empty()) return selector;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    REXRAY_ASSIGN(Term term, ParseTerm(Trim(text.substr(at, end - at)), at + 1));
    selector.terms_.push_back(std::move(term));
    at = end + 1;
  }
  return selector;
}

bool Selector::Matches(const std::map<std::string, std::string>& labels) const {
  return std::ranges::all_of(terms_, [&](const Term& term) {
    const auto found = labels.find(term.key);
    const bool present = found != labels.end();
    switch (term.test) {
      case Test::Equal:
        return present && found->second == term.value;
      case Test::Unequal:
        return !present || found->second != term.value;
      case Test::Exists:
        return present;
      case Test::Missing:
        return !present;
    }
    return false;
  });
}

}  // namespace rexray
