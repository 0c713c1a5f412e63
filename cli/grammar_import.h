#pragma once

#include "cli/command.h"

namespace CLI {
class App;
}

namespace rexray {

// The options that import and export alone have; both outlive the parsing.
void AddImportOptions(CLI::App& command, ImportCommand& import);
void AddExportOptions(CLI::App& command, ExportCommand& exported);

}  // namespace rexray
