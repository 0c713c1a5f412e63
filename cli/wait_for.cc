#include "cli/wait_for.h"

#include <fmt/format.h>

namespace rexray {

Result<void> ParseWaitFor(std::string_view text, WaitCommand& command) {
  constexpr std::string_view kCondition = "condition=";
  if (text == "delete") {
    command.condition.clear();
    return {};
  }
  const std::string_view condition =
      text.starts_with(kCondition) ? text.substr(kCondition.size()) : std::string_view();
  const std::size_t equals = condition.find('=');
  const std::string_view name = condition.substr(0, equals);
  const std::string_view status =
      equals == std::string_view::npos ? "true" : condition.substr(equals + 1);
  if (name.empty() || (status != "true" && status != "false")) {
    return Fail(
        Code::InvalidArgument,
        fmt::format("--for takes condition=NAME, condition=NAME=false or delete, not \"{}\"",
                    text));
  }
  command.condition = name;
  command.status = status == "true";
  return {};
}

}  // namespace rexray
