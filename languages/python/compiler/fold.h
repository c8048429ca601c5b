/// Owns what the compiler computes ahead of time: constants from their source text, and operations on constants.
#pragma once

#include <string>

#include "parser/arena.h"
#include "parser/ast.h"

namespace python {

/// The value of a constant expression node; false if it has none to give (an integer literal over the digit limit: `message` is
/// set).
bool constant_value(const ConstantExpr* expr, Constant& out, std::string& message);

/// A constant in place of `expr` if it is an operation on constants whose result is small and cannot raise, else `expr`.
/// The children have been folded before. Folded constants live as long as `keep`.
Expr* fold(Expr* expr, Arena& arena, std::vector<std::unique_ptr<Constant>>& keep);

/// Whether `a` and `b` are the same constant: same kind, same value, zeros told apart by sign. As text, for use as a key.
std::string constant_key(const Constant& constant);

}  // namespace python
