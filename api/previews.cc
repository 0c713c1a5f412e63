#include "api/previews.h"

#include <fmt/format.h>

#include "api/ask_all.h"

namespace rexray {
namespace {

PlanReport NoAnswer(const VolumeName& volume, Milliseconds patience, TimePoint now) {
  Wait wait{now, Reason::BackendUnknown,
            fmt::format("no plan of {} within {}: its backend or the host gives no answer; "
                        "`rexray status` shows what hangs",
                        volume.value, ToString(patience))};
  return {volume, Plan(std::move(wait)), std::nullopt};
}

}  // namespace

std::vector<PlanReport> Previews::Make(std::vector<VolumeState> volumes, Milliseconds patience,
                                       TimePoint now) {
  Questions<PlanReport> questions;
  std::vector<VolumeName> names;
  for (VolumeState& volume : volumes) {
    names.push_back(volume.name);
    questions.push_back([this, stored = std::move(volume)] { return preview_(stored); });
  }
  auto answers = AskAll(pool_, std::move(questions), patience);
  std::vector<PlanReport> plans;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    plans.push_back(answers[i] ? std::move(*answers[i]) : NoAnswer(names[i], patience, now));
  }
  return plans;
}

}  // namespace rexray
