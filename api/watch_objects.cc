#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "api/views.h"
#include "api/watch.h"
#include "api/watch_line.h"

namespace rexray {
namespace {

using nlohmann::json;

class ObjectWatch {
 public:
  ObjectWatch(Store& store, Changes& changes, WatchedObjects objects, Milliseconds heartbeat)
      : store_(store),
        changes_(changes),
        objects_(std::move(objects)),
        heartbeat_(heartbeat),
        seen_(changes.newest()) {}

  std::optional<std::string> Next(std::stop_token stop) {
    if (!started_ && !Start()) return std::nullopt;
    while (!stop.stop_requested()) {
      if (!lines_.empty()) return lines_.Take();
      if (!names_.empty()) {
        if (!Look(*names_.begin())) return std::nullopt;
        names_.erase(names_.begin());
      } else if (!bookmarked_) {
        bookmarked_ = true;
        return BookmarkLine();
      } else if (!AwaitNews(stop)) {
        return std::nullopt;
      } else if (names_.empty() && !stop.stop_requested()) {
        return "\n";
      }
    }
    return std::nullopt;
  }

 private:
  // What was sent of an object: enough to know whether it is news.
  using Digest = std::size_t;

  bool Start() {
    started_ = true;
    return AddAll();
  }

  bool AddAll() {
    if (objects_.volume) {
      names_.insert(*objects_.volume);
      return true;
    }
    const auto names = store_.VolumeNames();
    if (!names) return false;
    names_.insert(names->begin(), names->end());
    for (const auto& [name, sent] : sent_) names_.insert(name);  // may be gone
    return true;
  }

  // Waits for changes of what is watched; no names then: the heartbeat is due. False: the store
  // failed.
  bool AwaitNews(const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + heartbeat_;
    while (names_.empty()) {
      const Changes::Batch batch = changes_.After(seen_, deadline, stop);
      if (batch.upTo == seen_) return true;
      seen_ = batch.upTo;
      if (batch.all) return AddAll();
      for (const VolumeName& name : batch.volumes) {
        if (!objects_.volume || name == *objects_.volume) names_.insert(name);
      }
    }
    return true;
  }

  bool Look(const VolumeName& name) {
    const auto stored = store_.Load(name);
    if (!stored && stored.error().code != Code::NotFound) return false;
    const std::vector<json> present = stored ? objects_.render(*stored) : std::vector<json>();
    Compare(sent_[name], present);
    if (sent_[name].empty()) sent_.erase(name);
    return true;
  }

  void Compare(std::map<std::string, Digest>& sent, const std::vector<json>& present) {
    std::set<std::string> names;
    for (const json& object : present) {
      const std::string name = object["metadata"]["name"].get<std::string>();
      names.insert(name);
      const Digest digest = std::hash<json>{}(object);
      const auto before = sent.find(name);
      if (before != sent.end() && before->second == digest) continue;
      lines_.Add(WatchLine(before == sent.end() ? "ADDED" : "MODIFIED", object));
      sent[name] = digest;
    }
    std::erase_if(sent, [&](const auto& entry) {
      if (names.contains(entry.first)) return false;
      lines_.Add(WatchLine("DELETED", RenderGone(objects_.kind, entry.first)));
      return true;
    });
  }

  Store& store_;
  Changes& changes_;
  const WatchedObjects objects_;
  const Milliseconds heartbeat_;
  Changes::Sequence seen_;
  bool started_ = false;
  bool bookmarked_ = false;
  std::set<VolumeName> names_;  // to look at
  LineQueue lines_;
  std::map<VolumeName, std::map<std::string, Digest>> sent_;
};

}  // namespace

StreamSource WatchObjects(Store& store, Changes& changes, WatchedObjects objects,
                          Milliseconds heartbeat) {
  auto watch = std::make_shared<ObjectWatch>(store, changes, std::move(objects), heartbeat);
  return [watch](std::stop_token stop) { return watch->Next(stop); };
}

}  // namespace rexray
