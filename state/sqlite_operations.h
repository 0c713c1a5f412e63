#pragma once

#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// Intent and outcome inside a transaction, as Store::BeginOperation, FinishOperation and
// FinishForget say.
Result<Operation> BeginOperationRow(SqliteConnection& database, Operation operation, Record record,
                                    std::uint64_t revision, Damage& damage);
Result<void> FinishOperationRow(SqliteConnection& database, const Operation& operation,
                                Record record, const std::vector<Event>& events, Damage& damage);
Result<void> FinishForgetRow(SqliteConnection& database, const Operation& operation, Record record,
                             const std::vector<Event>& events, Store::ForgetRequest request,
                             Damage& damage);

}  // namespace rexray
