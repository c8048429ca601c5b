/// Owns Code, the heap object made from a CodeSpec, and the cells its global names resolve to.
/// Invariants: a Code runs with one globals dict only (bind_code makes a copy for another one), so globals and global cells are
/// constants of the code; the CodeSpec stays alive as long as the process. Instructions are the spec's own array.
#pragma once

#include <memory>

#include "bytecode/code.h"
#include "objects/dict.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace python {

/// Where a global name lives: the module's cell and, behind it, the builtins' one.
struct NameCells {
  jitwright::Field<GlobalCell*> module, builtin;  // null until first use
};

struct Code : Object {
  JW_IMMUTABLE uint32_t flags;
  JW_IMMUTABLE uint32_t simple_call;      // a function whose calls need no generator and no namespace: 1, else 0
  JW_IMMUTABLE int32_t plain_parameters;  // calls with so many positional arguments just fill registers; -1: never so simple
  JW_IMMUTABLE int32_t positional_only_count, positional_count, keyword_only_count, parameter_count, local_count, register_count;
  JW_IMMUTABLE uint32_t frame_size;       // bytes, a multiple of 64
  JW_IMMUTABLE int32_t first_line;
  JW_IMMUTABLE const Instruction* instructions;
  JW_IMMUTABLE jitwright::Field<Tuple*> constants;
  JW_IMMUTABLE jitwright::Field<Tuple*> names;           // interned
  JW_IMMUTABLE jitwright::Field<Tuple*> register_names;  // interned, of the named registers
  JW_IMMUTABLE jitwright::Field<Tuple*> free_names;
  JW_IMMUTABLE jitwright::Field<Dict*> globals;          // null until bound
  JW_IMMUTABLE jitwright::Field<Str*> name;
  JW_IMMUTABLE jitwright::Field<Str*> qualname;
  JW_IMMUTABLE jitwright::Field<Str*> filename;
  JW_IMMUTABLE const std::shared_ptr<const CodeSpec>* spec;
  jitwright::Field<Tuple*> comprehensions;               // the codes tracebacks show for comprehensions, by kind; null until first use
  NameCells cells[];                                     // for each of names
};

/// The object a constant stands for.
Value value_of_constant(const Constant& constant);
/// A Code not bound to globals yet. Of a spec that is only a head it is the same: load_code comes before it runs.
Code* make_code(const std::shared_ptr<const CodeSpec>& spec);
/// Fills what is missing of a code: names, constants, instructions and what tells calls that it may run.
void load_code(Code* code);
/// `code`, loaded. Traces know that it is.
JW_ELIDABLE Code* loaded_code(Code* code);
/// What `code` was made from, all of it.
inline const CodeSpec& spec_of(Code* code) {
  load_code(code);
  return **code->spec;
}
/// `code` itself, or a copy of it, bound to `globals`.
Code* bind_code(Code* code, Dict* globals);

inline int32_t index_of_instruction(const Code* code, const Instruction* pc) { return static_cast<int32_t>(pc - code->instructions); }
inline const Position& position_of(const Code* code, int32_t index) { return (*code->spec)->positions[static_cast<size_t>(index)]; }
inline int32_t line_of(const Code* code, int32_t index) {
  int32_t line = position_of(code, index).line;
  return line > 0 ? line : code->first_line;
}
inline Str* name_at(const Code* code, int32_t index) { return as<Str>(code->names->items[index]); }

/// The names behind `globals`, as its __builtins__ says; null if that is neither a module nor a dict.
Dict* builtins_of(Dict* globals);

/// The cells of name `index`; the same objects for every call.
GlobalCell* make_module_cell(Code* code, uint32_t index);
GlobalCell* make_builtin_cell(Code* code, uint32_t index);
JW_ELIDABLE inline GlobalCell* module_cell(Code* code, uint32_t index) {
  GlobalCell* cell = code->cells[index].module;
  return cell ? cell : make_module_cell(code, index);
}
JW_ELIDABLE inline GlobalCell* builtin_cell(Code* code, uint32_t index) {
  GlobalCell* cell = code->cells[index].builtin;
  return cell ? cell : make_builtin_cell(code, index);
}

/// The innermost comprehension without a frame that instruction `index` belongs to, or null.
JW_ELIDABLE const ComprehensionRange* find_comprehension(const Code* code, int32_t index);
/// The code such a comprehension would have: `code` under another name.
Code* comprehension_code(Code* code, ComprehensionKind kind);

/// The innermost handler that covers instruction `index`, or null.
JW_ELIDABLE const HandlerRange* find_handler(const Code* code, int32_t index);

}  // namespace python
