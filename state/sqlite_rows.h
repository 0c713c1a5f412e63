#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "state/codec.h"
#include "state/sqlite_quarantine.h"

// What all tables with JSON bodies share; for sqlite_*.cc only.

namespace rexray {

template <class T>
std::string ToBody(const T& value) {
  return Dump(ToJson(value));
}

template <class T>
Result<T> ReadBody(const std::string& body) {
  REXRAY_ASSIGN(const auto json, ParseJson(body));
  return ReadJson<T>(json);
}

// "select … [WHERE column=?]": bind `only` first; without it nothing is bound and all rows are
// meant.
inline std::string Where(std::string select, std::string_view column,
                         const std::optional<VolumeName>& only) {
  return only.has_value() ? select.append(" WHERE ").append(column).append("=?") : select;
}

// Reads all rows of `query` by `read`; those that it fails on become Damage, described by
// `describe`.
template <class T, class ReadRow, class DescribeRow>
std::vector<T> ReadRows(Query query, Damage& damage, ReadRow read, DescribeRow describe) {
  std::vector<T> rows;
  while (query.Next()) {
    Result<T> row = read(query);
    if (row.has_value()) {
      rows.push_back(std::move(row).value());
    } else {
      DamagedRow damaged = describe(query);
      damaged.error = std::move(row).error().message;
      damage.push_back(std::move(damaged));
    }
  }
  return rows;
}

template <class T>
std::optional<T> OnlyRow(std::vector<T> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace rexray
