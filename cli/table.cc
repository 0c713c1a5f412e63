#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "cli/text.h"

namespace rexray {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 4;

using Row = std::vector<std::string>;
using Widths = std::vector<std::size_t>;

Row Cells(const Row& row) {
  Row cells;
  for (const std::string& cell : row) cells.push_back(cell.empty() ? "-" : Printable(cell));
  return cells;
}

std::vector<Row> Lines(const Table& table) {
  std::vector<Row> lines{table.header};
  std::ranges::transform(table.rows, std::back_inserter(lines), Cells);
  return lines;
}

Widths WidthsOf(const std::vector<Row>& lines, Widths widths) {
  widths.resize(lines.front().size());
  for (const Row& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(line[i]));
    }
  }
  return widths;
}

std::size_t Total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

void Fit(Widths& widths, std::size_t width) {
  while (Total(widths) > width) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= kNarrowest) return;
    --*widest;
  }
}

std::string Line(const Row& row, const Widths& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = Shorten(row[i], widths[i]);
    const bool last = i + 1 == row.size();
    line += last ? cell : Pad(cell, widths[i] + kGap);
  }
  return line + "\n";
}

}  // namespace

std::vector<std::size_t> WidthsNeeded(const Table& table) {
  return WidthsOf(Lines(table), table.least);
}

std::string Render(const Table& table, std::size_t width) {
  const std::vector<Row> lines = Lines(table);
  Widths widths = WidthsOf(lines, table.least);
  if (width > 0) Fit(widths, width);
  std::string text;
  for (const Row& line : lines) text += Line(line, widths);
  return text;
}

}  // namespace rexray
