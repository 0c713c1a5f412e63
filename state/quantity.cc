#include "state/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace rexray {
namespace {

struct SizeUnit {
  std::string_view suffix;
  std::uint64_t bytes;
};

// Binary before decimal: of two equally short forms the binary one is printed.
constexpr std::array kSizeUnits = {
    SizeUnit{"Pi", 1ULL << 50},
    SizeUnit{"Ti", 1ULL << 40},
    SizeUnit{"Gi", 1ULL << 30},
    SizeUnit{"Mi", 1ULL << 20},
    SizeUnit{"Ki", 1ULL << 10},
    SizeUnit{"P", 1'000'000'000'000'000},
    SizeUnit{"T", 1'000'000'000'000},
    SizeUnit{"G", 1'000'000'000},
    SizeUnit{"M", 1'000'000},
    SizeUnit{"k", 1'000},
    SizeUnit{"B", 1},
};

constexpr std::size_t kMaxFraction = 18;  // digits; products with a unit then fit 128 bits

__extension__ using Wide = unsigned __int128;

struct Number {
  std::string_view whole;
  std::string_view fraction;  // without trailing zeros
  std::string_view suffix;
};

std::unexpected<Error> RefuseSize(std::string_view text, std::string_view why) {
  return Fail(Code::InvalidArgument, fmt::format("\"{}\" is not a size: {}", text, why));
}

std::string_view TakeDigits(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  return digits;
}

Result<Number> Split(std::string_view text) {
  std::string_view rest = text;
  Number number{.whole = TakeDigits(rest), .fraction = {}, .suffix = {}};
  if (number.whole.empty()) return RefuseSize(text, "write a number and a unit, such as 20Gi");
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    number.fraction = TakeDigits(rest);
    if (number.fraction.empty()) return RefuseSize(text, "there is no digit after the point");
    number.fraction = number.fraction.substr(0, number.fraction.find_last_not_of('0') + 1);
  }
  number.suffix = rest;
  return number;
}

// nullopt past 64 bits; no digits are 0.
std::optional<std::uint64_t> ToInteger(std::string_view digits) {
  if (digits.empty()) return 0;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::string MissingUnit(std::string_view number) {
  return fmt::format(
      "it has no unit; write {0}Gi if you mean gibibytes, {0}G for gigabytes, {0}Mi for "
      "mebibytes, or {0}B for bytes",
      number);
}

Result<SizeUnit> FindUnit(std::string_view text, const Number& number) {
  if (number.suffix.empty()) return RefuseSize(text, MissingUnit(text));
  for (const SizeUnit& unit : kSizeUnits) {
    if (unit.suffix == number.suffix) return unit;
  }
  return RefuseSize(text,
                    fmt::format("\"{}\" is not a unit; the units are Ki, Mi, Gi, Ti, Pi (powers of "
                                "1024), k, M, G, T, P (powers of 1000) and B",
                                number.suffix));
}

}  // namespace

Result<Bytes> ParseBytes(std::string_view text) {
  REXRAY_ASSIGN(const Number number, Split(text));
  REXRAY_ASSIGN(const SizeUnit unit, FindUnit(text, number));
  const auto whole = ToInteger(number.whole);
  if (!whole) return RefuseSize(text, "it is too large");
  if (number.fraction.size() > kMaxFraction) return RefuseSize(text, "it has too many digits");
  Wide scale = 1;
  for (std::size_t i = 0; i < number.fraction.size(); ++i) scale *= 10;
  const Wide fraction = Wide{*ToInteger(number.fraction)} * unit.bytes;
  if (fraction % scale != 0) return RefuseSize(text, "it is not a whole number of bytes");
  const Wide total = Wide{*whole} * unit.bytes + fraction / scale;
  if (total > std::numeric_limits<std::uint64_t>::max()) return RefuseSize(text, "it is too large");
  if (total == 0) return RefuseSize(text, "it must be greater than zero");
  return Bytes{static_cast<std::uint64_t>(total)};
}

std::string ToString(Bytes bytes) {
  if (bytes.value == 0) return "0B";
  std::string shortest;
  for (const SizeUnit& unit : kSizeUnits) {
    if (bytes.value % unit.bytes != 0) continue;
    std::string text = fmt::format("{}{}", bytes.value / unit.bytes, unit.suffix);
    if (shortest.empty() || text.size() < shortest.size()) shortest = std::move(text);
  }
  return shortest;
}

}  // namespace rexray
