#include "api/sources.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace rexray {
namespace {

// Key of Store::Meta: the names of all sources that were ever followed, and may still declare
// something; a word each.
constexpr const char* kMetaSources = "sources";

std::size_t CountOf(const DesiredSet& desired, const std::string& set) {
  const auto isOfSet = [&set](const auto& each) { return each->managedBy.set == set; };
  return static_cast<std::size_t>(std::ranges::count_if(desired.volumes, isOfSet) +
                                  std::ranges::count_if(desired.attachments, isOfSet));
}

SourceView FormerSource(const std::string& name, std::size_t objects) {
  SourceView view{.config = {}, .status = {}, .objects = objects};
  view.config.name = name;
  view.status.phase = SourcePhase::Removed;
  view.status.message = fmt::format(
      "it is no source any more, by the configuration; its {} objects stay, in the apply set {}",
      objects, name);
  view.status.exit = fmt::format(
      "configure it again, or take over its set: rexray apply --set {} --prune -f FILES", name);
  return view;
}

}  // namespace

void Sources::Add(SourceConfig config, std::unique_ptr<SourceFeed> feed) {
  followers_.push_back(
      std::make_unique<SourceFollower>(seams_, std::move(config), std::move(feed), times_));
}

Result<void> Sources::Start() {
  REXRAY_ASSIGN(const auto before, seams_.store.Meta(kMetaSources));
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  std::set<std::string> names;
  for (const auto& each : followers_) names.insert(each->config().name);
  std::istringstream known(before.value_or(""));
  for (std::string name; known >> name;) {
    if (names.contains(name) || CountOf(*desired, name) == 0) continue;
    former_.push_back(name);
  }
  names.insert(former_.begin(), former_.end());
  const std::string after = fmt::format("{}", fmt::join(names, " "));
  if (after != before.value_or("")) REXRAY_TRY(seams_.store.SetMeta(kMetaSources, after));
  for (const auto& each : followers_) each->Start();
  return {};
}

bool Sources::Stop(Milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (const auto& each : followers_) each->BeginStop();
  return std::ranges::all_of(followers_,
                             [&](const auto& each) { return each->AwaitEnd(deadline); });
}

Result<std::vector<SourceView>> Sources::List() {
  std::vector<SourceView> views;
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  for (const auto& each : followers_) {
    views.push_back({each->config(), each->status(), CountOf(*desired, each->config().name)});
  }
  for (const std::string& name : former_) {
    const std::size_t objects = CountOf(*desired, name);
    if (objects > 0) views.push_back(FormerSource(name, objects));
  }
  std::ranges::sort(views, {}, [](const SourceView& each) { return each.config.name; });
  return views;
}

ApiResult<ChangeOutcome> Sources::Sync(const std::string& name,
                                       const std::optional<std::string>& approved) {
  for (const auto& each : followers_) {
    if (each->config().name == name) return each->Sync(approved);
  }
  return Fail(Code::NotFound,
              fmt::format("there is no source \"{}\"; `rexray get sources` lists them", name));
}

}  // namespace rexray
