#include "reconciler/steps.h"

namespace rexray {
namespace {

VolumeFacts NewFacts(const PlanInput& input) {
  VolumeFacts facts;
  facts.uid = input.stored.uid;
  facts.name = input.stored.name;
  facts.domain = input.node.domain;
  facts.owner = input.node.name;
  facts.createdBlank = true;
  return facts;
}

// Where facts travel with the volume they are written there first: a crash before the database knows is
// healed by reading them back.
Result<void> WriteFormat(StepContext& c, const FormatState& format) {
  const Observed<BackendVolume>& backend = c.input.observation.backend;
  const bool travels = c.driver->capabilities().keepsFacts;
  const auto& current = travels ? backend.value.facts : c.record.facts;
  if (!current || !c.record.backendId) {
    return Fail(Code::FailedPrecondition, "the facts of " + c.record.volume.value + " are not known");
  }
  VolumeFacts facts = *current;
  facts.format = format;
  if (travels) {
    REXRAY_ASSIGN(facts, c.driver->WriteFacts(*c.record.backendId, facts, current->fencingToken, c.call));
  }
  c.record.facts = std::move(facts);
  return {};
}

void RecordLayer(StepContext& c, const std::string& target, const std::vector<std::string>& options,
                 const MountEntry& live) {
  c.record.mount =
      MountRecord{target, options, live.options, live.fsOptions, c.input.node.boot};
}

void RecordUnderlay(StepContext& c) {
  const bool ours = !c.record.target->created.empty();
  if (!ours || c.record.target->protectedUnderlay) {
    c.record.conditions.erase(kUnderlayUnprotected);
    return;
  }
  Condition& condition = c.record.conditions[kUnderlayUnprotected];
  if (condition.status) return;
  condition.status = true;
  condition.reason = kUnderlayUnprotected;
  condition.message = "the filesystem below " + c.record.target->path +
                      " knows no immutable attribute: while the volume is not mounted there, root "
                      "could write under it";
  condition.since = c.clock.Now();
}

struct Preparer {
  StepContext& c;

  Result<void> operator()(const step::Create&) {
    c.record.createStarted = true;
    c.record.lastCreateAt = c.clock.Now();
    // Where no facts travel with the volume, what we are about to create is known here or nowhere.
    if (!c.driver->capabilities().keepsFacts) c.record.facts = NewFacts(c.input);
    return {};
  }
  Result<void> operator()(const step::Mount& s) {
    REXRAY_ASSIGN(auto missing, c.host.MissingDirectories(s.target, c.call));
    TargetRecord target{s.target, {}, false};
    if (c.record.target && c.record.target->path == s.target) target = *c.record.target;
    if (missing.size() > target.created.size()) target.created = std::move(missing);
    c.record.target = std::move(target);
    c.record.mount = MountRecord{s.target, s.options, {}, {}, c.input.node.boot};
    return {};
  }
  template <class Other>
  Result<void> operator()(const Other&) {
    return {};
  }
};

struct Performer {
  StepContext& c;
  Reason reason;

  Result<void> operator()(const step::Create& s) {
    const CreateRequest request{c.input.stored.name, c.input.stored.uid, s.size, NewFacts(c.input)};
    REXRAY_ASSIGN(BackendVolume made, c.driver->Create(request, c.call));
    c.record.backendId = made.id;
    if (c.driver->capabilities().keepsFacts) c.record.facts = made.facts;
    return {};
  }
  Result<void> operator()(const step::Adopt& s) {
    c.record.backendId = s.id;
    if (c.driver->capabilities().keepsFacts) c.record.facts = c.input.observation.backend.value.facts;
    return {};
  }
  Result<void> operator()(const step::Attach& s) {
    REXRAY_ASSIGN(BackendAttachment made, c.driver->Attach(s.id, c.input.node.name, c.call));
    if (made.state != AttachState::Attached) return {};  // observed until it is
    c.record.attach = AttachRecord{made.device, c.input.observation.backend.value.identity,
                                   c.input.node.boot};
    return {};
  }
  Result<void> operator()(const step::MarkFormatting& s) { return WriteFormat(c, s.format); }
  Result<void> operator()(const step::Format& s) { return c.host.Format(s, c.call); }
  Result<void> operator()(const step::MarkFormatted& s) {
    REXRAY_TRY(c.host.FinishFormat(s, c.call));
    return WriteFormat(c, s.format);
  }
  Result<void> operator()(const step::Mount& s) {
    TargetRecord& target = *c.record.target;
    if (!target.created.empty()) {
      REXRAY_ASSIGN(target.protectedUnderlay, c.host.MakeTarget(target.created, c.call));
    }
    REXRAY_ASSIGN(const MountEntry live, c.host.Mount(s, c.call));
    RecordLayer(c, s.target, s.options, live);
    RecordUnderlay(c);
    return {};
  }
  Result<void> operator()(const step::Remount& s) {
    REXRAY_ASSIGN(const MountEntry live, c.host.Remount(s, c.call));
    RecordLayer(c, s.target, s.options, live);
    return {};
  }
  Result<void> operator()(const step::Unmount& s) {
    for (std::size_t i = 0; i < s.layers; ++i) REXRAY_TRY(c.host.Unmount(s.target, c.call));
    if (reason == Reason::StaleMount) return {};  // the volume stays wanted there
    if (c.record.target) REXRAY_TRY(c.host.RemoveTarget(c.record.target->created, c.call));
    c.record.mount.reset();
    c.record.target.reset();
    c.record.conditions.erase(kUnderlayUnprotected);
    return {};
  }
  Result<void> operator()(const step::Detach& s) {
    REXRAY_TRY(c.driver->Detach(s.id, c.input.node.name, c.call));
    c.record.attach.reset();
    return {};
  }
  Result<void> operator()(const step::Delete& s) { return c.driver->Delete(s.id, c.call); }
  Result<void> operator()(const step::Forget& s) {
    if (s.volume) c.record.orphaned = s.orphan;
    return {};
  }
};

}  // namespace

Result<void> Prepare(const Action& action, StepContext& context) {
  return std::visit(Preparer{context}, action.step);
}

Result<void> Perform(const Action& action, StepContext& context) {
  return std::visit(Performer{context, action.reason}, action.step);
}

bool ChangesBackend(ActionKind kind) {
  switch (kind) {
    case ActionKind::Create:
    case ActionKind::Attach:
    case ActionKind::MarkFormatting:
    case ActionKind::MarkFormatted:
    case ActionKind::Detach:
    case ActionKind::Delete:
      return true;
    case ActionKind::Adopt:
    case ActionKind::Format:
    case ActionKind::Mount:
    case ActionKind::Remount:
    case ActionKind::Unmount:
    case ActionKind::Forget:
      return false;
  }
  return true;
}

}  // namespace rexray
