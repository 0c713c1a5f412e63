#pragma once

#include <functional>

#include "cli/command.h"

namespace CLI {
class App;
class Option;
}

namespace rexray {

// Options that commands of several groups have.

// -H and --context: which daemon is meant.
void AddDaemonOptions(CLI::App& command, Invocation& invocation);

void AddOutputOption(CLI::App& command, OutputFormat& output);
// One name, or volume/NAME.
CLI::Option* AddVolumeOption(CLI::App& command, std::string& volume, const char* description);
// Such as 90s, 5m, 1h30m.
void AddDurationOption(CLI::App& command, const char* name, std::function<void(Milliseconds)> set,
                       const char* description);
// Of plan: a format, or the file that keeps the plan.
void AddOutputOrFileOption(CLI::App& command, OutputFormat& output, std::string& file);
// A flag that overrides the setting at `path` of the configuration.
void AddSettingOption(CLI::App& command, HostSetup& setup, const char* flag, const char* path,
                      const char* description);
// --config and --state.
void AddHostSetup(CLI::App& command, HostSetup& setup);

}  // namespace rexray
