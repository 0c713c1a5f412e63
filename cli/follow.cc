#include "cli/follow.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/field.h"
#include "cli/progress_view.h"

namespace rexray {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

// How long a daemon that went away is waited for, and how often it is called.
constexpr auto kDaemonMayBeAway = std::chrono::seconds(15);
constexpr auto kCallAgainAfter = std::chrono::milliseconds(250);

class Follower {
 public:
  Follower(const std::map<std::string, Goal>& goals, Milliseconds timeout, Session& session)
      : session_(session),
        timeout_(timeout),
        deadline_(steady_clock::now() + timeout),
        progress_(goals, session.now()),
        view_(session.out, session.terminal) {
    if (goals.size() == 1) only_ = goals.begin()->first;
  }

  ExitCode Run() {
    if (const auto failed = Watch()) return Report(*failed, session_);
    session_.err << Summary(progress_, timeout_, session_.terminal);
    return progress_.Outcome();
  }

 private:
  // Until finished, or time is out; gives an error that does not pass.
  std::optional<Error> Watch() {
    auto lastAnswer = steady_clock::now();
    while (!progress_.Finished() && steady_clock::now() < deadline_) {
      const auto ended = WatchOnce();
      if (ended) lastAnswer = steady_clock::now();
      if (!ended && ended.error().code == Code::DeadlineExceeded) break;
      const bool away = steady_clock::now() - lastAnswer < kDaemonMayBeAway;
      if (!ended && (ended.error().code != Code::Unavailable || !away)) return ended.error();
      if (!progress_.Finished()) std::this_thread::sleep_for(kCallAgainAfter);
    }
    return std::nullopt;
  }

  Result<void> WatchOnce() {
    progress_.Restart();
    return session_.client.Stream(
        RequestTarget("/v1/watch", {{"kind", "volumes"}, {"name", only_}}),
        {[this](const json& line) { return TakeLine(line); }, [this] { return TakeTick(); }},
        deadline_);
  }

  Next TakeLine(const json& line) {
    progress_.Take(line, session_.now());
    // What exists already comes in a burst; it is shown when that is over.
    shown_ = shown_ || TextField(line, "type") == "BOOKMARK";
    return shown_ ? Show() : Next::More;
  }

  // A moment after the last line, so that the daemon has decided whether it tries again.
  Next TakeTick() {
    for (const std::string& name : progress_.Doubted()) {
      const auto volume = session_.client.Get("/v1/volumes/" + EncodeSegment(name));
      if (volume) progress_.TakeSecondLook(*volume, session_.now());
    }
    return Show();
  }

  Next Show() {
    view_.Show(progress_, session_.now());
    return progress_.Finished() ? Next::Stop : Next::More;
  }

  Session& session_;
  const Milliseconds timeout_;
  const Client::Deadline deadline_;
  Progress progress_;
  ProgressView view_;
  std::string only_;    // the one volume to watch; empty: all
  bool shown_ = false;  // whether the first burst is over
};

}  // namespace

ExitCode Follow(const std::map<std::string, Goal>& goals, Milliseconds timeout, Session& session) {
  if (goals.empty()) return ExitCode::Done;
  return Follower(goals, timeout, session).Run();
}

}  // namespace rexray
