#include "cli/answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/field.h"
#include "state/codec.h"
#include "state/manifest.h"

namespace rexray {
namespace {

using nlohmann::json;

Code CodeNamed(std::string_view name) {
  for (const Code code :
       {Code::InvalidArgument, Code::NotFound, Code::AlreadyExists, Code::FailedPrecondition,
        Code::ResourceExhausted, Code::PermissionDenied, Code::Unavailable, Code::DeadlineExceeded,
        Code::Aborted, Code::Unimplemented}) {
    if (name == ToString(code)) return code;
  }
  return Code::Internal;
}

int NumberField(const json& object, std::string_view path) {
  const std::string text = TextField(object, path);
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Error ReadError(long status, const json& answer) {
  std::vector<std::string> lines;
  for (const json& detail : ListField(answer, "error.details"))
    lines.push_back(ProblemText(detail));
  if (lines.empty()) lines.push_back(TextField(answer, "error.message"));
  if (lines.front().empty()) lines.front() = fmt::format("the daemon answered HTTP {}", status);
  return {CodeNamed(TextField(answer, "error.code")), fmt::format("{}", fmt::join(lines, "\n")),
          TextField(answer, "error.reason")};
}

}  // namespace

std::string ProblemText(const json& problem) {
  return ToString(Problem{.file = TextField(problem, "file"),
                          .line = NumberField(problem, "line"),
                          .column = NumberField(problem, "column"),
                          .path = TextField(problem, "path"),
                          .message = TextField(problem, "message")});
}

Result<json> ReadAnswer(long status, std::string_view body) {
  auto answer = ParseJson(body);
  if (status >= kFirstErrorStatus) {
    return std::unexpected(ReadError(status, answer ? *answer : json::object()));
  }
  if (!answer) {
    return Fail(Code::Internal, "the daemon's answer is no JSON: " + answer.error().message);
  }
  return answer;
}

Error Unreachable(const ListenAddress& address, int systemError) {
  const std::string why = systemError == 0 ? "" : fmt::format(": {}", std::strerror(systemError));
  const std::string remedy =
      systemError == EACCES || systemError == EPERM
          ? "use sudo, or ask for access to the socket"
          : "start one with `rexray daemon`, or name another address with -H or REXRAY_HOST";
  return {Code::Unavailable,
          fmt::format("no daemon answers at {}{}; {}", ToString(address), why, remedy),
          kDaemonUnreachable};
}

}  // namespace rexray
