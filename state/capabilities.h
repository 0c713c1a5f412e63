#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "state/quantity.h"
#include "state/spec.h"
#include "state/time.h"

namespace rexray {

// How a Create whose reply was lost is kept from making a second volume.
enum class CreateIdempotency {
  ChosenId,     // the id is derived from the uid: look it up, or replay
  Token,        // the backend remembers our token: replay
  ListingOnly,  // only a complete listing newer than the call tells
};

// What a declaration may ask of a new volume, where the driver takes it.
enum class CreateOption { Type, Iops, AvailabilityZone, Encrypted, EncryptionKey };
inline constexpr std::array kCreateOptions = {CreateOption::Type, CreateOption::Iops,
                                              CreateOption::AvailabilityZone,
                                              CreateOption::Encrypted, CreateOption::EncryptionKey};
// As the manifest's field is called: "availabilityZone".
std::string_view ToString(CreateOption option);

// What a driver can do; constant for the life of a service. Planner and validation read it, so that
// no driver is special anywhere else.
struct Capabilities {
  bool block = true;  // attaching gives a block device that takes a filesystem; else a directory
  bool sized = true;  // size is required; else it is an error to give one
  bool zeroesNewStorage = true;
  bool keepsFacts = true;  // VolumeFacts travel with the volume
  // Volumes can be made and deleted. Else they are what a node has anyway: each must be adopted,
  // stays attached to its node for ever, and is never formatted.
  bool creates = true;
  CreateIdempotency create = CreateIdempotency::ChosenId;
  std::vector<AccessMode> accessModes{AccessMode::ReadWriteOnce};
  std::optional<std::uint32_t> attachLimit;  // volumes of any origin on one node at once
  bool serialAttach = false;                 // attaches and detaches of one node must not overlap
  bool forceDetach = false;                  // another node's attachment can be ended
  bool expand = false;                       // volumes can be made larger, attached or not
  bool modify = false;     // type and iops of a volume can be changed, attached or not
  bool snapshots = false;  // copies that outlive their volume can be made, and volumes from them
  bool global = false;     // other nodes can reach its volumes too
  std::vector<CreateOption> createOptions = {};
  Bytes minimumSize{1};
  Bytes sizeStep{1};
  // An observation within this time after an effect may still show the state before it.
  Milliseconds consistencyWindow{0};
};

// Of services by name, the only one that makes volumes: what leaving a service out means. nullptr:
// none, or several.
template <class Services, class CapabilitiesOf>
const typename Services::key_type* OnlyCreator(const Services& services, CapabilitiesOf of) {
  const typename Services::key_type* only = nullptr;
  for (const auto& [name, service] : services) {
    if (!of(service).creates) continue;
    if (only != nullptr) return nullptr;
    only = &name;
  }
  return only;
}

}  // namespace rexray
