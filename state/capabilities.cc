#include "state/capabilities.h"

namespace rexray {

std::string_view ToString(CreateOption option) {
  switch (option) {
    case CreateOption::Type:
      return "type";
    case CreateOption::Iops:
      return "iops";
    case CreateOption::AvailabilityZone:
      return "availabilityZone";
    case CreateOption::Encrypted:
      return "encrypted";
    case CreateOption::EncryptionKey:
      return "encryptionKey";
  }
  return "";
}

}  // namespace rexray
