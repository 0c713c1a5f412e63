#include "reconciler/backoff.h"

#include <algorithm>
#include <cmath>

namespace rexray {
namespace {

// splitmix64: small, seedable, good enough to spread retries.
std::uint64_t NextRandom(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// While somebody repairs a filesystem nothing else may have its device.
bool PassesByItself(const Error& error) {
  return IsRetryable(error.code) && error.reason != ToString(Reason::NeedsRepair);
}

}  // namespace

Backoff::Backoff(BackoffConfig config, std::uint64_t seed) : config_(config), random_(seed) {}

Milliseconds Backoff::Delay(std::uint32_t failures) {
  const double longest = static_cast<double>(config_.longest.count());
  const double grown =
      static_cast<double>(config_.first.count()) * std::pow(config_.factor, failures - 1);
  const double unit = static_cast<double>(NextRandom(random_) >> 11) * 0x1.0p-53;  // [0, 1)
  const double spread = 1.0 + config_.jitter * (2.0 * unit - 1.0);
  return Milliseconds(static_cast<std::int64_t>(std::min(grown, longest) * spread));
}

Backoff::Entry Backoff::Failed(const VolumeName& volume, ActionKind action, const Error& error,
                               std::uint64_t generation, TimePoint now) {
  std::scoped_lock lock(mutex_);
  Entry& entry = entries_[{volume, action}];
  if (entry.generation != generation) entry.failures = 0;
  entry.generation = generation;
  entry.error = error;
  ++entry.failures;
  entry.until = PassesByItself(error) ? now + Delay(entry.failures) : TimePoint::max();
  return entry;
}

void Backoff::Succeeded(const VolumeName& volume, ActionKind action) {
  std::scoped_lock lock(mutex_);
  entries_.erase({volume, action});
}

std::optional<Backoff::Entry> Backoff::Standing(const VolumeName& volume, ActionKind action,
                                                std::uint64_t generation, TimePoint now) const {
  std::scoped_lock lock(mutex_);
  const auto found = entries_.find({volume, action});
  if (found == entries_.end() || found->second.generation != generation) return std::nullopt;
  if (found->second.until <= now) return std::nullopt;
  return found->second;
}

void Backoff::Reset(const VolumeName& volume) {
  std::scoped_lock lock(mutex_);
  std::erase_if(entries_, [&](const auto& item) { return item.first.first == volume; });
}

}  // namespace rexray
