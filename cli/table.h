#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rexray {

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // as many cells each as the header has
  std::vector<std::size_t> least = {};         // columns' widths at least; may be left empty
};

// What each column needs for its widest cell.
std::vector<std::size_t> WidthsNeeded(const Table& table);

// Left-aligned columns, two spaces apart, one line per row; empty cells are "-", so that every line
// has the same number of words. Where `width` (0: unlimited) is too small, the widest columns are
// shortened.
std::string Render(const Table& table, std::size_t width);

}  // namespace rexray
