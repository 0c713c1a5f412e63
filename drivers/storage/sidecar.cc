#include "drivers/storage/sidecar.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/os/durable_file.h"
#include "state/codec.h"
#include "state/reason.h"

namespace rexray {
namespace {

constexpr const char* kFacts = "facts.json";

bool IsMissing(const Error& error) { return error.code == Code::NotFound; }

Result<VolumeFacts> LoadFacts(int folder) {
  REXRAY_ASSIGN(const std::string text, ReadSmallFile(folder, kFacts));
  const auto parsed = ParseJson(text);
  if (!parsed) return DamagedSidecar(kFacts, parsed.error().message);
  const auto facts = ReadJson<VolumeFacts>(*parsed);
  if (!facts) return DamagedSidecar(kFacts, facts.error().message);
  return *facts;
}

Result<std::uint64_t> CurrentToken(int folder, const VolumeUid& uid) {
  const auto facts = LoadFacts(folder);
  if (!facts && IsMissing(facts.error())) return 0;
  if (!facts) return std::unexpected(facts.error());
  if (facts->uid != uid) return DamagedSidecar(kFacts, "it is about volume " + facts->uid.value);
  return facts->fencingToken;
}

}  // namespace

std::unexpected<Error> DamagedSidecar(const char* file, const std::string& why) {
  return Fail(
      Code::FailedPrecondition,
      fmt::format("{} of the volume's folder is damaged ({}): look at it, and put back what "
                  "is true",
                  file, why),
      std::string(ToString(Reason::StateDamaged)));
}

std::optional<VolumeFacts> ReadFacts(int folder, const VolumeUid& uid) {
  auto facts = LoadFacts(folder);
  if (!facts || facts->uid != uid) return std::nullopt;
  return std::move(*facts);
}

Result<VolumeFacts> ReplaceFacts(int folder, const VolumeFacts& facts,
                                 std::uint64_t expectedToken) {
  REXRAY_ASSIGN(const std::uint64_t current, CurrentToken(folder, facts.uid));
  if (current != expectedToken) {
    return Fail(Code::Aborted,
                fmt::format("the facts of volume {} are at token {}, not {}: somebody else wrote "
                            "them; observe again",
                            facts.name.value, current, expectedToken));
  }
  VolumeFacts next = facts;
  next.fencingToken = current + 1;
  REXRAY_TRY(WriteFirstFacts(folder, next));
  return next;
}

Result<void> WriteFirstFacts(int folder, const VolumeFacts& facts) {
  return ReplaceFile(folder, kFacts, Dump(ToJson(facts)) + "\n");
}

}  // namespace rexray
