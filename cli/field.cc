#include "cli/field.h"

#include <nlohmann/json.hpp>

namespace rexray {

using nlohmann::json;

const json* FindField(const json& object, std::string_view path) {
  const json* value = &object;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const auto key = std::string(path.substr(0, dot));
    if (!value->is_object() || !value->contains(key)) return nullptr;
    value = &(*value)[key];
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return value->is_null() ? nullptr : value;
}

std::string TextField(const json& object, std::string_view path) {
  const json* value = FindField(object, path);
  if (value == nullptr || value->is_structured()) return {};
  if (value->is_string()) return value->get<std::string>();
  return value->dump();
}

bool FlagField(const json& object, std::string_view path) {
  const json* value = FindField(object, path);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::optional<TimePoint> TimeField(const json& object, std::string_view path) {
  const auto time = ParseRfc3339(TextField(object, path));
  return time ? std::optional(*time) : std::nullopt;
}

const json& ListField(const json& object, std::string_view path) {
  static const json empty = json::array();
  const json* value = FindField(object, path);
  return value != nullptr && value->is_array() ? *value : empty;
}

}  // namespace rexray
