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

void CheckNothingToDo(const std::vector<PlanInput>& inputs) {
  for (const PlanInput& each : inputs) {
    if (!Summary(MakePlan(each)).empty()) throw std::runtime_error("something is to be done");
  }
}

}  // namespace

Figures NoOpPlans(int count, double& bytes) {
  const std::vector<PlanInput> inputs = MountedVolumes(count);
  CheckNothingToDo(inputs);
  const std::size_t before = allocated;
  std::size_t steps = 0;
  Figures figures = Repeated(1, [&](int) {
    for (const PlanInput& each : inputs) steps += MakePlan(each).index();
  });
  bytes = static_cast<double>(allocated - before) / count;
  CheckNothingToDo(inputs);
  return steps == 0 ? figures : throw std::runtime_error("not every plan is a list of steps");
}

Figures MountTables(int count) {
  return Repeated(count, [](int) {
    const auto text = ReadMountInfo();
    if (!text || !ParseMountTable(*text)) throw std::runtime_error("mountinfo");
  });
}

}  // namespace rexray
