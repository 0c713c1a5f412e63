#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/changes.h"
#include "api/http.h"
#include "state/store.h"

namespace rexray {

// A blank line after this long without news, so that a peer that vanished is noticed.
inline constexpr Milliseconds kHeartbeat{std::chrono::seconds(30)};

// Which objects a watch shows, and how. The objects of one volume are looked at together.
struct WatchedObjects {
  std::string kind;                  // "Volume": for objects that are gone
  std::optional<VolumeName> volume;  // only this one
  // The objects of a volume that pass the filters; "metadata.name" tells them apart.
  std::function<std::vector<nlohmann::json>(const VolumeState&)> render;
};

// Streams of lines, one JSON object each: {"type": "ADDED", "object": …} for all that exist,
// {"type": "BOOKMARK"}, then each change. Objects that did not change in what is shown are not sent
// again. A stream ends when the store fails: the client looks anew. `store` and `changes` outlive
// the streams.
StreamSource WatchObjects(Store& store, Changes& changes, WatchedObjects objects,
                          Milliseconds heartbeat = kHeartbeat);
// filter.limit is the size of a page, not of the stream.
StreamSource WatchEvents(Store& store, Changes& changes, EventFilter filter,
                         Milliseconds heartbeat = kHeartbeat);

}  // namespace rexray
