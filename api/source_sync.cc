#include "api/source_sync.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

constexpr std::size_t kFingerprintDigits = 12;

// The first digits of a hash, as people compare them.
std::string Digest(const std::string& text) {
  std::string digits = UuidV5(text);
  std::erase(digits, '-');
  return digits.substr(0, kFingerprintDigits);
}

std::string ContentHash(const std::vector<ManifestText>& texts) {
  std::string all;
  for (const ManifestText& each : texts) {
    all += fmt::format("{}:{}\n", UuidV5(each.file), UuidV5(each.text));
  }
  return Digest(all);
}

// Of a content and of what it removes: the same content may remove more another time.
std::string ApprovalOf(const std::string& content, const Removals& removals) {
  std::vector<std::string> lines;
  for (const ObjectRef& each : removals.objects)
    lines.push_back(each.kind + "/" + each.name + "\n");
  std::ranges::sort(lines);
  std::string all = content + "\n";
  for (const std::string& line : lines) all += line;
  return Digest(all);
}

// "2 created, 1 deleted"; empty: nothing changed.
std::string Counted(const ChangeOutcome& outcome) {
  std::string text;
  for (const auto& [kind, word] :
       {std::pair(ChangeKind::Created, "created"), std::pair(ChangeKind::Configured, "configured"),
        std::pair(ChangeKind::Deleted, "deleted")}) {
    const auto count = std::ranges::count(outcome.changes, kind, &ObjectChange::change);
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
  }
  return text;
}

}  // namespace

std::string_view ToString(SourcePhase phase) {
  switch (phase) {
    case SourcePhase::Pending:
      return "Pending";
    case SourcePhase::Applied:
      return "Applied";
    case SourcePhase::Broken:
      return "Broken";
    case SourcePhase::Waiting:
      return "Waiting";
    case SourcePhase::Removed:
      return "Removed";
  }
  return "Pending";
}

ApiResult<ChangeOutcome> SourceSync::Take(const SourceContent& content,
                                          const std::optional<std::string>& approved) {
  waiting_.reset();
  ApiResult<ChangeOutcome> outcome =
      content ? Apply(*content, approved) : std::unexpected(InvalidManifest(content.error()));
  if (outcome) {
    NoteApplied(ContentHash(*content), *outcome);
  } else if (outcome.error().error.reason == kOtherContent) {
    Take(content);  // as it is without an approval
  } else {
    NoteFailed(outcome.error());
  }
  return outcome;
}

ApiResult<ChangeOutcome> SourceSync::Apply(const std::vector<ManifestText>& texts,
                                           const std::optional<std::string>& approved) {
  const std::string content = ContentHash(texts);
  return seams_.service.ApplySource(
      {.manifests = texts,
       .set = config_.name,
       .prune = config_.prune,
       .judge = [&](const Removals& removals) { return Judge(content, removals, approved); }});
}

Result<void> SourceSync::Judge(const std::string& content, const Removals& removals,
                               const std::optional<std::string>& approved) {
  const std::string fingerprint = ApprovalOf(content, removals);
  if (approved == fingerprint) return {};
  if (approved) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("source {} holds something else now than what {} stands for; look again "
                    "with `rexray describe source/{}`",
                    config_.name, *approved, config_.name),
        kOtherContent);
  }
  if (IsWithin(config_.maxRemovals, removals)) return {};
  waiting_ = {.fingerprint = fingerprint,
              .removals = removals.objects,
              .exit = fmt::format("rexray sync approve {} {}", config_.name, fingerprint)};
  const bool all = removals.objects.size() >= removals.of;
  return Fail(
      Code::FailedPrecondition,
      fmt::format("it would remove {} of the {} objects of source {}, {}; nothing of this "
                  "content is applied until somebody looks (`rexray describe source/{}`) "
                  "and runs `{}`, or puts them back",
                  removals.objects.size(), removals.of, config_.name,
                  all ? "which is all there is"
                      : fmt::format("more than maxRemovals ({})", ToString(config_.maxRemovals)),
                  config_.name, waiting_->exit),
      kRemovalsWait);
}

void SourceSync::NoteApplied(const std::string& content, const ChangeOutcome& outcome) {
  const TimePoint now = seams_.clock.Now();
  const std::string counted = Counted(outcome);
  SourcePhase before = SourcePhase::Pending;
  {
    const std::lock_guard lock(mutex_);
    before = status_.phase;
    SourceStatus next;
    next.phase = SourcePhase::Applied;
    next.since = before == SourcePhase::Applied ? status_.since : now;
    next.content = content;
    next.lastSuccess = now;
    next.lastChange = counted.empty() ? status_.lastChange : now;
    next.following = status_.following;
    status_ = std::move(next);
  }
  const bool mended = before == SourcePhase::Broken || before == SourcePhase::Waiting;
  if (counted.empty() && !mended) return;
  Tell(EventType::Normal, "SourceApplied",
       fmt::format("source {} is applied from {}: {}", config_.name, config_.path,
                   counted.empty() ? "as it is declared already" : counted));
}

void SourceSync::NoteFailed(const ApiError& error) {
  const bool waits = waiting_.has_value();
  {
    const std::lock_guard lock(mutex_);
    const SourcePhase phase = waits ? SourcePhase::Waiting : SourcePhase::Broken;
    const bool same = status_.phase == phase && status_.message == error.error.message;
    status_.phase = phase;
    status_.message = error.error.message;
    status_.problems = error.problems;
    status_.fingerprint = waiting_ ? waiting_->fingerprint : "";
    status_.removals = waiting_ ? waiting_->removals : std::vector<ObjectRef>();
    status_.exit = waiting_ ? waiting_->exit : WhatMends(error);
    if (same) return;
    status_.since = seams_.clock.Now();
  }
  Tell(EventType::Warning, waits ? "SourceWaits" : "SourceBroken",
       waits ? error.error.message
             : fmt::format("source {} is broken, and nothing of it is applied until it is mended: "
                           "{}",
                           config_.name, error.error.message));
}

std::string SourceSync::WhatMends(const ApiError& error) const {
  if (!error.problems.empty()) return fmt::format("mend it in {}", config_.path);
  return fmt::format("itself, once that passes; rexray sync {} tries it at once", config_.name);
}

void SourceSync::Tell(EventType type, std::string reason, std::string message) {
  Event event;
  event.at = seams_.clock.Now();
  event.type = type;
  event.reason = std::move(reason);
  event.message = std::move(message);
  (void)seams_.store.AppendEvents({event});  // where it cannot be kept, the log still tells it
  seams_.observer.OnEvent(event);
}

void SourceSync::SetFollowing(std::string how) {
  const std::lock_guard lock(mutex_);
  status_.following = std::move(how);
}

SourceStatus SourceSync::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace rexray
