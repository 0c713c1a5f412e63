#include "state/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace rexray {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct TimeUnit {
  std::string_view suffix;
  std::int64_t milliseconds;
};

// Largest first: the order in which a sum is written. "ms" ends with another unit's letter, so
// parsing takes all letters at once.
constexpr std::array kTimeUnits = {TimeUnit{"d", 86'400'000}, TimeUnit{"h", 3'600'000},
                                   TimeUnit{"m", 60'000}, TimeUnit{"s", 1'000}, TimeUnit{"ms", 1}};

constexpr std::string_view kDigits = "0123456789";

// Reads from the front of a text; each step says whether it fit.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  std::optional<int> Digits(std::size_t count) {
    const std::string_view text = rest_.substr(0, count);
    if (text.size() < count || text.find_first_not_of(kDigits) != text.npos) return std::nullopt;
    rest_.remove_prefix(count);
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  std::string_view TakeWhile(std::string_view set) {
    const std::size_t end = std::min(rest_.find_first_not_of(set), rest_.size());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::sys_days> ReadDate(Cursor& in) {
  const auto year = in.Digits(4);
  if (!year || !in.Skip('-')) return std::nullopt;
  const auto month = in.Digits(2);
  if (!month || !in.Skip('-')) return std::nullopt;
  const auto day = in.Digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// "HH:MM", of a time of day or of an offset.
std::optional<minutes> ReadHoursMinutes(Cursor& in) {
  const auto hour = in.Digits(2);
  if (!hour || *hour > 23 || !in.Skip(':')) return std::nullopt;
  const auto minute = in.Digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  return hours(*hour) + minutes(*minute);
}

// ".123456789": milliseconds are kept.
std::optional<Milliseconds> ReadFraction(Cursor& in) {
  if (!in.Skip('.')) return Milliseconds(0);
  std::string digits(in.TakeWhile(kDigits));
  if (digits.empty()) return std::nullopt;
  digits.resize(3, '0');
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return Milliseconds(value);
}

std::optional<Milliseconds> ReadTimeOfDay(Cursor& in) {
  const auto whole = ReadHoursMinutes(in);
  if (!whole || !in.Skip(':')) return std::nullopt;
  const auto second = in.Digits(2);
  if (!second || *second > 59) return std::nullopt;
  const auto fraction = ReadFraction(in);
  if (!fraction) return std::nullopt;
  return *whole + seconds(*second) + *fraction;
}

std::optional<minutes> ReadZone(Cursor& in) {
  if (in.Skip('Z') || in.Skip('z')) return minutes(0);
  const bool east = in.Skip('+');
  if (!east && !in.Skip('-')) return std::nullopt;
  const auto offset = ReadHoursMinutes(in);
  if (!offset) return std::nullopt;
  return east ? *offset : -*offset;
}

std::optional<TimePoint> ReadTimePoint(std::string_view text) {
  Cursor in(text);
  const auto date = ReadDate(in);
  if (!date || !(in.Skip('T') || in.Skip('t'))) return std::nullopt;
  const auto time = ReadTimeOfDay(in);
  if (!time) return std::nullopt;
  const auto zone = ReadZone(in);
  if (!zone || !in.done()) return std::nullopt;
  return *date + *time - *zone;
}

std::unexpected<Error> RefuseDuration(std::string_view text, std::string_view why) {
  return Fail(Code::InvalidArgument, fmt::format("\"{}\" is not a duration: {}", text, why));
}

// One "30m" of a sum; `next` is the first unit that may still follow.
Result<std::int64_t> ReadTerm(std::string_view text, Cursor& in, std::size_t& next) {
  const std::string_view digits = in.TakeWhile(kDigits);
  const std::string_view suffix = in.TakeWhile("dhms");
  if (digits.empty()) return RefuseDuration(text, "write numbers with units, such as 90s or 1h30m");
  if (suffix.empty()) {
    return RefuseDuration(text, "the units are d, h, m, s and ms, such as 90s or 1h30m");
  }
  for (; next < kTimeUnits.size(); ++next) {
    if (kTimeUnits[next].suffix != suffix) continue;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    std::int64_t value = 0;
    if (error != std::errc() ||
        __builtin_mul_overflow(count, kTimeUnits[next++].milliseconds, &value)) {
      return RefuseDuration(text, "it is too long");
    }
    return value;
  }
  return RefuseDuration(text, "the units d, h, m, s and ms stand in this order, each at most once");
}

}  // namespace

std::string ToRfc3339(TimePoint time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

Result<TimePoint> ParseRfc3339(std::string_view text) {
  if (const auto time = ReadTimePoint(text)) return *time;
  return Fail(Code::InvalidArgument,
              fmt::format("\"{}\" is not a time such as 2026-11-20T19:16:13Z", text));
}

Result<Milliseconds> ParseDuration(std::string_view text) {
  if (text.empty()) return RefuseDuration(text, "it is empty; write for example 90s or 1h30m");
  Cursor in(text);
  std::int64_t total = 0;
  for (std::size_t next = 0; !in.done();) {
    REXRAY_ASSIGN(const std::int64_t term, ReadTerm(text, in, next));
    if (__builtin_add_overflow(total, term, &total)) return RefuseDuration(text, "it is too long");
  }
  return Milliseconds(total);
}

std::string ToString(Milliseconds duration) {
  if (duration.count() == 0) return "0s";
  std::string text = duration.count() < 0 ? "-" : "";
  std::int64_t rest = std::abs(duration.count());
  for (const TimeUnit& unit : kTimeUnits) {
    if (rest >= unit.milliseconds) {
      text += fmt::format("{}{}", rest / unit.milliseconds, unit.suffix);
    }
    rest %= unit.milliseconds;
  }
  return text;
}

}  // namespace rexray
