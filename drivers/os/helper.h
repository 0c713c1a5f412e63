#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "drivers/driver.h"
#include "state/result.h"

namespace rexray {

// Helper processes do whatever can block on storage: stat, statfs, open, mount, umount, probe,
// mkfs, fsck. They are single-threaded children in the daemon's own mount namespace. A request is
// one SEQPACKET message {function, JSON arguments} with descriptors passed along; the answer is one
// message {JSON value or Error}. Strings may hold any bytes; a message may have 64 MiB, above it is
// Internal. A helper that ends without an answer means Unavailable: the effect is unknown.

// One thing a helper can do. Runs in the helper process: may block, must not use threads. `lock` is
// the caller's volume lock (-1: none); children that the function starts inherit it. When the
// caller has the answer, the helper holds it no longer.
struct HelperFunction {
  std::string_view name;  // "os.mount", "loop.attach"
  Result<nlohmann::json> (*run)(const nlohmann::json& arguments, int lock);
};

class Helpers {
 public:
  virtual ~Helpers() = default;

  // Runs a function in some idle helper and waits for the answer. Any thread. Past the context's
  // deadline (or when stopped) the helper and its children are killed and abandoned, and the answer
  // is DeadlineExceeded; ResourceExhausted if all helpers are busy or stuck until the deadline.
  // Unavailable at once while an abandoned helper of an earlier call on the same behalf still
  // hangs in the kernel: one hung mount costs one process, however often it is looked at.
  virtual Result<nlohmann::json> Call(std::string_view function, const nlohmann::json& arguments,
                                      const CallContext& context) = 0;

  struct Stats {
    std::size_t running = 0;  // helpers alive
    std::size_t busy = 0;
    std::size_t abandoned = 0;  // since start
  };
  virtual Stats stats() const = 0;
};

// Forks the zygote that forks helpers on demand (so that no threaded process ever forks one). Must
// be called before the process has threads, locks or open databases, with descriptors 0 to 2 open.
// `functions` outlives the process. At most `cap` helpers live at once, stuck ones included.
Result<std::unique_ptr<Helpers>> StartHelpers(std::vector<HelperFunction> functions,
                                              std::size_t cap);

// The same functions called in this process, for unit tests.
std::unique_ptr<Helpers> InlineHelpers(std::vector<HelperFunction> functions);

}  // namespace rexray
