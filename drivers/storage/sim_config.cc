#include "drivers/storage/sim_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "drivers/storage/sharing.h"
#include "drivers/storage/sim.h"
#include "drivers/storage/sim_remote.h"
#include "state/codec.h"

namespace rexray {
namespace {

using Options = std::map<std::string, std::string>;

std::string Get(const Options& options, const std::string& key, const std::string& standard) {
  const auto found = options.find(key);
  return found == options.end() ? standard : found->second;
}

std::unexpected<Error> Wrong(const std::string& key, const std::string& text,
                             std::string_view wanted) {
  return Fail(Code::InvalidArgument, fmt::format("{} \"{}\" is unknown: {}", key, text, wanted));
}

constexpr std::pair<std::string_view, CreateIdempotency> kIdempotencies[] = {
    {"chosen-id", CreateIdempotency::ChosenId},
    {"token", CreateIdempotency::Token},
    {"listing", CreateIdempotency::ListingOnly}};

Result<CreateIdempotency> ParseIdempotency(const std::string& text) {
  for (const auto& [name, value] : kIdempotencies) {
    if (name == text) return value;
  }
  return Wrong("idempotency", text, "chosen-id, token or listing");
}

Result<void> ReadFlag(const Options& options, const std::string& key, bool& flag) {
  const std::string text = Get(options, key, flag ? "true" : "false");
  if (text != "true" && text != "false") return Wrong(key, text, "true or false");
  flag = text == "true";
  return {};
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Result<std::vector<AccessMode>> ParseAccessModes(const std::string& text) {
  std::vector<AccessMode> modes;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const auto mode = ParseAccessMode(Trim(std::string_view(text).substr(start, end - start)));
    if (!mode || std::ranges::find(modes, *mode) != modes.end()) {
      return Wrong("accessModes", text,
                   "some of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once");
    }
    modes.push_back(*mode);
    start = end + 1;
  }
  return modes;
}

Result<std::uint32_t> ParseLimit(const std::string& text) {
  std::uint32_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, limit);
  if (error == std::errc() && stop == end && limit > 0) return limit;
  return Wrong("attachLimit", text, "a positive number");
}

Result<SimOptions> ReadNature(const Options& options) {
  SimOptions nature;
  nature.devices = false;
  REXRAY_TRY(ReadFlag(options, "block", nature.block));
  REXRAY_TRY(ReadFlag(options, "keepsFacts", nature.keepsFacts));
  REXRAY_TRY(ReadFlag(options, "serialAttach", nature.serialAttach));
  REXRAY_TRY(ReadFlag(options, "forceDetach", nature.forceDetach));
  REXRAY_TRY(ReadFlag(options, "expand", nature.expand));
  REXRAY_TRY(ReadFlag(options, "modify", nature.modify));
  REXRAY_TRY(ReadFlag(options, "snapshots", nature.snapshots));
  REXRAY_ASSIGN(nature.create, ParseIdempotency(Get(options, "idempotency", "chosen-id")));
  REXRAY_ASSIGN(nature.accessModes, ParseAccessModes(Get(options, "accessModes", "ReadWriteOnce")));
  REXRAY_ASSIGN(nature.consistencyWindow, ParseDuration(Get(options, "consistencyWindow", "0s")));
  if (options.contains("attachLimit")) {
    REXRAY_ASSIGN(nature.attachLimit, ParseLimit(options.at("attachLimit")));
  }
  return nature;
}

Result<std::string> ParseMethod(const std::string& text) {
  constexpr const char* kMethods[] = {"Create", "Inspect", "Attach", "Detach", "Delete"};
  for (const std::string method : kMethods) {
    if (std::ranges::equal(method, text, {}, [](char c) { return std::tolower(c); })) return method;
  }
  return Wrong("hang", text, "create, inspect, attach, detach or delete");
}

// Whether a call is about a volume whose name starts with "stuck"; calls carry its name or its id.
bool ConcernsStuck(const SimWorld& world, const SimCall& call) {
  const std::optional<SimVolume> volume = world.Find(BackendId{call.object});
  return (volume ? volume->shown.name.value : call.object).starts_with("stuck");
}

Result<void> ArrangeFaults(const Options& options, SimWorld& world) {
  REXRAY_ASSIGN(const Milliseconds latency, ParseDuration(Get(options, "latency", "0s")));
  world.faults().Delay(latency);
  if (!options.contains("hang")) return {};
  REXRAY_ASSIGN(const std::string method, ParseMethod(options.at("hang")));
  world.faults().Hang(method, SimFaults::kAlways,
                      [&world](const SimCall& call) { return ConcernsStuck(world, call); });
  return {};
}

Result<std::unique_ptr<Driver>> MakeRemote(const Options& options, const SimOptions& nature,
                                           const NodeName& node) {
  for (const char* ofServer : {"latency", "hang"}) {
    if (!options.contains(ofServer)) continue;
    return Fail(Code::InvalidArgument,
                fmt::format("{} is not for a sim with a socket: its server decides", ofServer));
  }
  return MakeRemoteSimDriver(options.at("socket"), nature, node);
}

const char* Flag(bool flag) { return flag ? "true" : "false"; }

}  // namespace

Result<std::unique_ptr<Driver>> MakeConfiguredSimDriver(const Options& options,
                                                        const NodeName& node) {
  REXRAY_ASSIGN(const SimOptions nature, ReadNature(options));
  if (options.contains("socket")) return MakeRemote(options, nature, node);
  auto world = std::make_shared<SimWorld>(nature);
  REXRAY_TRY(ArrangeFaults(options, *world));
  return MakeSimDriver(std::move(world), node);
}

std::vector<std::string_view> SimOptionNames() {
  return {"block",  "keepsFacts", "serialAttach", "forceDetach",      "expand",
          "modify", "snapshots",  "idempotency",  "accessModes",      "attachLimit",
          "socket", "latency",    "hang",         "consistencyWindow"};
}

std::map<std::string, std::string> PrintSimOptions(const SimOptions& options) {
  std::vector<std::string_view> modes;
  for (const AccessMode mode : options.accessModes) modes.push_back(ToString(mode));
  const auto idempotency = std::ranges::find(
      kIdempotencies, options.create, &std::pair<std::string_view, CreateIdempotency>::second);
  std::map<std::string, std::string> printed = {
      {"block", Flag(options.block)},
      {"keepsFacts", Flag(options.keepsFacts)},
      {"serialAttach", Flag(options.serialAttach)},
      {"forceDetach", Flag(options.forceDetach)},
      {"expand", Flag(options.expand)},
      {"modify", Flag(options.modify)},
      {"snapshots", Flag(options.snapshots)},
      {"idempotency", std::string(idempotency->first)},
      {"accessModes", fmt::format("{}", fmt::join(modes, ","))},
      {"consistencyWindow", fmt::format("{}ms", options.consistencyWindow.count())}};
  if (options.attachLimit) printed["attachLimit"] = std::to_string(*options.attachLimit);
  return printed;
}

}  // namespace rexray
