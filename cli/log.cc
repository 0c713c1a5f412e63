#include "cli/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <chrono>

#include "api/recent_log.h"

namespace rexray {
namespace {

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warn:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

struct Log::Internals {
  Internals(LogLevel least, LogFormat chosen, std::string name)
      : logger("rexray", std::make_shared<spdlog::sinks::stderr_sink_mt>()),
        format(chosen),
        node(std::move(name)) {
    logger.set_pattern("%v");  // the lines are formatted by us
    logger.set_level(SpdlogLevel(least));
    logger.flush_on(spdlog::level::trace);
  }

  spdlog::logger logger;
  const LogFormat format;
  const std::string node;
  RecentLog recent;
};

Log::Log(LogLevel least, LogFormat format, std::string node)
    : internals_(std::make_unique<Internals>(least, format, std::move(node))) {}
Log::~Log() = default;

void Log::Write(LogLevel level, std::string_view message, std::vector<LogField> fields) {
  spdlog::logger& logger = internals_->logger;
  if (!logger.should_log(SpdlogLevel(level))) return;
  fields.emplace_back("node", internals_->node);
  const auto now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  const bool asJson = internals_->format == LogFormat::Json;
  const std::string line =
      asJson ? FormatJson(now, level, message, fields) : FormatText(now, level, message, fields);
  logger.log(SpdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
  LogLine kept{.at = now, .level = level, .message = std::string(message), .fields = {}};
  for (auto& [name, value] : fields) {
    if (!value.empty()) kept.fields.emplace_back(name, std::move(value));
  }
  internals_->recent.Add(std::move(kept));
}

const RecentLog& Log::recent() const { return internals_->recent; }

}  // namespace rexray
