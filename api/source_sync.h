#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/source_config.h"
#include "api/source_feed.h"
#include "api/volume_service.h"
#include "reconciler/observer.h"

namespace rexray {

enum class SourcePhase {
  Pending,  // not read yet
  Applied,  // all it holds is declared
  Broken,   // what it holds now cannot be declared; what it held before is
  Waiting,  // the same, until somebody approves what would be removed
  Removed,  // no source any more: what it declared stays
};

std::string_view ToString(SourcePhase phase);

struct SourceStatus {
  SourcePhase phase = SourcePhase::Pending;
  std::string message;                   // of Broken and Waiting: why
  std::vector<Problem> problems;         // of Broken
  std::string fingerprint;               // of Waiting: what an approval must name
  std::vector<ObjectRef> removals;       // of Waiting
  std::string exit;                      // of Broken and Waiting: what ends it
  std::optional<TimePoint> since;        // of the phase and its message
  std::string content;                   // the hash of what was applied last
  std::optional<TimePoint> lastSuccess;  // when that was last found to be declared
  std::optional<TimePoint> lastChange;   // when it last changed what is declared
  std::string following;                 // how changes are noticed
};

// The reasons of errors that mean: it waits for an approval; that approval was for something else.
inline constexpr const char* kRemovalsWait = "RemovalsWait";
inline constexpr const char* kOtherContent = "OtherContent";

// Declares what a source holds, all of it or nothing, and remembers how that went. Take is for one
// thread; status from any.
class SourceSync {
 public:
  // References outlive it.
  struct Seams {
    VolumeService& service;
    Store& store;
    const Clock& clock;
    Observer& observer;
  };
  SourceSync(Seams seams, SourceConfig config) : seams_(seams), config_(std::move(config)) {}

  // `approved`: the fingerprint that somebody looked at; only that change is made then. Errors:
  // InvalidArgument with the problems; FailedPrecondition RemovalsWait, OtherContent; the store's.
  ApiResult<ChangeOutcome> Take(const SourceContent& content,
                                const std::optional<std::string>& approved = {});

  void SetFollowing(std::string how);

  const SourceConfig& config() const { return config_; }
  SourceStatus status() const;

 private:
  ApiResult<ChangeOutcome> Apply(const std::vector<ManifestText>& texts,
                                 const std::optional<std::string>& approved);
  Result<void> Judge(const std::string& content, const Removals& removals,
                     const std::optional<std::string>& approved);
  void NoteApplied(const std::string& content, const ChangeOutcome& outcome);
  void NoteFailed(const ApiError& error);
  std::string WhatMends(const ApiError& error) const;
  void Tell(EventType type, std::string reason, std::string message);

  struct Waiting {
    std::string fingerprint;
    std::vector<ObjectRef> removals;
    std::string exit;
  };

  Seams seams_;
  const SourceConfig config_;
  mutable std::mutex mutex_;
  SourceStatus status_;
  std::optional<Waiting> waiting_;  // as the judge of the running Take found it
};

}  // namespace rexray
