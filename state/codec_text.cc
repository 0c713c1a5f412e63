#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "state/codec.h"

namespace rexray {
namespace {

using Json = nlohmann::json;

// Deeper values would overflow the stack in nlohmann's copy and dump, which recurse.
constexpr std::size_t kMaxDepth = 64;

// Refuses what Json::parse accepts to our harm: depth without bound, and keys that stand twice.
class StructureCheck final : public nlohmann::json_sax<Json> {
 public:
  std::string error;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Enter(); }
  bool end_object() override { return Leave(); }
  bool start_array(std::size_t) override { return Enter(); }
  bool end_array() override { return Leave(); }

  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    error = fmt::format("the key '{}' stands twice in one object", name);
    return false;
  }

  // The parser's own words are left out: they quote the text, which may hold a secret.
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error = fmt::format("not JSON at byte {}", position);
    return false;
  }

 private:
  bool Enter() {
    keys_.emplace_back();
    if (keys_.size() <= kMaxDepth) return true;
    error = fmt::format("nested deeper than {}", kMaxDepth);
    return false;
  }
  bool Leave() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;  // of each open object or array
};

}  // namespace

Result<Json> ParseJson(std::string_view text) {
  StructureCheck check;
  if (!Json::sax_parse(text, &check)) return Fail(Code::InvalidArgument, check.error);
  return Json::parse(text);
}

std::string Dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rexray
