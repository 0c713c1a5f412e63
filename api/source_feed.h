#pragma once

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>
#include <vector>

#include "state/manifest.h"

namespace rexray {

// All manifests of a source, or every reason why they cannot be had, each with its place.
using SourceContent = std::expected<std::vector<ManifestText>, std::vector<Problem>>;

// Where a source's manifests come from. For one thread, which may block in it.
class SourceFeed {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  virtual ~SourceFeed() = default;

  // What it holds, as it stood at one moment.
  virtual SourceContent Read(const std::stop_token& stop) = 0;

  // Blocks until Read may give something else than the last time, and nobody writes any more.
  // False: deadline or stop.
  virtual bool AwaitChange(const std::stop_token& stop, Deadline deadline) = 0;

  // How it learns of changes: "inotify", or what it does instead and why.
  virtual std::string following() const = 0;
};

}  // namespace rexray
