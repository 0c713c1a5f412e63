#pragma once

#include <string>
#include <string_view>

#include "state/ids.h"
#include "state/time.h"

namespace rexray {

// What proves, or whose word it is, that another node's attachment may be taken away.
enum class EvidenceKind {
  HolderDead,    // the backend says that the holding instance is stopped or gone
  HolderFenced,  // the backend says that the holder's I/O is revoked
  Declared,      // preemption: Always
  Operator,      // rexray preempt
};

std::string_view ToString(EvidenceKind kind);

// There is none without its kind, holder and source: no ForceDetach can be built from nothing.
class Evidence {
 public:
  // `source` tells people where it comes from: "the backend, at …", "ann: db1 is powered off".
  Evidence(EvidenceKind kind, NodeName holder, std::string source, TimePoint asOf)
      : kind_(kind), holder_(std::move(holder)), source_(std::move(source)), asOf_(asOf) {}

  EvidenceKind kind() const { return kind_; }
  const NodeName& holder() const { return holder_; }
  const std::string& source() const { return source_; }
  TimePoint asOf() const { return asOf_; }

 private:
  EvidenceKind kind_;
  NodeName holder_;
  std::string source_;
  TimePoint asOf_;
};

// "HolderDead: the backend says that db1 is stopped"
std::string Describe(const Evidence& evidence);

// An operator's leave for one risky step, used up when the step begins.
enum class PermitKind {
  Preempt,  // take the volume away from `subject`
  Format,   // make a filesystem on the backend volume `subject`, although it cannot be proven blank
};

struct Permit {
  PermitKind kind = PermitKind::Preempt;
  std::string subject;  // the holder's node, the backend id: it permits nothing else
  std::string text;     // the operator's reason
  std::string by;       // who gave it
  TimePoint at;
  friend bool operator==(const Permit&, const Permit&) = default;
};

}  // namespace rexray
