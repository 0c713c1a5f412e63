#include "reconciler/existing.h"

#include <algorithm>

namespace rexray {
namespace {

VolumeName NameOf(const BackendVolume& volume) {
  return volume.facts ? volume.facts->name : volume.name;
}

bool IsOurs(const BackendVolume& volume, const VolumeState& stored) {
  return volume.facts && IsMeantBy(*volume.facts, stored);
}

const AdoptSpec* AdoptOf(const VolumeState& stored) {
  return stored.volume && stored.volume->spec.adopt ? &*stored.volume->spec.adopt : nullptr;
}

bool IsNamedBy(const AdoptSpec& adopt, const BackendVolume& volume) {
  if (adopt.id) return volume.id == *adopt.id;
  if (!adopt.name.empty()) return NameOf(volume).value == adopt.name;
  const std::size_t equals = adopt.tag.find('=');
  const auto tag = volume.tags.find(adopt.tag.substr(0, equals));
  return tag != volume.tags.end() && tag->second == adopt.tag.substr(equals + 1);
}

bool Concerns(const BackendVolume& volume, const VolumeState& stored) {
  const AdoptSpec* adopt = AdoptOf(stored);
  const bool ofUid = volume.facts && volume.facts->uid == stored.uid;
  return ofUid || NameOf(volume) == stored.name || (adopt != nullptr && IsNamedBy(*adopt, volume));
}

}  // namespace

ListingExtract ExtractFor(const Listing& listing, const VolumeState& stored, const NodeName& node) {
  ListingExtract extract;
  extract.complete = listing.complete;
  for (const BackendVolume& each : listing.volumes) {
    if (Concerns(each, stored)) extract.candidates.push_back(each);
    extract.attachedHere += static_cast<std::size_t>(
        std::ranges::count(each.attachments, node, &BackendAttachment::node));
  }
  return extract;
}

Existing FindExisting(const VolumeState& stored, const DomainName& domain,
                      const std::vector<BackendVolume>& candidates) {
  const auto all = [&](Existing::Kind kind, auto matches) {
    Existing existing{kind, {}};
    std::ranges::copy_if(candidates, std::back_inserter(existing.found), matches);
    if (existing.found.empty()) existing.kind = Existing::Kind::None;
    return existing;
  };
  if (auto ours = all(Existing::Kind::Ours, [&](const auto& each) { return IsOurs(each, stored); });
      !ours.found.empty()) {
    return ours;
  }
  if (const AdoptSpec* adopt = AdoptOf(stored)) {
    return all(Existing::Kind::Declared, [&](const auto& each) { return IsNamedBy(*adopt, each); });
  }
  // What its owner deleted is no volume of this name any more.
  const auto named = [&](const BackendVolume& each) {
    return NameOf(each) == stored.name && !(each.facts && each.facts->deletedAt);
  };
  if (auto known = all(Existing::Kind::OfDomain,
                       [&](const auto& each) { return named(each) && !IsTakeOver(each, domain); });
      !known.found.empty()) {
    return known;
  }
  return all(Existing::Kind::Others, named);
}

bool IsMeantBy(const VolumeFacts& facts, const VolumeState& stored) {
  return facts.uid == stored.uid && facts.name == stored.name;
}

bool IsTakeOver(const BackendVolume& volume, const DomainName& domain) {
  return !volume.facts || volume.facts->domain != domain;
}

}  // namespace rexray
