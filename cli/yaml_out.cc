#include "cli/yaml_out.h"

#include <nlohmann/json.hpp>

#include "state/yaml.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string Scalar(const json& value) {
  if (value.is_string()) return YamlQuote(value.get_ref<const std::string&>());
  return value.dump();  // null, true, 12; of an empty object or list "{}" and "[]"
}

bool IsBlock(const json& value) { return value.is_structured() && !value.empty(); }

// Block lists stand at their key's own indentation, as kubectl prints them.
void Append(std::string& out, const json& value, std::size_t indent);

void AppendObject(std::string& out, const json& value, std::size_t indent) {
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (member != value.begin()) out.append(indent, ' ');
    out += YamlQuote(member.key()) + ":";
    if (!IsBlock(*member)) {
      out += " " + Scalar(*member) + "\n";
      continue;
    }
    const std::size_t deeper = member->is_array() ? indent : indent + 2;
    out += "\n" + std::string(deeper, ' ');
    Append(out, *member, deeper);
  }
}

void AppendArray(std::string& out, const json& value, std::size_t indent) {
  for (auto element = value.begin(); element != value.end(); ++element) {
    if (element != value.begin()) out.append(indent, ' ');
    out += "- ";
    Append(out, *element, indent + 2);
  }
}

void Append(std::string& out, const json& value, std::size_t indent) {
  if (!IsBlock(value)) {
    out += Scalar(value) + "\n";
  } else if (value.is_object()) {
    AppendObject(out, value, indent);
  } else {
    AppendArray(out, value, indent);
  }
}

}  // namespace

std::string ToYaml(const json& value) {
  std::string out;
  Append(out, value, 0);
  return out;
}

}  // namespace rexray
