#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "drivers/driver.h"
#include "reconciler/clock.h"
#include "state/ids.h"

namespace rexray {

// What the services show, listed no more often than somebody needs it newer: a thousand volumes
// that are declared at once cost one listing. Any thread.
class Discovery {
 public:
  explicit Discovery(const Clock& clock) : clock_(clock) {}

  // A listing that began at `notBefore` or later, and after the last Outdate of the service. Who
  // comes while one is made waits for it. Unknown: it failed, or the context's time was over.
  using Shared = std::shared_ptr<const Listing>;
  Observed<Shared> Of(const ServiceName& service, Driver& driver, TimePoint notBefore,
                      const CallContext& context);

  // The newest listing that was made, however old; nobody is asked.
  Observed<Shared> Newest(const ServiceName& service);

  // Something of the service changed: what was listed until now is old.
  void Outdate(const ServiceName& service);

 private:
  struct Entry {
    std::mutex mutex;  // of what follows
    std::condition_variable_any ended;
    bool listing = false;  // somebody makes one
    Observed<Shared> newest;
    TimePoint outdated;
  };
  class Turn;
  std::shared_ptr<Entry> EntryOf(const ServiceName& service);
  // With the entry's mutex held.
  static bool IsNewEnough(const Entry& entry, TimePoint notBefore);

  const Clock& clock_;
  std::mutex mutex_;
  std::map<ServiceName, std::shared_ptr<Entry>> entries_;
};

}  // namespace rexray
