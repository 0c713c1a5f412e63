#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "tests/support/driver_calls.h"

namespace rexray {

// A backend under test, and drivers onto it as the daemons of several nodes make them. Cleans up
// after itself.
class DriverBackend {
 public:
  virtual ~DriverBackend() = default;
  // A new one each time, as after a restart of the daemon.
  virtual std::unique_ptr<Driver> MakeDriver(const NodeName& node) = 0;
  // From now on the volume cannot be looked at, though it is there.
  virtual void MakeUnreadable(const BackendId& id) = 0;
  // As if a node wrote it, and what is stored then; where capabilities().snapshots.
  virtual void Write(const BackendId& id, const std::string& text) = 0;
  virtual std::string DataOf(const BackendId& id) = 0;
  virtual std::string DataOf(const SnapshotId& id) = 0;
};

struct DriverBackendKind {
  std::string name;
  bool needsRoot = false;
  std::function<std::unique_ptr<DriverBackend>()> make;
  friend void PrintTo(const DriverBackendKind& kind, std::ostream* stream) { *stream << kind.name; }
};

// Every driver, the simulated one in each of its modes.
std::vector<DriverBackendKind> DriverBackendKinds();
// Those that several nodes can use at once in every way: readers, preemption, facts, chosen ids.
std::vector<DriverBackendKind> SharedBackendKinds();

// A request for a volume of this name whose uid follows from it; sized as the driver wants it.
CreateRequest RequestFor(const std::string& name, const Capabilities& capabilities);

}  // namespace rexray
