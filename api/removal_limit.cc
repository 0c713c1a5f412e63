#include "api/removal_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace rexray {
namespace {

constexpr std::size_t kStandardPart = 3;  // one of so many
constexpr std::size_t kWholePercent = 100;

std::optional<std::size_t> ParseCount(std::string_view text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<RemovalLimit> ParseRemovalLimit(std::string_view text) {
  const bool share = text.ends_with('%');
  const auto number = ParseCount(share ? text.substr(0, text.size() - 1) : text);
  if (!number || (share && *number > kWholePercent)) {
    return Fail(
        Code::InvalidArgument,
        fmt::format("\"{}\" is neither a share, such as 30%, nor a count, such as 5", text));
  }
  if (share) return RemovalLimit{.percent = static_cast<unsigned>(*number)};
  return RemovalLimit{.count = *number};
}

std::string ToString(const RemovalLimit& limit) {
  if (limit.count) return std::to_string(*limit.count);
  if (limit.percent) return fmt::format("{}%", *limit.percent);
  return "a third";
}

bool IsWithin(const RemovalLimit& limit, const Removals& removals) {
  const std::size_t removed = removals.objects.size();
  if (removed == 0) return true;
  if (removed >= removals.of) return false;
  if (limit.count) return removed <= *limit.count;
  if (limit.percent) return removed * kWholePercent <= removals.of * *limit.percent;
  return removed <= std::max<std::size_t>(1, removals.of / kStandardPart);
}

}  // namespace rexray
