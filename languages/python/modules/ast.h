/// Owns module _ast: the classes of syntax tree nodes, and the way from source text to such a tree.
#pragma once

#include <initializer_list>
#include <string>

#include "compiler/compile.h"
#include "objects/object.h"

namespace python {

enum class NodeKind : uint32_t {
  AST,
#define NODE(name, text, base, fields) name,
#include "modules/ast_nodes.def"
#undef NODE
  none,
};

/// The bits of compile()'s flags that concern trees.
enum AstFlag : int64_t { ast_only = 0x400, ast_type_comments = 0x1000, ast_top_level_await = 0x2000 };

/// The class; the module is loaded first if it was not.
Type* node_type(NodeKind kind);
/// A node with its fields in the order of the table, at `at` (null: no position). A shared one for operators and contexts.
Value make_node(NodeKind kind, const Position* at, std::initializer_list<Value> fields);

/// compile(..., PyCF_ONLY_AST). Null with a SyntaxError.
Value parse_to_nodes(std::string_view source, const std::string& filename, CompileMode mode);

bool is_node(Value v);
/// compile() of a tree: a code object. Null with an error pending.
Value compile_nodes(Value tree, const std::string& filename, CompileMode mode, int optimize);

}  // namespace python
