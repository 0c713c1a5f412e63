#include "state/fields.h"

#include <array>

namespace rexray {
namespace {

constexpr std::array<std::string_view, 2> kUnsupportedFields = {
    "spec.throughput",
    "spec.parameters",
};

constexpr std::array<std::string_view, 1> kUnsupportedKinds = {"SnapshotSchedule"};

}  // namespace

std::span<const std::string_view> UnsupportedFields() { return kUnsupportedFields; }
std::span<const std::string_view> UnsupportedKinds() { return kUnsupportedKinds; }

std::string_view ParentOf(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view LastPartOf(std::string_view path) { return path.substr(path.rfind('.') + 1); }

}  // namespace rexray
