#pragma once

#include <chrono>
#include <string>

#include "drivers/driver.h"

namespace rexray {

inline constexpr AccessMode kOnce = AccessMode::ReadWriteOnce;
inline constexpr AccessMode kReaders = AccessMode::ReadOnlyMany;

// A call that ends by itself, and changes nothing that a volume's lock would have to outlive.
inline CallContext Within(std::chrono::milliseconds patience) {
  return {std::chrono::steady_clock::now() + patience, {}, -1};
}
inline CallContext Soon() { return Within(std::chrono::seconds(60)); }

// A volume of ours as the reconciler asks for it.
inline CreateRequest RequestFor(const std::string& name, std::uint64_t size = 1 << 20) {
  CreateRequest request;
  request.name = {name};
  request.uid = DeriveVolumeUid({"domain"}, {"service"}, request.name, 0);
  request.size = {size};
  request.facts.uid = request.uid;
  request.facts.name = request.name;
  request.facts.domain = {"domain"};
  return request;
}

}  // namespace rexray
