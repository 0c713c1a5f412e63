#pragma once

#include <string>
#include <vector>

#include "api/discovered.h"
#include "state/store.h"

namespace rexray {

// Something that still refers to a node.
struct NodeReference {
  std::string kind;  // "Volume", "Attachment", "Service"
  std::string name;
  std::string why;  // and what ends it
};

// The Attachments that name it.
std::vector<AttachmentName> AttachmentsTo(const NodeName& node, const DesiredSet& desired);

// What is left when those are gone: volumes it owns, what backends show attached to it, and
// services that cannot tell. Pure.
std::vector<NodeReference> ReferencesTo(const NodeName& node, const DomainName& domain,
                                        const std::vector<VolumeState>& known,
                                        const std::map<ServiceName, ShownListing>& listings,
                                        const std::vector<DiscoveredVolume>& discovered);

}  // namespace rexray
