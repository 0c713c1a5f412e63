#pragma once

#include <string>

#include "state/validate.h"
#include "state/validate_report.h"
#include "state/validate_set.h"

namespace rexray {

// Why nothing is mounted at a path, whose it ever is: the system's own, or shared with it. Empty:
// it may be.
std::string WhySystemPath(const std::string& path);

// An Attachment by itself: its volume is declared, its node known, its path allowed.
void CheckAttachment(const Sourced<AttachmentSpec>& attachment, const SetAfter& after,
                     const ValidationContext& context, ValidationReport& report);

// The touched Attachments against all: one per volume and node, one volume per path and node, no
// mount of a raw device.
void CheckNeighbours(const SetAfter& after, const ValidationContext& context,
                     ValidationReport& report);

}  // namespace rexray
