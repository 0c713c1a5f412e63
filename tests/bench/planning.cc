#include "tests/bench/planning.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "drivers/os/mount_table.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

namespace {

std::atomic<std::size_t> allocated{0};

}  // namespace

// Counts what a plan takes.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocated.fetch_add(size, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace rexray {
namespace {

std::vector<PlanInput> MountedVolumes(int count) {
  std::vector<PlanInput> inputs;
  for (int i = 0; i < count; ++i) {
    PlanWorld world;
    world.Created().Attached().Formatting().Formatted().Mounted();
    inputs.push_back(world.input);
  }
  return inputs;
}

bool IsEmpty(const Plan& plan) {
  const auto* actions = std::get_if<Actions>(&plan);
  return actions != nullptr && actions->empty();
}

}  // namespace

PlanCost NoOpPlans(int count) {
  const std::vector<PlanInput> inputs = MountedVolumes(count);
  const std::size_t before = allocated;
  bool empty = true;
  const Figures all = Repeated(1, [&](int) {
    for (const PlanInput& each : inputs) empty = IsEmpty(MakePlan(each)) && empty;
  });
  if (!empty) throw std::runtime_error("something is to be done");
  return {static_cast<double>(all.processor.count()) / count,
          static_cast<double>(allocated - before) / count};
}

Figures MountTables(int count) {
  return Repeated(count, [](int) {
    const auto text = ReadMountInfo();
    if (!text || !ParseMountTable(*text)) throw std::runtime_error("mountinfo");
  });
}

}  // namespace rexray
