#include "cli/grammar_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>

#include "cli/or_throw.h"

namespace rexray {
namespace {

const std::map<std::string, OutputFormat> kFormats{{"table", OutputFormat::Table},
                                                   {"wide", OutputFormat::Wide},
                                                   {"json", OutputFormat::Json},
                                                   {"yaml", OutputFormat::Yaml},
                                                   {"name", OutputFormat::Name}};

}  // namespace

void AddDaemonOptions(CLI::App& command, Invocation& invocation) {
  command
      .add_option("-H,--host", invocation.host,
                  "The daemon's address: unix:///PATH, tls://HOST:PORT or tcp://HOST:PORT")
      ->type_name("ADDRESS");
  command.add_option("--context", invocation.context, "The daemon by the name that you gave it")
      ->type_name("NAME")
      ->excludes("--host");
}

CLI::Option* AddVolumeOption(CLI::App& command, std::string& volume, const char* description) {
  return command
      .add_option_function<std::string>(
          "VOLUME",
          [&volume](const std::string& word) {
            volume = OrThrow("VOLUME", ParseVolumeNames({word})).front();
          },
          description)
      ->type_name("");
}

void AddDurationOption(CLI::App& command, const char* name, std::function<void(Milliseconds)> set,
                       const char* description) {
  command
      .add_option_function<std::string>(
          name,
          [set = std::move(set), name](const std::string& text) {
            set(OrThrow(name, ParseDuration(text)));
          },
          description)
      ->type_name("DURATION");
}

void AddOutputOption(CLI::App& command, OutputFormat& output) {
  command
      .add_option_function<std::string>(
          "-o,--output", [&output](const std::string& text) { output = kFormats.at(text); },
          "How to print")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml", "name"}));
}

void AddOutputOrFileOption(CLI::App& command, OutputFormat& output, std::string& file) {
  command
      .add_option_function<std::string>(
          "-o,--output",
          [&output, &file](const std::string& text) {
            if (const auto format = kFormats.find(text); format != kFormats.end()) {
              output = format->second;
            } else if (text.find_first_of("./") != std::string::npos) {
              file = text;
            } else {
              throw CLI::ValidationError(
                  "--output", fmt::format("{0} is no format (table, wide, json, yaml, name) and "
                                          "no file; a file would be ./{0} or {0}.json",
                                          text));
            }
          },
          "How to print; or a file to keep the plan in, for apply")
      ->type_name("FORMAT|FILE:{table,wide,json,yaml,name}");
}

void AddSettingOption(CLI::App& command, HostSetup& setup, const char* flag, const char* path,
                      const char* description) {
  command
      .add_option_function<std::string>(
          flag,
          [&setup, path](const std::string& text) { setup.settings.emplace_back(path, text); },
          description)
      ->type_name("VALUE");
}

void AddHostSetup(CLI::App& command, HostSetup& setup) {
  command.add_option("--config", setup.config, "Else /etc/rexray/config.yml, if it exists")
      ->type_name("FILE");
  AddSettingOption(command, setup, "--state", "state", "The folder of the database");
}

}  // namespace rexray
