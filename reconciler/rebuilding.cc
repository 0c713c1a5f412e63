#include "reconciler/rebuilding.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reconciler/door_target.h"
#include "reconciler/live_mounts.h"

namespace rexray {
namespace {

constexpr std::uint64_t kMostIncarnations = 10'000;

struct Candidate {
  ServiceName service;
  const BackendVolume* shown = nullptr;

  bool deleted() const { return shown->facts->deletedAt.has_value(); }
};
using ByName = std::map<VolumeName, std::vector<Candidate>>;

const BackendAttachment* AttachmentHere(const BackendVolume& volume, const NodeName& node) {
  const auto found = std::ranges::find(volume.attachments, node, &BackendAttachment::node);
  return found == volume.attachments.end() ? nullptr : &*found;
}

bool ConcernsNode(const BackendVolume& volume, const RebuildNode& node) {
  if (!volume.facts || volume.facts->domain != node.domain) return false;
  if (!ParseVolumeName(volume.facts->name.value)) return false;
  return node.domainOfOne || volume.facts->owner == node.name ||
         AttachmentHere(volume, node.name) != nullptr;
}

std::string AdoptHint(const Candidate& each) {
  return fmt::format("rexray adopt NAME --service {} --id {}", each.service.value,
                     each.shown->id.value);
}

// Which volume of its name it was: the number that derives its uid, if one does.
std::uint64_t IncarnationOf(const VolumeFacts& facts, const ServiceName& service) {
  for (std::uint64_t number = 0; number < kMostIncarnations; ++number) {
    if (DeriveVolumeUid(facts.domain, service, facts.name, number) == facts.uid) return number;
  }
  return 0;
}

FoundVolume Found(const Candidate& each) {
  const VolumeFacts& facts = *each.shown->facts;
  FoundVolume found;
  found.row.name = facts.name;
  found.row.uid = facts.uid;
  found.row.service = each.service;
  found.row.incarnation = IncarnationOf(facts, each.service);
  found.record.volume = facts.name;
  found.record.uid = facts.uid;
  found.record.service = each.service;
  found.record.createStarted = true;
  found.record.backendId = each.shown->id;
  found.record.facts = facts;
  found.record.orphaned = true;
  return found;
}

// The one that is meant by the name; nullptr: nobody can tell.
const Candidate* Meant(const std::vector<Candidate>& candidates) {
  const auto lives = [](const Candidate& each) { return !each.deleted(); };
  if (std::ranges::count_if(candidates, lives) == 1) {
    return &*std::ranges::find_if(candidates, lives);
  }
  return candidates.size() == 1 ? &candidates.front() : nullptr;
}

void Take(const VolumeName& name, const std::vector<Candidate>& candidates, Rebuilt& rebuilt) {
  const Candidate* meant = Meant(candidates);
  for (const Candidate& each : candidates) {
    if (&each == meant) {
      rebuilt.volumes.push_back(Found(each));
    } else {
      rebuilt.leftOut.push_back(fmt::format("{} on service {} is called {}, as others are: {}",
                                            each.shown->id.value, each.service.value, name.value,
                                            AdoptHint(each)));
    }
  }
}

ByName CandidatesOf(const std::map<ServiceName, Listing>& listings, const RebuildNode& node,
                    Rebuilt& rebuilt) {
  ByName names;
  for (const auto& [service, listing] : listings) {
    for (const BackendVolume& each : listing.volumes) {
      if (ConcernsNode(each, node)) {
        names[each.facts->name].push_back({service, &each});
      } else if (!each.facts) {
        rebuilt.leftOut.push_back(fmt::format("{} on service {} does not tell whose it is: {}",
                                              each.id.value, service.value,
                                              AdoptHint({service, &each})));
      }
    }
  }
  return names;
}

const BackendVolume* ShownOf(const Record& record, const std::map<ServiceName, Listing>& listings) {
  const auto& volumes = listings.at(record.service).volumes;
  const auto found = std::ranges::find(volumes, *record.backendId, &BackendVolume::id);
  return found == volumes.end() ? nullptr : &*found;
}

// What taking it back restores beside the volume itself: its mount, where people chose the path.
FormerSpecs FormerOf(const Record& record, const RebuildNode& node) {
  FormerSpecs former;
  former.volume.name = record.volume;
  former.volume.service = record.service;
  former.volume.adopt = AdoptSpec{record.backendId, {}, {}};
  if (record.facts->format.phase == FormatPhase::Formatted) {
    former.volume.filesystem.emplace().type = record.facts->format.type;
  }
  const auto name = ParseAttachmentName(record.volume.value + "-" + node.name.value);
  if (!name) return former;
  AttachmentSpec attachment;
  attachment.name = *name;
  attachment.volume = record.volume;
  attachment.node = node.name;
  attachment.mount = MountSpec{record.mount->target, {}, false, {}};
  former.attachments.push_back(std::move(attachment));
  return former;
}

MountRecord RecordOf(const MountEntry& live, const BootId& boot) {
  return {live.target, {}, live.options, live.fsOptions, boot, {}, MountedDevice(live)};
}

// Where we would have mounted it for a front door's users, else the only place.
const MountEntry* ChooseMount(const std::vector<const MountEntry*>& mounts,
                              const std::string& own) {
  for (const MountEntry* each : mounts) {
    if (each->target == own) return each;
  }
  return mounts.size() == 1 ? mounts.front() : nullptr;
}

void NoteMount(FoundVolume& found, const Device& device, const RebuildNode& node, Host& host,
               std::vector<std::string>& leftOut) {
  const auto table = host.Mounts();
  if (!table) return;
  std::vector<const MountEntry*> mounts;
  for (const MountEntry& entry : **table) {
    if (host.Shows(entry, device)) mounts.push_back(&entry);
  }
  const std::string own = DoorTarget(node.mountRoot, found.row.name);
  const MountEntry* live = ChooseMount(mounts, own);
  if (live == nullptr && !mounts.empty()) {
    leftOut.push_back(fmt::format("volume {} is mounted at {} places; none is taken for ours",
                                  found.row.name.value, mounts.size()));
  }
  if (live == nullptr) return;
  found.record.mount = RecordOf(*live, node.boot);
  if (live->target == own) {
    found.record.target = TargetRecord{own, {own}, false};
  } else {
    found.row.former = FormerOf(found.record, node);
  }
}

}  // namespace

Rebuilt FindVolumes(const std::map<ServiceName, Listing>& listings, const RebuildNode& node) {
  Rebuilt rebuilt;
  for (const auto& [name, candidates] : CandidatesOf(listings, node, rebuilt)) {
    Take(name, candidates, rebuilt);
  }
  return rebuilt;
}

void FindMounts(Rebuilt& rebuilt, const std::map<ServiceName, Listing>& listings,
                const RebuildNode& node, Host& host, const std::function<CallContext()>& context) {
  for (FoundVolume& found : rebuilt.volumes) {
    const BackendVolume* shown = ShownOf(found.record, listings);
    const auto* here = shown != nullptr ? AttachmentHere(*shown, node.name) : nullptr;
    if (here == nullptr || here->device.empty()) continue;
    const auto device = host.Inspect(here->device, context());
    if (!device || device->identity != shown->identity) continue;
    found.record.attach = AttachRecord{device->path, device->identity, node.boot};
    NoteMount(found, *device, node, host, rebuilt.leftOut);
  }
}

Result<DomainName> DomainOfFacts(const std::map<ServiceName, Listing>& listings,
                                 const NodeName& node) {
  std::set<DomainName> domains;
  for (const auto& [service, listing] : listings) {
    for (const BackendVolume& each : listing.volumes) {
      if (each.facts && each.facts->owner == node) domains.insert(each.facts->domain);
    }
  }
  if (domains.empty()) return DomainName{};
  if (domains.size() == 1) return *domains.begin();
  std::string names;
  for (const DomainName& each : domains) names += (names.empty() ? "" : ", ") + each.value;
  return Fail(Code::FailedPrecondition,
              fmt::format("node {} made volumes in several domains: {}; name yours as `domain` in "
                          "the configuration",
                          node.value, names));
}

}  // namespace rexray
