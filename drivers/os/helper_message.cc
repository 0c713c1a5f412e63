#include "drivers/os/helper_message.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// A socket buffer holds no listing of 10,000 volumes; longer messages travel as a memory file.
constexpr std::size_t kMaxInline = 64 << 10;
constexpr std::size_t kMaxDescriptors = 9;
enum Form : char { kInline = 'i', kMemoryFile = 'm' };

Result<Descriptor> MemoryFile(std::string_view bytes) {
  Descriptor file(::memfd_create("rexray-message", MFD_CLOEXEC));
  if (!file.valid()) return FailErrno(errno, "cannot make a memory file for a helper's message");
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0) return FailErrno(errno, "cannot write a helper's message");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

Result<std::string> ReadMemoryFile(int file) {
  struct stat status {};
  if (::fstat(file, &status) < 0) return FailErrno(errno, "cannot read a helper's message");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got <= 0) return FailErrno(got < 0 ? errno : EIO, "cannot read a helper's message");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<void> SendDatagram(int socket, Form form, std::string_view bytes,
                          std::span<const int> descriptors) {
  char head = form;
  iovec parts[] = {{&head, 1}, {const_cast<char*>(bytes.data()), bytes.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptors)] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  if (!descriptors.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0)
    return Fail(Code::Unavailable, fmt::format("cannot send: {}", std::strerror(errno)));
  return {};
}

std::vector<Descriptor> TakeDescriptors(msghdr& message) {
  std::vector<Descriptor> taken;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    std::vector<int> numbers((part->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(numbers.data(), CMSG_DATA(part), numbers.size() * sizeof(int));
    for (const int number : numbers) taken.emplace_back(number);
  }
  return taken;
}

Result<HelperMessage> Unpack(HelperMessage packed) {
  const char form = packed.bytes.front();
  packed.bytes.erase(0, 1);
  if (form == kInline) return packed;
  if (form != kMemoryFile || packed.descriptors.empty())
    return Fail(Code::Internal, "a helper's message is damaged");
  REXRAY_ASSIGN(packed.bytes, ReadMemoryFile(packed.descriptors.front().get()));
  packed.descriptors.erase(packed.descriptors.begin());
  return packed;
}

}  // namespace

Result<std::pair<Descriptor, Descriptor>> HelperSocketPair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return FailErrno(errno, "cannot make a socket pair for a helper process");
  return std::pair{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<void> SendMessage(int socket, std::string_view bytes, std::span<const int> descriptors) {
  if (bytes.size() <= kMaxInline) return SendDatagram(socket, kInline, bytes, descriptors);
  if (bytes.size() > kMaxHelperMessage)
    return Fail(Code::Internal,
                fmt::format("a helper's message of {} bytes is over the limit of {}", bytes.size(),
                            kMaxHelperMessage));
  REXRAY_ASSIGN(const Descriptor file, MemoryFile(bytes));
  std::vector<int> all{file.get()};
  all.insert(all.end(), descriptors.begin(), descriptors.end());
  return SendDatagram(socket, kMemoryFile, {}, all);
}

Result<std::optional<HelperMessage>> ReceiveMessage(int socket) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptors)] = {};
  msghdr message{};
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  int error = 0;
  std::string buffer;
  buffer.resize_and_overwrite(kMaxInline + 1, [&](char* bytes, std::size_t size) {
    iovec part{bytes, size};
    message.msg_iov = &part;
    do {
      got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
      error = errno;
    } while (got < 0 && error == EINTR);
    return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  });
  if (got == 0) return std::nullopt;
  // The kernel's word for an end that left our message in its queue.
  if (got < 0 && error == ECONNRESET) return Fail(Code::Aborted, "the peer ended before it read");
  if (got < 0) return FailErrno(error, "cannot receive from a helper process");
  REXRAY_ASSIGN(HelperMessage unpacked, Unpack({std::move(buffer), TakeDescriptors(message)}));
  return unpacked;
}

}  // namespace rexray
