#include "cli/log_observer.h"

#include <fmt/format.h>

#include "state/codec.h"

namespace rexray {
namespace {

std::string Took(std::chrono::nanoseconds duration) {
  return fmt::format("{:.3f}s", std::chrono::duration<double>(duration).count());
}

}  // namespace

void LogObserver::OnReconcile(const VolumeName& volume, ReconcileOutcome outcome,
                              std::chrono::nanoseconds duration) {
  log_.Write(LogLevel::Debug, "reconciled",
             {{"volume", volume.value},
              {"outcome", std::string(ToString(outcome))},
              {"took", Took(duration)}});
}

void LogObserver::OnOperation(const Operation& operation, std::string_view driver,
                              std::chrono::nanoseconds duration) {
  const bool failed = operation.error.has_value();
  log_.Write(failed ? LogLevel::Warn : LogLevel::Info,
             failed ? fmt::format("{} failed: {}", operation.detail, operation.error->message)
                    : operation.detail,
             {{"volume", operation.volume.value},
              {"operation", std::to_string(operation.id)},
              {"action", std::string(ToString(operation.action))},
              {"outcome", std::string(ToString(operation.outcome))},
              {"driver", std::string(driver)},
              {"took", Took(duration)}});
}

void LogObserver::OnEvent(const Event& event) {
  if (event.operation) return;  // OnOperation tells more of it
  const LogLevel level = event.type == EventType::Warning ? LogLevel::Warn : LogLevel::Info;
  log_.Write(level, event.message.empty() ? event.reason : event.message,
             {{"volume", event.volume.value}, {"reason", event.reason}});
}

void LogObserver::OnDrift(const VolumeName& volume, Reason kind, bool repaired) {
  log_.Write(LogLevel::Warn, repaired ? "drift found and repaired" : "drift found",
             {{"volume", volume.value}, {"reason", std::string(ToString(kind))}});
}

void LogObserver::OnPanic(const VolumeName& volume, std::string_view what) {
  log_.Write(LogLevel::Error, fmt::format("a pass broke off, which is a bug of rexray: {}", what),
             {{"volume", volume.value}});
}

}  // namespace rexray
