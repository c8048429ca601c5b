/// Owns how a call in guest code reaches its callee: the paths that bytecode takes, without any array of arguments in between.
/// Invariants: `first` is the register of the first positional argument; a frame made here is freed by what runs it.
#pragma once

#include "interpreter/frame.h"
#include "interpreter/tracing.h"
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/map.h"
#include "objects/operations.h"

namespace python {

/// What `frame`'s pc says is set, too: the callee may look at the frame.
Value call_slow(Frame* frame, Value callee, const Value* arguments, uint32_t count);
Value call_keywords_slow(Frame* frame, Value callee, const Value* arguments, uint32_t count, Tuple* names);
/// Calls `function` with its arguments bound by the full rules; `names` may be null.
Value call_function(Frame* caller, Function* function, const Value* arguments, uint32_t count, Tuple* names);
/// Puts the arguments into registers[0..]; false with a TypeError pending.
bool bind_arguments(Function* function, Code* code, Value* registers, const Value* arguments, uint32_t count, Tuple* names);
/// What a call does when the depth is beyond vm.depth_limit: false with a RecursionError or KeyboardInterrupt pending, or true: go on.
bool depth_exceeded();
void set_depth_limit(int64_t limit);
/// vm.depth_limit as it has to be, but for interrupts.
void restore_depth_limit();
/// Has depth_exceeded called at the next guest call: it runs what the dead left to run (objects/death.h).
void ask_for_attention();
/// callee(*R[0], **R[1]) of call_ex.
JW_UNROLL_SAFE Value call_star(Frame* frame, Value callee, Value positional, Value keywords);
Value call_star_slow(Frame* frame, Value callee, Value positional, Value keywords);

inline Frame* make_frame(Frame* caller, Code* code, Tuple* closure) {
  Frame* frame = static_cast<Frame*>(allocate_frame(code->frame_size));
  frame->code = code;
  frame->closure = closure;
  if (jw::in_jit() ? frames_are_linked(jw::promote(vm.global_version)) : frame_chain.linked != 0) frame->caller = caller;
  return frame;
}

/// Runs a frame made by make_frame from the start; it is gone afterwards.
inline Value run_frame(Frame* frame, Code* code) {
  int64_t depth = vm.depth;
  vm.depth = depth + 1;
  if (depth >= vm.depth_limit) [[unlikely]] {
    if (!depth_exceeded()) {
      vm.depth = depth;
      free_frame(code->frame_size, frame);
      return null_value;
    }
    if (tracing.active) {
      Value result = run_traced(frame, code, code->instructions);
      vm.depth = depth;
      return result;
    }
  }
  Value result = run(frame, code, code->instructions);
  vm.depth = depth;
  return result;
}

/// Copies `count` registers.
JW_UNROLL_SAFE inline void copy_registers(Frame* to, uint32_t to_first, const Frame* from, uint32_t from_first, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) to->registers[to_first + i] = from->registers[from_first + i];
}

/// Fills parameters [from, to) of a plain code from the function's defaults.
JW_UNROLL_SAFE inline void fill_defaults(Frame* frame, const Tuple* defaults, uint32_t from, uint32_t to) {
  uint32_t start = to - static_cast<uint32_t>(defaults->length);
  for (uint32_t i = from; i < to; i++) frame->registers[i] = defaults->items[i - start];
}

/// A function's code, for functions known to a trace; fixed for each `version`, which is vm.global_version.
JW_ELIDABLE inline Code* code_at_version(Function* function, uint64_t) { return function->code; }
inline Code* code_of(Function* function) {
  if (jw::in_jit() && jw::is_constant(function)) return code_at_version(function, jw::promote(vm.global_version));
  return jw::promote(function->code.get());
}

/// Likewise its defaults.
JW_ELIDABLE inline Tuple* defaults_at_version(Function* function, uint64_t) { return function->defaults; }
inline Tuple* defaults_of(Function* function) {
  if (jw::in_jit() && jw::is_constant(function)) return defaults_at_version(function, jw::promote(vm.global_version));
  return jw::promote(function->defaults.get());
}

/// A call of a guest function with `count` positional arguments in the caller's registers.
JW_UNROLL_SAFE Value call_with_defaults(Frame* frame, Function* function, Code* code, uint32_t first, uint32_t count);
[[gnu::always_inline]] inline Value call_guest(Frame* frame, Function* function, uint32_t first, uint32_t count) {
  Code* code = code_of(function);
  if (count == static_cast<uint32_t>(code->plain_parameters)) [[likely]] {
    Frame* inner = make_frame(frame, code, function->closure);
    copy_registers(inner, 0, frame, first, count);
    return run_frame(inner, code);
  }
  return call_with_defaults(frame, function, code, first, count);
}

/// A call of a C++ function; what `f` is, is a constant in traces.
inline Value call_native(Frame* frame, BuiltinFunction* f, uint32_t first, uint32_t count) {
  f = jw::promote(f);
  if (count < f->minimum || count > f->maximum) [[unlikely]] return raise_argument_count(f, count);
  if (f->flags & builtin_needs_frame) vm.frame = frame;
  Value self = null_value;
  if (count > 0) {
    self = frame->registers[first];
    if (f->self_kind != Kind::free) {
      self = adjust_self(f, self);
      if (!self) return null_value;
    }
  }
  switch (f->form) {
    case BuiltinForm::fixed_0: return reinterpret_cast<Fixed0>(f->code)();
    case BuiltinForm::fixed_1: return reinterpret_cast<Fixed1>(f->code)(self);
    case BuiltinForm::fixed_2: return reinterpret_cast<Fixed2>(f->code)(self, count > 1 ? frame->registers[first + 1] : null_value);
    case BuiltinForm::fixed_3:
      return reinterpret_cast<Fixed3>(f->code)(self, count > 1 ? frame->registers[first + 1] : null_value,
                                               count > 2 ? frame->registers[first + 2] : null_value);
    default: return call_builtin(f, frame->registers + first, count);
  }
}

/// Whether calling the class is: make an instance of Kind::instance, run a guest __init__ or none.
inline bool is_plain_class(const Type* type) {
  return (type->flags & (type_is_class | type_custom_new | type_is_abstract | type_is_type | type_is_exception |
                         type_has_finalizer)) == type_is_class &&
         type->layout == Kind::instance && type->metatype.get() == vm.type_type && root_map_at(type, jw::promote(type->version));
}

/// A call of a class; the common case makes the instance and runs __init__ here.
JW_UNROLL_SAFE inline Value call_class(Frame* frame, Type* type, uint32_t first, uint32_t count) {
  type = jw::promote(type);
  jw::promote(type->version);
  if (is_plain_class(type)) {
    Value init = lookup(type, vm.names.__init__);
    if (init && has_kind(init, Kind::function)) {
      Function* function = as<Function>(init);
      Code* code = code_of(function);
      if (static_cast<int64_t>(count) + 1 == code->plain_parameters) {
        Value instance = ref(make_instance(root_map_at(type, jw::promote(type->version))));
        Frame* inner = make_frame(frame, code, function->closure);
        inner->registers[0] = instance;
        copy_registers(inner, 1, frame, first, count);
        Value result = run_frame(inner, code);
        if (!result) [[unlikely]] return null_value;
        if (!is_none(result)) [[unlikely]] return raise_type_error("__init__() should return None, not '%T'", result);
        return instance;
      }
    } else if (count == 0 && init == vm.object_init) {
      return ref(make_instance(root_map_at(type, jw::promote(type->version))));
    }
  }
  return call_slow(frame, ref(type), frame->registers + first, count);
}

/// `callee` is called, which is `function` with `self` in front of the arguments; a guest function needs no array of them.
JW_UNROLL_SAFE inline Value call_with_receiver(Frame* frame, Value callee, Value function, Value self, uint32_t first, uint32_t count) {
  if (function && has_kind(function, Kind::function)) {
    Function* guest = as<Function>(function);
    Code* code = code_of(guest);
    if (static_cast<int64_t>(count) + 1 == code->plain_parameters) {
      Frame* inner = make_frame(frame, code, guest->closure);
      inner->registers[0] = self;
      copy_registers(inner, 1, frame, first, count);
      return run_frame(inner, code);
    }
  }
  return call_slow(frame, callee, frame->registers + first, count);
}

/// callee(R[first] .. R[first+count-1]).
[[gnu::always_inline]] inline Value call_registers(Frame* frame, Value callee, uint32_t first, uint32_t count) {
  if (is_ref(callee)) {
    Kind kind = kind_of(object_of(callee));
    if (kind == Kind::function) return call_guest(frame, as<Function>(callee), first, count);
    if (kind == Kind::builtin_function || kind == Kind::method_descriptor) {
      return call_native(frame, as<BuiltinFunction>(callee), first, count);
    }
    if (kind == Kind::type) return call_class(frame, as<Type>(callee), first, count);
    if (kind == Kind::bound_method) {
      BoundMethod* method = as<BoundMethod>(callee);
      return call_with_receiver(frame, callee, method->function, method->self, first, count);
    }
    if (kind == Kind::instance) {
      return call_with_receiver(frame, callee, lookup_special(callee, vm.names.__call__), callee, first, count);
    }
  }
  return call_slow(frame, callee, frame->registers + first, count);
}

}  // namespace python
