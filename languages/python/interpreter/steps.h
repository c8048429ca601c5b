/// Owns what single bytecodes do beyond the abstract operations: names, cells, building objects, calls in all forms.
/// Errors: a null Value, null pointer, -1 or false with vm.exception set. Inline: what traces should see.
#pragma once

#include "interpreter/calls.h"
#include "interpreter/frame.h"
#include "objects/exception_group.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/range.h"
#include "objects/set.h"

namespace python {

/// Constant ~x. A call in traces, so that the two arms of operand() stay two loads of their own kinds.
JW_ELIDABLE inline Value constant_operand(const Code* code, int32_t x) { return code->constants->items[~x]; }

/// A value operand: a register, or a constant if negative.
[[gnu::always_inline]] inline Value operand(const Frame* frame, const Code* code, int32_t x) {
  return x >= 0 ? frame->registers[x] : constant_operand(code, x);
}

/// a == b as a truth, with a short path for two strs.
inline int same_truth(Value a, Value b) {
  if (is_ref(a) && is_ref(b) && is_str(a) && is_str(b)) return str_equal(as<Str>(a), as<Str>(b));
  return equal_truth(a, b);
}
inline int differ_truth(Value a, Value b) {
  if (is_ref(a) && is_ref(b) && is_str(a) && is_str(b)) return !str_equal(as<Str>(a), as<Str>(b));
  return not_equal_truth(a, b);
}

// ---- names (names.cpp) ----

Value raise_unbound_local(Code* code, int32_t reg);
Value raise_unbound_free(Code* code, int32_t index);
Value raise_unbound_global(Code* code, int32_t index);
/// A name that neither globals nor builtins hold: one that is made when first used, or NameError.
JW_DONT_LOOK_INSIDE Value load_late_global(Code* code, int32_t index);
Value load_class_free(Frame* frame, Code* code, int32_t index, int32_t name);
Value load_name(Frame* frame, Code* code, int32_t name);
bool store_name(Frame* frame, Code* code, int32_t name, Value value);
bool delete_name(Frame* frame, Code* code, int32_t name);
bool delete_global(Code* code, int32_t name);
bool setup_annotations(Frame* frame, Code* code);

/// The value of a name that has been bound once only, which traces then know; null for other names. Fixed for each `version`,
/// which is vm.global_version.
JW_ELIDABLE Value constant_global(Code* code, int32_t index, uint64_t version);
inline Value load_global(Code* code, int32_t index) {
  if (jw::in_jit()) {
    Value constant = constant_global(code, index, jw::promote(vm.global_version));
    if (constant) return constant;
  }
  Value value = module_cell(code, static_cast<uint32_t>(index))->value;
  if (value) return value;
  value = builtin_cell(code, static_cast<uint32_t>(index))->value;
  return value ? value : load_late_global(code, index);
}
/// A name bound again through a cell that was empty must count as a new entry.
void bind_global(Code* code, int32_t index, Value value);
inline void store_global(Code* code, int32_t index, Value value) {
  GlobalCell* cell = module_cell(code, static_cast<uint32_t>(index));
  if (cell->value.get()) [[likely]] set_global_cell(cell, value);
  else bind_global(code, index, value);
}
inline Cell* closure_cell(const Frame* frame, int32_t index) { return as<Cell>(frame->closure->items[index].get()); }
inline Value load_cell(Frame* frame, Code* code, int32_t reg) {
  Value value = as<Cell>(frame->registers[reg])->value;
  return value ? value : raise_unbound_local(code, reg);
}
inline Value load_free(Frame* frame, Code* code, int32_t index) {
  Value value = closure_cell(frame, index)->value;
  return value ? value : raise_unbound_free(code, index);
}

/// The frame is left for good; that of a generator stays where it is.
inline void leave_frame(Frame* frame, Code* code) {
  if (!(code->flags & (code_generator | code_coroutine | code_async_generator))) free_frame(code->frame_size, frame);
}

// ---- building (build.cpp) ----

JW_UNROLL_SAFE inline Value build_tuple(Frame* frame, int32_t first, int32_t count) {
  if (count == 0) return ref(vm.empty_tuple);
  Tuple* tuple = make_tuple(static_cast<uint64_t>(count));
  for (int32_t i = 0; i < count; i++) tuple->items[i].initialise(frame->registers[first + i]);
  return ref(tuple);
}
JW_UNROLL_SAFE inline Value build_list(Frame* frame, int32_t first, int32_t count) {
  List* list = make_list(static_cast<uint64_t>(count));
  uint32_t claim = claims_nothing;
  for (int32_t i = 0; i < count; i++) {
    Value item = frame->registers[first + i];
    movable_items(list)->items[i] = item;
    uint32_t numbers = is_small_int(item) ? claims_small_ints : is_float(item) ? claims_floats : claims_nothing;
    claim = i == 0 || claim == numbers ? numbers : claims_nothing;
  }
  if (claim != claims_nothing) list->claim = claim;
  list->length = static_cast<uint64_t>(count);
  return ref(list);
}
Value build_set(Frame* frame, int32_t first, int32_t count);
JW_UNROLL_SAFE Value build_dict(Frame* frame, int32_t first, int32_t count);
Value build_string_slow(Frame* frame, int32_t first, int32_t count);
inline Value build_string(Frame* frame, int32_t first, int32_t count) {
  if (count != 2) return build_string_slow(frame, first, count);
  return ref(str_concat(as<Str>(frame->registers[first]), as<Str>(frame->registers[first + 1])));
}
Value format_value(Value value, Value spec, uint32_t how);
bool extend_list_for_call(List* list, Value iterable);
bool update_dict_display(Value dict, Value mapping);
bool merge_keywords(Value dict, Value mapping, Value callee);
Value make_function(Frame* frame, Code* code, int32_t constant, int32_t extras, uint32_t flags);
Value load_build_class(Code* code);

/// registers[first..] = the `count` items of `value`.
JW_UNROLL_SAFE inline bool unpack_registers(Frame* frame, int32_t first, Value value, int32_t count) {
  if (has_kind(value, Kind::tuple) && as<Tuple>(value)->length == static_cast<uint64_t>(count)) {
    Tuple* tuple = as<Tuple>(value);
    for (int32_t i = 0; i < count; i++) frame->registers[first + i] = tuple->items[i];
    return true;
  }
  if (has_kind(value, Kind::list) && as<List>(value)->length == static_cast<uint64_t>(count)) {
    for (int32_t i = 0; i < count; i++) frame->registers[first + i] = list_item(as<List>(value), static_cast<uint64_t>(i));
    return true;
  }
  Tuple* items = unpack_items(value, static_cast<uint32_t>(count));
  if (!items) return false;
  for (int32_t i = 0; i < count; i++) frame->registers[first + i] = items->items[i];
  return true;
}
/// `before` items, a list, `after` items.
JW_UNROLL_SAFE inline bool unpack_registers_with_star(Frame* frame, int32_t first, Value value, int32_t before, int32_t after) {
  Tuple* items = unpack_items_with_star(value, static_cast<uint32_t>(before), static_cast<uint32_t>(after));
  if (!items) return false;
  for (int32_t i = 0; i <= before + after; i++) frame->registers[first + i] = items->items[i];
  return true;
}
bool unpack_two_slow(Frame* frame, int32_t a, int32_t b, Value value);
inline bool unpack_two(Frame* frame, int32_t a, int32_t b, Value value) {
  if (has_kind(value, Kind::tuple) && as<Tuple>(value)->length == 2) {
    Tuple* tuple = as<Tuple>(value);
    Value second = tuple->items[1];
    frame->registers[a] = tuple->items[0];
    frame->registers[b] = second;
    return true;
  }
  return unpack_two_slow(frame, a, b, value);
}

// ---- calls (call.cpp) ----

JW_UNROLL_SAFE Value call_kw(Frame* frame, Value callee, int32_t first, uint32_t count, Tuple* names);
/// super(type, object).name with the class looked up by `found`, the object named super.
Value load_super_attr(Frame* frame, int32_t first, Str* name);
Method load_super_method(Frame* frame, int32_t first, Str* name);

// ---- matching (match.cpp) ----

bool is_match_sequence(Value v);
bool is_match_mapping(Value v);
Value match_keys(Value subject, Value keys);
Value match_class(Value subject, Value cls, int32_t positional, Tuple* names);
Value copy_without_keys(Value mapping, Value keys);

// ---- exceptions (unwind.cpp) ----

inline constexpr uint32_t code_any_generator = code_generator | code_coroutine | code_async_generator;

/// `exception` is being handled from now on; what was so far. A generator tells its own from its caller's, which may be another one
/// at the next resumption: Ellipsis stands for the caller's.
inline Value push_handled(Frame* frame, const Code* code, Value exception) {
  Value before = none_if_null(vm.handled);
  if (code->flags & code_any_generator) {
    Generator* generator = frame->generator;
    if (!generator->handled.get()) before = ellipsis();
    generator->handled = exception;
  }
  vm.handled = exception;
  return before;
}
inline void pop_handled(Frame* frame, const Code* code, Value before) {
  Value handled = is_none(before) ? null_value : before;
  if (code->flags & code_any_generator) {
    Generator* generator = frame->generator;
    bool outer = before == ellipsis();
    generator->handled = outer ? null_value : handled;
    if (outer) handled = generator->outer_handled;
  }
  vm.handled = handled;
}

/// Where the error on its way goes on in this frame, its exception stored in the handler's register; null: it leaves the frame.
/// Adds this frame's traceback entry unless the instruction is a reraise.
const Instruction* unwind(Frame* frame, Code* code, const Instruction* pc);
/// Its two halves: the entry, false if the error was on its way already; and where to go on.
bool note_error(Code* code, const Instruction* pc);
const Instruction* go_to_handler(Frame* frame, Code* code, const Instruction* pc);
Value raise_current();
void reraise(Value exception);
Value exit_with_error(Value exit, Value exception);
/// Sets R[first] and R[first+1].
bool match_group(Frame* frame, int32_t first, Value matcher);
/// Sets R[first] and R[first+1].
bool enter_with(Frame* frame, int32_t first, Value manager, Str* enter_name, Str* exit_name);

// ---- generators (generator.cpp) ----

Value yield_from_iterator(Value v, Code* code);
Value asynchronous_iterator(Value v);
Value asynchronous_next(Value v);

// ---- modules (import.cpp) ----

Value import_name(Frame* frame, Code* code, Str* name, Value from_list, uint32_t level);
Value import_from(Value module, Str* name);
bool import_star(Frame* frame, Code* code, Value module);
bool print_expression(Value v);

}  // namespace python
