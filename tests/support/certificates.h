#pragma once

#include <string>

namespace rexray {

// A certificate authority of the test's own, in a folder: <folder>/ca.pem. By Debian's openssl.
class Certificates {
 public:
  // Its certificates are for 127.0.0.1, localhost and `address`.
  explicit Certificates(std::string folder, const std::string& address = "127.0.0.1");

  struct Pair {
    std::string certificate;  // files
    std::string key;
  };
  // With `name` as its common name; replaces an earlier one of it.
  Pair Make(const std::string& name) const;

  std::string ca() const { return folder_ + "/ca.pem"; }

 private:
  void Run(const std::string& command) const;

  const std::string folder_;
};

}  // namespace rexray
