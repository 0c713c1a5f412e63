#include "state/evidence.h"

#include <fmt/format.h>

namespace rexray {

std::string_view ToString(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::HolderDead:
      return "HolderDead";
    case EvidenceKind::HolderFenced:
      return "HolderFenced";
    case EvidenceKind::Declared:
      return "Declared";
    case EvidenceKind::Operator:
      return "Operator";
  }
  return "";
}

std::string Describe(const Evidence& evidence) {
  return fmt::format("{}: {}", ToString(evidence.kind()), evidence.source());
}

}  // namespace rexray
