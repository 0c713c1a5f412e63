#include "tests/support/sim_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "drivers/os/deadline.h"
#include "drivers/os/stop_event.h"
#include "drivers/storage/sharing.h"
#include "drivers/storage/sim.h"
#include "drivers/storage/sim_config.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

const auto kForever = std::chrono::hours(1);

template <class T>
json Answer(const Result<T>& result) {
  if (!result) return {{"error", ToJson(result.error())}};
  if constexpr (std::is_void_v<T>) {
    return {{"value", nullptr}};
  } else {
    return {{"value", ToJson(*result)}};
  }
}

Result<CreateRequest> ReadRequest(const json& asked) {
  REXRAY_ASSIGN(VolumeFacts facts, ReadJson<VolumeFacts>(asked.at("facts")));
  CreateRequest request{{asked.at("name").get<std::string>()},
                        {asked.at("uid").get<std::string>()},
                        {asked.at("size").get<std::uint64_t>()},
                        std::move(facts)};
  request.type = asked.value("type", "");
  if (asked.contains("iops")) request.iops = asked.at("iops").get<std::uint64_t>();
  request.availabilityZone = asked.value("availabilityZone", "");
  request.encrypted = asked.value("encrypted", false);
  request.encryptionKey = asked.value("encryptionKey", "");
  if (asked.contains("source")) request.source = {asked.at("source").get<std::string>()};
  return request;
}

ModifyRequest ReadModification(const json& asked) {
  ModifyRequest request{asked.value("type", "")};
  if (asked.contains("iops")) request.iops = asked.at("iops").get<std::uint64_t>();
  return request;
}

Result<BackendVolume> Create(Driver& driver, const json& asked, const CallContext& context) {
  REXRAY_ASSIGN(const CreateRequest request, ReadRequest(asked.at("request")));
  return driver.Create(request, context);
}

Result<VolumeFacts> WriteFacts(Driver& driver, const BackendId& id, const json& asked,
                               const CallContext& context) {
  REXRAY_ASSIGN(const VolumeFacts facts, ReadJson<VolumeFacts>(asked.at("facts")));
  return driver.WriteFacts(id, facts, asked.at("expectedToken").get<std::uint64_t>(), context);
}

Result<BackendSnapshot> Snapshot(Driver& driver, const BackendId& id, const json& asked,
                                 const CallContext& context) {
  return driver.Snapshot(
      {id, {asked.at("name").get<std::string>()}, {asked.at("token").get<std::string>()}}, context);
}

// What does not fit throws, and the caller loses the connection.
json Call(Driver& driver, const json& asked, const CallContext& context) {
  const std::string method = asked.at("method").get<std::string>();
  const BackendId id{asked.value("id", "")};
  const NodeName node{asked.value("node", "")};
  if (method == "Create") return Answer(Create(driver, asked, context));
  if (method == "Inspect") return Answer(driver.Inspect(id, context));
  if (method == "List") return Answer(driver.List(context));
  if (method == "Attach") {
    const auto mode = ParseAccessMode(asked.at("accessMode").get<std::string>());
    return Answer(driver.Attach(id, node, mode.value(), context));
  }
  if (method == "Detach") return Answer(driver.Detach(id, node, context));
  if (method == "ForceDetach") return Answer(driver.ForceDetach(id, node, context));
  if (method == "Delete") return Answer(driver.Delete(id, context));
  if (method == "Expand") {
    return Answer(driver.Expand(id, {asked.at("size").get<std::uint64_t>()}, context));
  }
  if (method == "ResizeDevice") return Answer(driver.ResizeDevice(id, node, context));
  if (method == "Modify") return Answer(driver.Modify(id, ReadModification(asked), context));
  if (method == "WriteFacts") return Answer(WriteFacts(driver, id, asked, context));
  if (method == "Snapshot") return Answer(Snapshot(driver, id, asked, context));
  if (method == "ListSnapshots") return Answer(driver.ListSnapshots(context));
  if (method == "DeleteSnapshot") return Answer(driver.DeleteSnapshot({id.value}, context));
  throw std::invalid_argument("no method " + method);
}

std::string ReadLine(int socket) {
  std::string line;
  std::array<char, 65536> buffer;
  while (line.empty() || line.back() != '\n') {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) throw std::runtime_error("the caller is gone");
    line.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return line;
}

void SendAll(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

Descriptor Listen(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  ::unlink(path.c_str());
  Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0) {
    throw std::runtime_error("cannot listen at " + path);
  }
  return listener;
}

}  // namespace

SimServer::SimServer(std::shared_ptr<SimWorld> world, std::string path)
    : world_(std::move(world)), path_(std::move(path)) {
  Start();
}

SimServer::~SimServer() {
  Stop();
  ending_.request_stop();
  connections_.clear();
}

std::map<std::string, std::string> SimServer::ServiceOptions() const {
  auto options = PrintSimOptions(world_->options());
  options["socket"] = "unix://" + path_;
  return options;
}

void SimServer::Start() {
  if (listener_.valid()) return;
  listener_ = Listen(path_);
  acceptor_ = std::jthread(
      [this, listener = listener_.get()](const std::stop_token& stop) { Accept(listener, stop); });
}

void SimServer::Stop() {
  acceptor_ = {};
  listener_.Close();
  ::unlink(path_.c_str());
  CutConnections();
}

void SimServer::CutConnections() {
  std::lock_guard lock(mutex_);
  for (Connection& each : connections_) ::shutdown(each.socket.get(), SHUT_RDWR);
}

void SimServer::Accept(int listener, const std::stop_token& stop) {
  const StopEvent stopped(stop);
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> waited = {pollfd{listener, POLLIN, 0},
                                    pollfd{stopped.descriptor(), POLLIN, 0}};
    PollUntil(waited, std::chrono::steady_clock::now() + kForever);
    if (stop.stop_requested() || waited[0].revents == 0) continue;
    Descriptor socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.valid()) continue;
    Reap();
    std::lock_guard lock(mutex_);
    Connection& connection = connections_.emplace_back();
    connection.socket = std::move(socket);
    connection.thread = std::jthread([this, &connection] { Serve(connection); });
  }
}

void SimServer::Serve(Connection& connection) {
  const int socket = connection.socket.get();
  try {
    const auto asked = ParseJson(ReadLine(socket));
    const NodeName caller{asked.value().at("caller").get<std::string>()};
    const CallContext context{std::chrono::steady_clock::now() + kForever, ending_.get_token(), -1};
    const auto driver = MakeSimDriver(world_, caller);
    SendAll(socket, Dump(Call(*driver, *asked, context)) + "\n");
  } catch (...) {  // also a crash that a test asked for, at this instruction
  }
  std::lock_guard lock(mutex_);
  ::shutdown(socket, SHUT_RDWR);
  connection.done = true;
}

// Joins the threads of calls that ended.
void SimServer::Reap() {
  std::list<Connection> ended;
  std::lock_guard lock(mutex_);
  for (auto each = connections_.begin(); each != connections_.end();) {
    const auto next = std::next(each);
    if (each->done) ended.splice(ended.end(), connections_, each);
    each = next;
  }
}

}  // namespace rexray
