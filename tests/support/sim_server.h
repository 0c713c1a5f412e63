#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "drivers/os/descriptor.h"
#include "drivers/storage/sim_world.h"

namespace rexray {

// A simulated backend that several daemons share over a socket (`driver: sim, socket: unix://…`,
// drivers/storage/sim_remote.h), each with a database of its own. It lives in the test, which has
// the world's faults, lags and hands at hand. A call that hangs here goes on when its caller is
// gone: what it does may come late. Any thread.
class SimServer {
 public:
  // Serves the world at the path, from now on.
  SimServer(std::shared_ptr<SimWorld> world, std::string path);
  ~SimServer();
  SimServer(const SimServer&) = delete;
  SimServer& operator=(const SimServer&) = delete;

  // What a daemon's service needs in order to reach it and to know its nature.
  std::map<std::string, std::string> ServiceOptions() const;

  SimWorld& world() { return *world_; }

  // Nobody listens from now on, and no call that runs is answered. Start ends that.
  void Stop();
  void Start();
  // No call that runs now is answered: its caller does not learn whether it took effect.
  void CutConnections();

 private:
  struct Connection {
    Descriptor socket;
    bool done = false;
    std::jthread thread;
  };

  void Accept(int listener, const std::stop_token& stop);
  void Serve(Connection& connection);
  void Reap();

  const std::shared_ptr<SimWorld> world_;
  const std::string path_;
  std::stop_source ending_;  // ends the calls that hang
  std::mutex mutex_;
  std::list<Connection> connections_;
  Descriptor listener_;
  std::jthread acceptor_;
};

}  // namespace rexray
