#include "reconciler/discovery.h"

#include <algorithm>

namespace rexray {

std::shared_ptr<Discovery::Entry> Discovery::EntryOf(const ServiceName& service) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[service];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

// The right to make the listing, given up however that ends.
class Discovery::Turn {
 public:
  explicit Turn(Entry& entry) : entry_(entry) {}
  ~Turn() {
    const std::lock_guard lock(entry_.mutex);
    entry_.listing = false;
    entry_.ended.notify_all();
  }

 private:
  Entry& entry_;
};

bool Discovery::IsNewEnough(const Entry& entry, TimePoint notBefore) {
  return entry.newest.present() && entry.newest.asOf >= std::max(notBefore, entry.outdated);
}

Observed<Discovery::Shared> Discovery::Of(const ServiceName& service, Driver& driver,
                                          TimePoint notBefore, const CallContext& context) {
  const auto entry = EntryOf(service);
  std::unique_lock lock(entry->mutex);
  const auto served = [&] { return !entry->listing || IsNewEnough(*entry, notBefore); };
  if (!entry->ended.wait_until(lock, context.stop, context.deadline, served)) {
    return Observed<Shared>::NotKnown("a listing by others has not ended in time");
  }
  if (IsNewEnough(*entry, notBefore)) return entry->newest;
  entry->listing = true;
  lock.unlock();
  const Turn turn(*entry);
  const TimePoint asOf = clock_.Now();
  CallContext own = context;
  own.onBehalfOf = "service " + service.value;  // whoever asks first asks for all
  auto listed = driver.List(own);
  if (!listed) return Observed<Shared>::NotKnown(listed.error().message);
  const std::lock_guard done(entry->mutex);
  entry->newest =
      Observed<Shared>::Known(std::make_shared<const Listing>(std::move(*listed)), asOf);
  return entry->newest;
}

Observed<Discovery::Shared> Discovery::Newest(const ServiceName& service) {
  const auto entry = EntryOf(service);
  const std::lock_guard lock(entry->mutex);
  return entry->newest;
}

void Discovery::Outdate(const ServiceName& service) {
  const auto entry = EntryOf(service);
  const std::lock_guard lock(entry->mutex);
  entry->outdated = clock_.Now() + Milliseconds{1};  // a listing of this millisecond may be older
}

}  // namespace rexray
