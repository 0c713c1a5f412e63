#include "cli/log_observer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rexray {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

Operation Mounting() {
  Operation operation;
  operation.id = 12;
  operation.volume = {"pgdata"};
  operation.action = ActionKind::Mount;
  operation.detail = "mount /dev/loop3 at /srv/pg";
  operation.outcome = OperationOutcome::Succeeded;
  return operation;
}

// What `tell` makes the observer write.
template <class Tell>
std::string Written(LogLevel least, Tell tell) {
  Log log(least, LogFormat::Json, "db1");
  LogObserver observer(log);
  testing::internal::CaptureStderr();
  tell(observer);
  return testing::internal::GetCapturedStderr();
}

TEST(LogObserving, G39_EveryLineOfAnOperationNamesVolumeNodeAndOperation) {
  const json line = json::parse(Written(
      LogLevel::Info, [](LogObserver& each) { each.OnOperation(Mounting(), "loop", 20ms); }));
  EXPECT_EQ(line["volume"], "pgdata");
  EXPECT_EQ(line["node"], "db1");
  EXPECT_EQ(line["operation"], "12");
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["message"], "mount /dev/loop3 at /srv/pg");
}

TEST(LogObserving, AFailureIsAWarningWithItsCause) {
  Operation failed = Mounting();
  failed.error = Error{Code::FailedPrecondition, "busy", "TargetBusy"};
  failed.outcome = OperationOutcome::Failed;
  const json line = json::parse(
      Written(LogLevel::Info, [&](LogObserver& each) { each.OnOperation(failed, "loop", 1ms); }));
  EXPECT_EQ(line["level"], "warn");
  EXPECT_EQ(line["message"], "mount /dev/loop3 at /srv/pg failed: busy");
}

TEST(LogObserving, AnEventOfAnOperationIsNotToldTwice) {
  Event event;
  event.volume = {"pgdata"};
  event.reason = "Mounted";
  event.operation = 12;
  EXPECT_EQ(Written(LogLevel::Debug, [&](LogObserver& each) { each.OnEvent(event); }), "");
  event.operation.reset();
  EXPECT_NE(Written(LogLevel::Debug, [&](LogObserver& each) { each.OnEvent(event); }), "");
}

TEST(LogObserving, PassesAreOnlyToldWhenDebugging) {
  const auto pass = [](LogObserver& each) {
    each.OnReconcile({"pgdata"}, ReconcileOutcome::Converged, 1ms);
  };
  EXPECT_EQ(Written(LogLevel::Info, pass), "");
  EXPECT_EQ(json::parse(Written(LogLevel::Debug, pass))["volume"], "pgdata");
}

}  // namespace
}  // namespace rexray
