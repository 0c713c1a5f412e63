#include "cli/progress_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

#include "cli/text.h"

namespace rexray {
namespace {

constexpr std::size_t kPhaseWidth = 11;  // "Quarantined", the longest

Style StyleOf(Standing standing) {
  switch (standing) {
    case Standing::Pending:
      return Style::Plain;
    case Standing::Met:
      return Style::Good;
    case Standing::Elsewhere:
      return Style::Dim;
    case Standing::Blocked:
      return Style::Caution;
    case Standing::Failed:
      return Style::Bad;
  }
  return Style::Plain;
}

Milliseconds ElapsedOf(const VolumeProgress& volume, const Progress& progress, TimePoint now) {
  return volume.standing == Standing::Pending ? now - progress.start() : volume.settledAfter;
}

std::string BlockLine(const VolumeProgress& volume, const std::string& elapsed,
                      std::size_t nameWidth, const Terminal& terminal) {
  const std::string phase = Pad(volume.phase.empty() ? "Pending" : volume.phase, kPhaseWidth);
  const std::string start = Pad(volume.name, nameWidth) + "  ";
  const std::size_t taken = nameWidth + kPhaseWidth + DisplayWidth(elapsed) + 6;
  const std::size_t room = terminal.width > taken ? terminal.width - taken : 0;
  const bool met =
      volume.standing == Standing::Met;  // then what led there does not matter any more
  const std::string detail = met ? "" : Shorten(Printable(volume.detail), room);
  return start + Paint(phase, StyleOf(volume.standing), terminal) +
         fmt::format("  {}  {}", elapsed, detail);
}

std::vector<const VolumeProgress*> UnsettledFirst(const Progress& progress) {
  std::vector<const VolumeProgress*> ordered;
  for (const VolumeProgress& volume : progress.volumes()) ordered.push_back(&volume);
  std::ranges::stable_sort(ordered, {}, [](const VolumeProgress* volume) {
    return volume->standing != Standing::Pending;
  });
  return ordered;
}

// Nothing to tell: one action is over and the next has not begun.
bool IsBetweenActions(const VolumeProgress& volume) {
  const bool idle = volume.phase.empty() || volume.phase == "Pending" || volume.phase == "Removing";
  return idle && volume.standing == Standing::Pending;
}

std::string SummaryOf(const VolumeProgress& volume, const Terminal& terminal) {
  const bool failed = volume.standing == Standing::Failed;
  const std::string what =
      Paint(failed ? "has failed" : "is blocked", StyleOf(volume.standing), terminal);
  std::string text = fmt::format("volume/{} {}: {}\n", volume.name, what, Printable(volume.detail));
  if (!volume.blocker.empty()) text += fmt::format("  blocker: {}\n", Printable(volume.blocker));
  if (!volume.exit.empty()) text += fmt::format("  to end it: {}\n", Printable(volume.exit));
  return text;
}

std::string StillWaiting(const std::vector<std::string>& names, Milliseconds timeout) {
  constexpr std::size_t kNamed = 5;
  const std::size_t named = std::min(names.size(), kNamed);
  const std::string more =
      names.size() > named ? fmt::format(" and {} more", names.size() - named) : "";
  return fmt::format(
      "timed out after {}; still waiting for {}{}\n"
      "The daemon goes on with it; `rexray why {}` tells what holds it.\n",
      ToString(timeout), fmt::join(names.begin(), names.begin() + static_cast<long>(named), ", "),
      more, names.front());
}

}  // namespace

std::vector<std::string> BlockLines(const Progress& progress, TimePoint now,
                                    const Terminal& terminal) {
  const auto volumes = UnsettledFirst(progress);
  std::size_t room = terminal.height == 0 ? volumes.size() : terminal.height - 1;
  if (volumes.size() > room && room > 0) --room;  // for the line that counts the rest
  std::size_t nameWidth = 0;
  for (const auto* volume : volumes) nameWidth = std::max(nameWidth, DisplayWidth(volume->name));
  std::vector<std::string> lines;
  for (const auto* volume : volumes) {
    if (lines.size() == room) {
      lines.push_back(fmt::format("… and {} more", volumes.size() - room));
      break;
    }
    const std::string elapsed = Pad(Elapsed(ElapsedOf(*volume, progress, now)), 5);
    lines.push_back(BlockLine(*volume, elapsed, nameWidth, terminal));
  }
  return lines;
}

std::string ProgressLine(const VolumeProgress& volume) {
  const std::string phase = volume.phase.empty() ? "Pending" : volume.phase;
  if (volume.standing == Standing::Met) {
    return fmt::format("{}: {} ({})", volume.name, phase, Elapsed(volume.settledAfter));
  }
  if (volume.detail.empty()) return fmt::format("{}: {}", volume.name, phase);
  return fmt::format("{}: {}: {}", volume.name, phase, Printable(volume.detail));
}

std::string Summary(const Progress& progress, Milliseconds timeout, const Terminal& terminal) {
  std::string text;
  std::vector<std::string> waiting;
  for (const VolumeProgress& volume : progress.volumes()) {
    switch (volume.standing) {
      case Standing::Pending:
        waiting.push_back(volume.name);
        break;
      case Standing::Blocked:
      case Standing::Failed:
        text += SummaryOf(volume, terminal);
        break;
      case Standing::Met:
      case Standing::Elsewhere:
        break;
    }
  }
  if (!waiting.empty()) text += StillWaiting(waiting, timeout);
  return text;
}

void ProgressView::Show(const Progress& progress, TimePoint now) {
  // With thousands of volumes a redraw per line would cost more than the terminal can show.
  constexpr Milliseconds kFrame{50};
  if (!terminal_.interactive) {
    PrintChanges(progress);
  } else if (progress.Finished() || drawn_ == 0 || now - drawnAt_ >= kFrame) {
    Redraw(BlockLines(progress, now, terminal_));
    drawnAt_ = now;
  }
  out_.flush();
}

void ProgressView::Redraw(const std::vector<std::string>& lines) {
  if (drawn_ > 0) out_ << fmt::format("\x1b[{}A", drawn_);
  for (const std::string& line : lines) out_ << "\r\x1b[K" << line << '\n';
  out_ << "\x1b[J";  // lines of a longer block before
  drawn_ = lines.size();
}

void ProgressView::PrintChanges(const Progress& progress) {
  printed_.resize(progress.volumes().size());
  auto last = printed_.begin();
  for (const VolumeProgress& volume : progress.volumes()) {
    Printed& printed = *last++;
    if (printed.news == volume.news || IsBetweenActions(volume)) continue;
    printed.news = volume.news;
    std::string line = ProgressLine(volume);
    if (line == printed.line) continue;
    out_ << line << '\n';
    printed.line = std::move(line);
  }
}

}  // namespace rexray
