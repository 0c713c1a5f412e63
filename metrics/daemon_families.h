#pragma once

#include "metrics/family.h"
#include "metrics/metrics.h"
#include "metrics/process_figures.h"

namespace rexray {

// What the daemon's parts tell about themselves at a scrape. Pure.
void AddQueueFamilies(FamilyList& families, const QueueFigures& queue);
void AddHelperFamilies(FamilyList& families, const HelperFigures& helpers);
void AddSourceFamilies(FamilyList& families, const std::vector<SourceFigures>& sources);
void AddDatabaseFamilies(FamilyList& families, const StoreStats& store);
void AddProcessFamilies(FamilyList& families, const ProcessFigures& process);

}  // namespace rexray
