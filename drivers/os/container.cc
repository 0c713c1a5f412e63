#include "drivers/os/container.h"

#include <algorithm>

namespace rexray {
namespace {

constexpr std::size_t kIdLength = 64;
constexpr std::size_t kShownLength = 12;

bool IsDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsBorder(std::string_view text, std::size_t at) {
  return at >= text.size() || std::string_view("-/.\n:").find(text[at]) != std::string_view::npos;
}

}  // namespace

// Engines name the groups "/docker/<id>", "docker-<id>.scope", "libpod-<id>.scope",
// "cri-containerd-<id>.scope", "crio-<id>": the 64 digits are what they agree on. The innermost
// counts.
std::string ContainerIn(std::string_view cgroups) {
  std::string_view found;
  for (std::size_t at = 0; at < cgroups.size();) {
    const auto* end = std::find_if_not(cgroups.begin() + at, cgroups.end(), IsDigit);
    const auto next = static_cast<std::size_t>(end - cgroups.begin());
    const bool begins = at == 0 || IsBorder(cgroups, at - 1);
    if (next - at == kIdLength && begins && IsBorder(cgroups, next)) found = cgroups.substr(at);
    at = next + 1;
  }
  return std::string(found.substr(0, kShownLength));
}

}  // namespace rexray
