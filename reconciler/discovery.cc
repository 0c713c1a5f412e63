#include "reconciler/discovery.h"

#include <algorithm>
#include <optional>

namespace rexray {

std::shared_ptr<Discovery::Entry> Discovery::EntryOf(const ServiceName& service) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[service];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

std::optional<Observed<Discovery::Shared>> Discovery::Newest(Entry& entry, TimePoint notBefore) {
  const std::lock_guard lock(entry.mutex);
  if (!entry.newest.present()) return std::nullopt;
  if (entry.newest.asOf < std::max(notBefore, entry.outdated)) return std::nullopt;
  return entry.newest;
}

Observed<Discovery::Shared> Discovery::Of(const ServiceName& service, Driver& driver,
                                          TimePoint notBefore, const CallContext& context) {
  const auto entry = EntryOf(service);
  if (auto newest = Newest(*entry, notBefore)) return *newest;
  const std::unique_lock listing(entry->listing, context.deadline);
  if (!listing) return Observed<Shared>::NotKnown("a listing by others has not ended in time");
  if (auto newest = Newest(*entry, notBefore)) return *newest;
  const TimePoint asOf = clock_.Now();
  auto listed = driver.List(context);
  if (!listed) return Observed<Shared>::NotKnown(listed.error().message);
  const std::lock_guard lock(entry->mutex);
  entry->newest =
      Observed<Shared>::Known(std::make_shared<const Listing>(std::move(*listed)), asOf);
  return entry->newest;
}

void Discovery::Outdate(const ServiceName& service) {
  const auto entry = EntryOf(service);
  const std::lock_guard lock(entry->mutex);
  entry->outdated = clock_.Now() + Milliseconds{1};  // a listing of this millisecond may be older
}

}  // namespace rexray
