#pragma once

#include <chrono>
#include <optional>

#include "api/docker/options.h"
#include "state/time.h"

namespace rexray {

// Which volumes an engine sees: those of the database, also those whose facts say that our domain
// made them, or all that the service shows.
enum class DockerVisible { Managed, Tagged, All };

// What claims of Docker's are filed under.
inline constexpr const char* kDockerDoor = "docker";

struct DockerDoorConfig {
  // The service of what is created, and whose volumes are seen; none: all services, and an option
  // must choose where there are several.
  std::optional<ServiceName> service = {};
  DockerVisible visible = DockerVisible::Tagged;
  DockerOptions defaults = {};  // of what is created
  Milliseconds deleteGrace{std::chrono::hours(1)};
  std::optional<Milliseconds> linger = {};  // of its claims; none: the daemon's own
  bool removeAdopted =
      false;  // `docker volume rm` lets go of what we did not make; it never deletes
  // An engine gives up after two minutes, and after one with all but Create and Mount.
  Milliseconds longDeadline{std::chrono::seconds(105)};
  Milliseconds shortDeadline{std::chrono::seconds(50)};
  // How long a Create waits for a backend that gives no answer.
  Milliseconds unknownPatience{std::chrono::seconds(10)};
};

}  // namespace rexray
