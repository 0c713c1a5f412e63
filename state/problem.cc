#include "state/problem.h"

#include <fmt/format.h>

namespace rexray {

std::string ToString(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += fmt::format(":{}", problem.line);
  if (problem.line > 0 && problem.column > 0) text += fmt::format(":{}", problem.column);
  for (const std::string& part : {problem.path, problem.message}) {
    if (!text.empty() && !part.empty()) text += ": ";
    text += part;
  }
  return text;
}

}  // namespace rexray
