#include <algorithm>
#include <fstream>
#include <random>

#include "tests/unit/api/flood.h"
#include "tests/unit/api/http_rig.h"

namespace rexray {
namespace {

// Clients that mean harm, or are broken, or slow: all others are served meanwhile.

void ExpectOthersServed(const HttpRig& rig) {
  RawClient staying = rig.Connect();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(staying.Get("/x").status, 200U);
    EXPECT_EQ(rig.Connect().Get("/x").status, 200U);
  }
}

TEST(HttpAbuse, AHundredBodiesThatComeByteByByteDelayNobody) {
  HttpRig rig({.requestDeadline = Milliseconds(std::chrono::minutes(5))});
  const std::string body = "slow";
  std::vector<RawClient> slow;
  for (int i = 0; i < 100; ++i) {
    slow.push_back(rig.Connect());
    slow.back().Send("POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
  }
  for (const char byte : body) {
    ExpectOthersServed(rig);
    for (RawClient& client : slow) client.Send({&byte, 1});
  }
  for (RawClient& client : slow) EXPECT_EQ(client.Read().body, "POST /s slow");
}

// By how much this process has grown at most since this was made.
class PeakMemory {
 public:
  PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
    before_ = PeakKiB();
  }
  long GrownMiB() const { return (PeakKiB() - before_) / 1024; }

 private:
  static long PeakKiB() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    return 0;
  }

  long before_ = 0;
};

// Sends until the server closes or a gigabyte is through.
void SendGigabyte(RawClient& client, const std::string& piece) {
  constexpr std::size_t kGigabyte = 1 << 30;
  for (std::size_t sent = 0; sent < kGigabyte && client.Send(piece);) sent += piece.size();
}

// A body of a gigabyte under this header, sent piece by piece.
void ExpectRefusedUnheld(const std::string& header, const std::string& piece) {
  HttpRig rig;
  const PeakMemory memory;
  RawClient client = rig.Connect();
  client.Send("POST /x HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
  std::thread sender([&] { SendGigabyte(client, piece); });
  ExpectOthersServed(rig);
  EXPECT_EQ(client.Read().status, 413U);
  sender.join();
  EXPECT_LT(memory.GrownMiB(), 100);
}

TEST(HttpAbuse, AGigabyteIsRefusedWithoutEverBeingHeld) {
  ExpectRefusedUnheld("Content-Length: 1073741824", std::string(1 << 20, 'x'));
}

TEST(HttpAbuse, AGigabyteOfUnknownLengthIsRefusedWithoutEverBeingHeld) {
  ExpectRefusedUnheld("Transfer-Encoding: chunked",
                      "100000\r\n" + std::string(0x100000, 'x') + "\r\n");
}

TEST(HttpAbuse, AHalfClosedClientStillGetsItsAnswer) {
  HttpRig rig;
  RawClient client = rig.Connect();
  client.Send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
  client.HalfClose();
  EXPECT_EQ(client.Read().body, "POST /x ok");
  EXPECT_TRUE(client.Ended());
}

TEST(HttpAbuse, HalfClosedConnectionsAreNotKept) {
  HttpRig rig;
  std::vector<RawClient> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(rig.Connect());
    if (i % 2 == 0) clients.back().Get("/x");
    clients.back().HalfClose();
  }
  ExpectOthersServed(rig);
  EXPECT_TRUE(Comes([&] { return rig.server.connections() == 0; }));
}

std::string Garbage(std::mt19937& random) {
  std::string bytes(1 + random() % 40'000, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(HttpAbuse, GarbageIsAnsweredOrClosedAndHarmsNobody) {
  HttpRig rig;
  std::mt19937 random(20261126);
  for (int i = 0; i < 200; ++i) {
    RawClient client = rig.Connect();
    client.Send(Garbage(random));
    client.HalfClose();
    const unsigned status = client.ReadHead().status;
    EXPECT_TRUE(status == 0 || status == 400 || status == 431) << status;
  }
  ExpectOthersServed(rig);
  EXPECT_TRUE(Comes([&] { return rig.server.connections() == 0; }));
}

TEST(HttpAbuse, GarbageAfterAGoodRequestHarmsNobody) {
  HttpRig rig;
  std::mt19937 random(20261126);
  for (int i = 0; i < 100; ++i) {
    RawClient client = rig.Connect();
    EXPECT_EQ(client.Get("/x").status, 200U);
    client.Send(Garbage(random));
    client.Close();
  }
  ExpectOthersServed(rig);
}

TEST(HttpAbuse, TenThousandIdleConnectionsHarmNobody) {
  const DescriptorLimit limit(DescriptorLimit::Most());
  // Fewer where the machine does not allow as many; the server keeps the last descriptors free.
  const std::size_t most = std::min<std::size_t>(10'000, DescriptorLimit::Most() - 1'000);
  HttpRig rig;
  const ListenAddress beside{.path = rig.folder / "run/beside.sock", .host = {}};
  ASSERT_TRUE(rig.server.Listen(beside, HttpRig::Echo).has_value());
  {
    const Flood flood(rig.address, most);
    EXPECT_TRUE(Comes([&] { return rig.server.connections() >= most; }));
    ExpectOthersServed(rig);
    EXPECT_EQ(RawClient(beside).Get("/x").status, 200U);
    const Flood more(rig.address, 500);
    ExpectOthersServed(rig);
    EXPECT_EQ(RawClient(beside).Get("/x").status, 200U);
    EXPECT_LE(rig.server.connections(), most + 100);
  }
  EXPECT_TRUE(Comes([&] { return rig.server.connections() == 0; }));
}

}  // namespace
}  // namespace rexray
