#include "api/json_body.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rexray {

using nlohmann::json;

JsonBody::JsonBody(const json& object, std::string where)
    : object_(object), where_(std::move(where)) {
  if (!object.is_object()) {
    problems_.push_back({.file = {}, .path = where_, .message = "a JSON object is expected"});
  }
}

std::string JsonBody::Path(std::string_view field) const {
  return where_.empty() ? std::string(field) : fmt::format("{}.{}", where_, field);
}

void JsonBody::Complain(const char* field, std::string_view expected) {
  problems_.push_back(
      {.file = {},
       .path = Path(field),
       .message = fmt::format("{} is expected, not {}", expected, object_.at(field).type_name())});
}

bool JsonBody::Has(const char* field) const {
  return object_.is_object() && object_.contains(field);
}

const json* JsonBody::Find(const char* field) {
  known_.emplace_back(field);
  return Has(field) ? &object_.at(field) : nullptr;
}

std::string JsonBody::Text(const char* field, std::string otherwise) {
  const json* value = Find(field);
  if (value == nullptr) return otherwise;
  if (value->is_string()) return value->get<std::string>();
  Complain(field, "text");
  return otherwise;
}

bool JsonBody::Flag(const char* field) {
  const json* value = Find(field);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  Complain(field, "true or false");
  return false;
}

std::uint64_t JsonBody::Number(const char* field, std::uint64_t most, std::uint64_t otherwise) {
  const json* value = Find(field);
  if (value == nullptr) return otherwise;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() <= most) {
    return value->get<std::uint64_t>();
  }
  Complain(field, fmt::format("a whole number from 0 to {}", most));
  return otherwise;
}

std::vector<JsonBody> JsonBody::List(const char* field) {
  std::vector<JsonBody> items;
  const json* value = Find(field);
  if (value == nullptr) return items;
  if (!value->is_array()) Complain(field, "a list");
  for (std::size_t i = 0; value->is_array() && i < value->size(); ++i) {
    items.emplace_back((*value)[i], fmt::format("{}[{}]", Path(field), i));
  }
  return items;
}

void JsonBody::NameUnknown() {
  if (!object_.is_object()) return;
  for (const auto& [field, value] : object_.items()) {
    if (std::ranges::find(known_, field) != known_.end()) continue;
    problems_.push_back(
        {.file = {},
         .path = Path(field),
         .message = fmt::format("unknown field; valid: {}", fmt::join(known_, ", "))});
  }
}

void JsonBody::Finish(JsonBody item) {
  item.NameUnknown();
  problems_.insert(problems_.end(), item.problems_.begin(), item.problems_.end());
}

ApiResult<void> JsonBody::Finish() {
  NameUnknown();
  if (problems_.empty()) return {};
  ApiError error = InvalidManifest(std::move(problems_));
  error.error.reason = "InvalidRequest";
  return std::unexpected(std::move(error));
}

}  // namespace rexray
