#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "api/deletion.h"

namespace rexray {

// What a change removes of an apply set, of how many objects that it had.
struct Removals {
  std::vector<ObjectRef> objects;
  std::size_t of = 0;
};

// How much of an apply set one change may remove before somebody approves it. Neither: a third, or
// one object where that is more.
struct RemovalLimit {
  std::optional<std::size_t> count = {};
  std::optional<unsigned> percent = {};
  friend bool operator==(const RemovalLimit&, const RemovalLimit&) = default;
};

// "30%", "0", "5".
Result<RemovalLimit> ParseRemovalLimit(std::string_view text);
std::string ToString(const RemovalLimit& limit);

// Whether it goes without an approval. The last object, or all at once, never do: an empty folder
// may be one that is not mounted.
bool IsWithin(const RemovalLimit& limit, const Removals& removals);

}  // namespace rexray
