#include "state/validate_report.h"

#include <fmt/format.h>

#include <charconv>

namespace rexray {
namespace {

// "volumes.yaml:3" → file and line; a source without a line is all file.
Problem AtSource(const std::string& source) {
  const std::size_t colon = source.rfind(':');
  int line = 0;
  if (colon == source.npos) return {.file = source, .path = {}, .message = {}};
  const char* end = source.data() + source.size();
  const auto [stop, error] = std::from_chars(source.data() + colon + 1, end, line);
  if (error != std::errc() || stop != end) return {.file = source, .path = {}, .message = {}};
  return {.file = source.substr(0, colon), .line = line, .path = {}, .message = {}};
}

}  // namespace

void ValidationReport::AddOf(std::string_view kind, std::string_view name, const ManagedBy& by,
                             std::string_view path, std::string_view message) {
  Problem problem = AtSource(by.source);
  problem.path = OneLine(path);
  problem.message = OneLine(fmt::format("{} \"{}\": {}", kind, name, message));
  problems_.push_back(std::move(problem));
}

}  // namespace rexray
