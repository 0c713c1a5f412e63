#include <algorithm>

#include "reconciler/planning.h"
#include "state/codec.h"

// Decides whether a filesystem is made. The promise (G01): mkfs only on proof of blankness.
// Everything that is not proof ends in FormatRefused.

namespace rexray::planning {
namespace {

std::optional<FilesystemType> FilesystemOf(const Signature& signature) {
  for (const auto type : {FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs}) {
    if (signature.type == ToString(type)) return type;
  }
  return std::nullopt;
}

// One formatting decision, for a volume whose filesystem is not known to be complete.
struct Format {
  Planning& plan;
  FilesystemSpec wanted;
  VolumeFacts facts;
  Device device;
  bool unknownFacts = false;

  Stop Refuse(std::string why, std::string blocker = {}) const {
    return plan.Block(Reason::FormatRefused, std::move(why), std::move(blocker));
  }

  void Begin(Reason reason = Reason::NeverFormatted) {
    FormatState format{FormatPhase::Formatting, wanted.type, UuidV5(plan.stored().uid.value)};
    plan.Do(step::MarkFormatting{format, reason == Reason::FormatPermitted}, reason,
            "the volume's facts",
            reason == Reason::FormatPermitted ? Risk::Destructive : Risk::Safe);
    Make(format, reason);
  }

  // The operator's word in place of proof. It covers no signature: who means it, wipes it first.
  bool Permitted() const {
    return plan.in.capabilities->creates &&
           std::ranges::any_of(plan.stored().permits, [&](const Permit& each) {
             return each.kind == PermitKind::Format && plan.id && each.subject == plan.id->value;
           });
  }

  void Make(const FormatState& format, Reason reason) {
    FilesystemSpec filesystem = wanted;
    filesystem.type = format.type;
    plan.Do(step::Format{device, filesystem, format.uuid}, reason, device.path);
    Complete(format);
  }

  void Complete(FormatState format) {
    format.phase = FormatPhase::Formatted;
    format.size = device.size;
    plan.Do(step::MarkFormatted{device, wanted, format}, Reason::FormatComplete, device.path);
  }

  // Found between MarkFormatting and MarkFormatted: whatever is there, if anything, is our own
  // mkfs.
  std::optional<Stop> Resume(const Probe& probe) {
    const bool onlyOurs = std::ranges::all_of(
        probe.signatures, [&](const Signature& each) { return each.uuid == facts.format.uuid; });
    if (!onlyOurs) return RefuseForeign(probe);
    if (!probe.signatures.empty() && probe.clean == true) {
      Complete(facts.format);
    } else {
      const bool untouched = probe.signatures.empty() && probe.endsAreZero;
      Make(facts.format, untouched ? Reason::NeverFormatted : Reason::FormatInterrupted);
    }
    return std::nullopt;
  }

  std::optional<Stop> Start(const Probe& probe) {
    if (!probe.signatures.empty()) return AcceptExisting(probe);
    if (Permitted()) {
      Begin(Reason::FormatPermitted);
      return std::nullopt;
    }
    if (unknownFacts) {
      return Refuse("what is known of it could not be read from the backend, so it may hold data");
    }
    if (!facts.createdBlank) {
      return Refuse("it was not created blank by rexray, and shows no filesystem to mount");
    }
    if (!probe.endsAreZero && plan.in.capabilities->zeroesNewStorage) {
      return Refuse(
          device.path + " is not empty: its first or last MiB holds data of no known kind",
          device.path);
    }
    Begin();
    return std::nullopt;
  }

  // What the database tells of a format may be older than the filesystem, and what was found blank
  // may have been written to since.
  std::optional<Stop> Recognise(const Probe& probe) {
    const bool cutOff = facts.format.phase == FormatPhase::Formatting && probe.clean != true;
    if (!probe.signatures.empty() && !cutOff) return AcceptExisting(probe);
    if (!probe.signatures.empty()) {
      return Refuse(device.path + " carries a filesystem whose format was not seen to end, before "
                    "the database was restored or rebuilt", device.path);
    }
    if (!Permitted()) {
      return Refuse("the database was restored or rebuilt after it was made, so it counts as "
                    "formatted, and it shows no filesystem to mount");
    }
    Begin(Reason::FormatPermitted);
    return std::nullopt;
  }

  // An existing filesystem is mounted, never formatted.
  std::optional<Stop> AcceptExisting(const Probe& probe) {
    const Signature& found = probe.signatures.front();
    const auto type = FilesystemOf(found);
    if (probe.signatures.size() != 1 || !type) return RefuseForeign(probe);
    if (*type != wanted.type && plan.stored().volume->spec.filesystem) {
      return plan.Block(Reason::FilesystemMismatch,
                        device.path + " holds " + found.type + ", declared is " +
                            std::string(ToString(wanted.type)),
                        device.path);
    }
    if (unknownFacts || found.uuid.empty()) return std::nullopt;
    plan.Do(step::TrustFilesystem{{FormatPhase::Formatted, *type, found.uuid}},
            Reason::FilesystemFound, "the volume's facts");
    return std::nullopt;
  }

  Stop RefuseForeign(const Probe& probe) const {
    std::string found;
    for (const Signature& each : probe.signatures) {
      if (each.uuid == facts.format.uuid && !each.uuid.empty()) continue;
      found += (found.empty() ? "" : ", ") + each.type;
    }
    return Refuse(device.path + " carries " + found, device.path);
  }
};

// A device that is not attached yet: expect what the facts let hope for.
void Predict(Format& format) {
  switch (format.facts.format.phase) {
    case FormatPhase::NotFormatted:
      if (format.facts.createdBlank) format.Begin();
      return;
    case FormatPhase::Formatting:
      format.Make(format.facts.format, Reason::FormatInterrupted);
      return;
    case FormatPhase::Formatted:
      return;
  }
}

bool ShowsVolume(const Observation& seen) {
  return std::ranges::any_of(seen.mounts.value, &SeenMount::ofVolume);
}

// What a volume that we create will have.
VolumeFacts ExpectedFacts(const Planning& plan) {
  VolumeFacts facts;
  facts.createdBlank = !plan.stored().volume->spec.source;
  return facts;
}

// Without a mount declared, only a filesystem that was asked for by name is made: the user of a
// bare attachment may want the raw device.
bool FilesystemWanted(const Planning& plan, const FilesystemSpec& wanted) {
  const bool asked = plan.stored().volume->spec.filesystem.has_value() ||
                     WantedMount(plan.stored(), plan.in.node).has_value();
  return wanted.type != FilesystemType::None && asked;
}

}  // namespace

std::optional<Stop> PlanFormat(Planning& plan) {
  const FilesystemSpec wanted = WantedFilesystem(plan.stored().volume->spec, *plan.in.capabilities);
  if (!FilesystemWanted(plan, wanted)) return std::nullopt;

  auto facts = FactsOf(plan.in);
  if (!plan.id) facts = ExpectedFacts(plan);
  if (plan.takeOver) facts = VolumeFacts{};  // what others made is never formatted
  if (facts && facts->format.phase == FormatPhase::Formatted) {
    const bool declared = plan.stored().volume->spec.filesystem.has_value();
    if (facts->format.type == wanted.type || !declared) return std::nullopt;
    return plan.Block(Reason::FilesystemMismatch,
                      "it was formatted as " + std::string(ToString(facts->format.type)));
  }
  const bool remembered = !plan.stored().ofEarlierEpoch;
  if (plan.predicting()) {
    if (!remembered) return std::nullopt;  // what it holds shows once it is attached
    Format format{plan, wanted, facts.value_or(VolumeFacts{}), ExpectedDevice(), !facts};
    Predict(format);
    return std::nullopt;
  }
  if (plan.seen().mounts.unknown()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::HostUnknown, plan.seen().mounts.why);
  }
  const bool formatting = facts && facts->format.phase == FormatPhase::Formatting;
  if (ShowsVolume(plan.seen())) {
    if (!formatting) return std::nullopt;  // it has a filesystem, and it is in use
    return plan.WaitFor(plan.in.config.recheckBlocked, Reason::DeviceInUse,
                        "somebody mounted it before its format was complete");
  }
  if (auto stop = NeedDevice(plan)) return stop;
  const Observed<Device>& device = plan.seen().device;
  if (!CurrentBackend(plan.in).present()) {
    return plan.WaitFor(plan.in.config.retryUnknown, Reason::BackendUnknown,
                        CurrentBackend(plan.in).why);
  }
  const Observed<Probe>& probe = plan.seen().probe;
  Format format{plan, wanted, facts.value_or(VolumeFacts{}), device.value, !facts};
  if (!probe.present()) {
    return format.Refuse("the device could not be read through: " + probe.why, device.value.path);
  }
  if (formatting && remembered) {
    if (plan.stored().damaged) return format.Refuse("its record could not be read");
    return format.Resume(probe.value);
  }
  if (plan.stored().damaged && probe.value.signatures.empty()) {
    return format.Refuse("its record could not be read");
  }
  return remembered ? format.Start(probe.value) : format.Recognise(probe.value);
}

}  // namespace rexray::planning
