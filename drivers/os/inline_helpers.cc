#include <unistd.h>

#include <nlohmann/json.hpp>

#include "drivers/os/descriptor.h"
#include "drivers/os/helper.h"
#include "drivers/os/helper_loop.h"

namespace rexray {
namespace {

class InProcess final : public Helpers {
 public:
  explicit InProcess(std::vector<HelperFunction> functions) : functions_(std::move(functions)) {}

  Result<nlohmann::json> Call(std::string_view function, const nlohmann::json& arguments,
                              const CallContext& context) override {
    // A copy, as SCM_RIGHTS makes one: not close-on-exec.
    const Descriptor lock(context.volumeLock < 0 ? -1 : ::dup(context.volumeLock));
    return RunHelperFunction(functions_, function, arguments, lock.get());
  }
  Stats stats() const override { return {}; }

 private:
  const std::vector<HelperFunction> functions_;
};

}  // namespace

std::unique_ptr<Helpers> InlineHelpers(std::vector<HelperFunction> functions) {
  return std::make_unique<InProcess>(std::move(functions));
}

}  // namespace rexray
