#include "tests/bench/load.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/bench/socket_client.h"

namespace rexray {
namespace {

// One call by a client; false: there is no more to do.
using OneCall = std::function<bool(SocketClient&)>;

// Runs `clients` threads until their calls are done. What one throws is thrown again.
Figures ByClients(const std::string& socket, int clients, const std::function<OneCall(int)>& make) {
  Figures figures;
  std::mutex mutex;
  std::exception_ptr failure;
  const pid_t server = SocketClient(socket).server();
  const auto work = [&](int number) {
    std::vector<Nanoseconds> calls;
    std::exception_ptr failed;
    try {
      SocketClient client(socket);
      const OneCall call = make(number);
      bool more = true;
      while (more) {
        const Nanoseconds time = Timed([&] { more = call(client); });
        if (more) calls.push_back(time);
      }
    } catch (...) {
      failed = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    figures.calls.insert(figures.calls.end(), calls.begin(), calls.end());
    if (failed) failure = failed;
  };
  const Nanoseconds before = ProcessorTimeOf(server);
  figures.wall = Timed([&] {
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i) threads.emplace_back(work, i);
  });
  figures.processor = ProcessorTimeOf(server) - before;
  if (failure) std::rethrow_exception(failure);
  std::ranges::sort(figures.calls);
  return figures;
}

std::string Replaced(std::string text, std::string_view mark, int number) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.replace(at, mark.size(), std::to_string(number));
  }
  return text;
}

std::string Named(const std::string& name, const std::string& more = "") {
  return fmt::format(R"({{"Name":"{}"{}}})", name, more);
}

void Cycle(SocketClient& client, const std::string& name, const std::string& options) {
  const std::string mounted = Named(name, R"(,"ID":"bench")");
  client.Call("VolumeDriver.Create", Named(name, R"(,"Opts":)" + options));
  client.Call("VolumeDriver.Mount", mounted);
  client.Call("VolumeDriver.Unmount", mounted);
  client.Call("VolumeDriver.Remove", Named(name));
}

// A child that is killed when this goes.
class Started {
 public:
  explicit Started(const std::vector<std::string>& command) {
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ != 0) return;
    execvp(argv[0], argv.data());
    _exit(127);
  }

  ~Started() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  bool Ended() const {
    return waitid(P_PID, static_cast<id_t>(pid_), &info_, kLook) == 0 && info_.si_pid != 0;
  }

 private:
  static constexpr int kLook = WEXITED | WNOHANG | WNOWAIT;
  pid_t pid_ = -1;
  mutable siginfo_t info_{};
};

bool Answers(const std::string& socket, const AwaitedAnswer& awaited) {
  try {
    const std::string answer = SocketClient(socket).Call(awaited.call, awaited.body);
    int found = 0;
    for (auto at = answer.find(awaited.text); at != std::string::npos;
         at = answer.find(awaited.text, at + awaited.text.size()))
      ++found;
    return found >= awaited.times;
  } catch (const std::exception&) {
    return false;
  }
}

// One call for each of prefix-0 … prefix-(count-1), shared by the clients.
Figures ForEach(const std::string& socket, const std::string& prefix, int count, int clients,
                const std::string& call, const std::string& more) {
  std::atomic<int> next = 0;
  return ByClients(socket, clients, [&](int) -> OneCall {
    return [&](SocketClient& client) {
      const int number = next++;
      if (number >= count) return false;
      client.Call(call, Named(fmt::format("{}-{}", prefix, number), more));
      return true;
    };
  });
}

}  // namespace

Figures LoadCalls(const std::string& socket, const std::string& call, const std::string& body,
                  int requests, int clients) {
  std::atomic<int> left = requests;
  return ByClients(socket, clients, [&](int number) -> OneCall {
    return [&, mine = Replaced(body, "@c", number)](SocketClient& client) {
      const int request = left--;
      if (request <= 0) return false;
      client.Call(call, Replaced(mine, "@n", request));
      return true;
    };
  });
}

Figures LoadCreates(const std::string& socket, const std::string& prefix, int count, int clients,
                    const std::string& options) {
  return ForEach(socket, prefix, count, clients, "VolumeDriver.Create", R"(,"Opts":)" + options);
}

Figures LoadMounts(const std::string& socket, const std::string& prefix, int count, int clients) {
  return ForEach(socket, prefix, count, clients, "VolumeDriver.Mount", R"(,"ID":"bench")");
}

Figures LoadCycles(const std::string& socket, const std::string& prefix, std::chrono::seconds time,
                   int clients, const std::string& options) {
  const auto end = std::chrono::steady_clock::now() + time;
  return ByClients(socket, clients, [&](int number) -> OneCall {
    return [&, number, round = 0](SocketClient& client) mutable {
      if (std::chrono::steady_clock::now() > end) return false;
      Cycle(client, fmt::format("{}-{}-{}", prefix, number, round++), options);
      return true;
    };
  });
}

Figures LoadStart(const std::string& socket, const AwaitedAnswer& awaited,
                  const std::vector<std::string>& command) {
  constexpr std::chrono::minutes kLongest{2};
  unlink(socket.c_str());
  const auto start = std::chrono::steady_clock::now();
  const Started server(command);
  while (!Answers(socket, awaited)) {
    if (server.Ended()) throw std::runtime_error("the server ended instead of answering");
    if (std::chrono::steady_clock::now() - start > kLongest) {
      throw std::runtime_error("the server does not answer within two minutes");
    }
    std::this_thread::yield();
  }
  Figures figures;
  figures.wall = std::chrono::steady_clock::now() - start;
  figures.calls.push_back(figures.wall);
  return figures;
}

}  // namespace rexray
