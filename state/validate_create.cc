#include "state/validate_create.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

constexpr std::size_t kMaxWord = 1024;  // the longest name of a key that a backend has

bool IsGiven(const VolumeSpec& spec, CreateOption option) {
  switch (option) {
    case CreateOption::Type:
      return !spec.type.empty();
    case CreateOption::Iops:
      return spec.iops.has_value();
    case CreateOption::AvailabilityZone:
      return !spec.availabilityZone.empty();
    case CreateOption::Encrypted:
      return spec.encrypted;
    case CreateOption::EncryptionKey:
      return !spec.encryptionKey.empty();
  }
  return false;
}

// "size, type and source": what a new volume of the service can be given.
std::string TakenBy(const Capabilities& capabilities) {
  std::vector<std::string_view> taken;
  if (capabilities.sized) taken.push_back("size");
  for (const CreateOption each : capabilities.createOptions) taken.push_back(ToString(each));
  if (capabilities.snapshots) taken.push_back("source");
  std::string text;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const std::string_view joint = i == 0 ? "" : i + 1 == taken.size() ? " and " : ", ";
    text += fmt::format("{}{}", joint, taken[i]);
  }
  return taken.empty() ? "none of these" : text;
}

std::string WhyNotTaken(const VolumeSpec& spec, std::string_view what,
                        const Capabilities& capabilities) {
  return fmt::format("the service \"{}\" takes no {} for a new volume; it takes {}; remove it",
                     spec.service.value, what, TakenBy(capabilities));
}

std::string WhyNoWord(const std::string& text) {
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(text, isControl)) return "it holds a control character; remove it";
  return text.size() > kMaxWord ? "it is longer than 1024 bytes" : "";
}

}  // namespace

void CheckCreation(const VolumeSpec& spec, std::vector<SpecProblem>& problems) {
  const auto add = [&](const char* path, std::string why) {
    if (!why.empty()) problems.push_back({path, std::move(why)});
  };
  add("spec.type", WhyNoWord(spec.type));
  add("spec.availabilityZone", WhyNoWord(spec.availabilityZone));
  add("spec.encryptionKey", WhyNoWord(spec.encryptionKey));
  if (spec.iops == 0) add("spec.iops", "must be at least 1, or be left out");
  if (!spec.encryptionKey.empty() && !spec.encrypted) {
    add("spec.encryptionKey", "encrypts nothing without encrypted: true; add that, or remove it");
  }
  if (!spec.source) return;
  const std::string& snapshot = spec.source->snapshot.value;
  if (snapshot.empty() == spec.source->volume.empty()) {
    add("spec.source",
        "names one of a snapshot, as rexray get snapshots shows them, and a volume to be copied");
  }
  add("spec.source.snapshot", WhyNoWord(snapshot));
  if (!spec.adopt) return;
  add("spec.source",
      "an adopted volume exists already and is made from nothing; remove one of them");
}

void CheckCreation(const VolumeSpec& spec, const Capabilities& capabilities,
                   std::vector<SpecProblem>& problems) {
  for (const CreateOption option : kCreateOptions) {
    if (!IsGiven(spec, option)) continue;
    const auto& taken = capabilities.createOptions;
    if (std::ranges::find(taken, option) != taken.end()) continue;
    problems.push_back({fmt::format("spec.{}", ToString(option)),
                        WhyNotTaken(spec, ToString(option), capabilities)});
  }
  if (!spec.source || capabilities.snapshots) return;
  problems.push_back({"spec.source", WhyNotTaken(spec, "source", capabilities)});
}

}  // namespace rexray
