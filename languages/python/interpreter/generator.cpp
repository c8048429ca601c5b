#include "interpreter/generator.h"

#include "interpreter/async_generator.h"
#include "interpreter/calls.h"
#include "interpreter/frame_object.h"
#include "interpreter/steps.h"
#include "interpreter/traceback.h"
#include "interpreter/tracing.h"
#include "objects/death.h"
#include "objects/exception.h"
#include "objects/types.h"

namespace python {

namespace {

const char* kind_text(const Generator* generator) {
  switch (kind_of(generator)) {
    case Kind::coroutine: return "coroutine";
    case Kind::async_generator: return "async generator";
    default: return "generator";
  }
}

/// Without a code its frame's registers are nobody's references.
void finish(Generator* generator) {
  generator->state = GeneratorState::finished;
  generator->handled = null_value;
  generator->code = frame_of(generator)->code;
  frame_of(generator)->code = nullptr;
}

/// A StopIteration must not leave a generator by itself.
JW_DONT_LOOK_INSIDE void convert_stop_iteration(Generator* generator) {
  bool stop = error_matches(ExceptionKind::stop_iteration);
  bool async_stop = kind_of(generator) == Kind::async_generator && error_matches(ExceptionKind::stop_async_iteration);
  if (!stop && !async_stop) return;
  Value original = take_error();
  raise_runtime_error(stop ? "%s raised StopIteration" : "%s raised StopAsyncIteration", kind_text(generator));
  set_exception_field(vm.exception, exception_cause, original);
  set_exception_field(vm.exception, exception_context, original);
  set_exception_field(vm.exception, exception_suppress_context, true_value());
}

/// Runs a suspended generator from `pc`; what it yields, or null with it finished.
Value resume(Generator* generator, const Instruction* pc) {
  Frame* frame = frame_of(generator);
  int64_t depth = vm.depth;
  vm.depth = depth + 1;
  bool traced = false;
  if (depth >= vm.depth_limit) [[unlikely]] {
    if (!depth_exceeded()) {
      vm.depth = depth;
      return null_value;
    }
    traced = tracing.active;
  }
  Value outer_handled = vm.handled;
  generator->outer_handled = outer_handled;
  if (generator->handled.get()) [[unlikely]] vm.handled = generator->handled;
  generator->state = GeneratorState::running;
  // Stores into the frame have no barriers: while it runs the generator is at hand, which a collection takes for written to.
  jitwright::write_barrier(&generator->state);
  frame->generator = generator;  // said again for traces, which then know it
  Value result = traced ? run_traced(frame, frame->code, pc) : run(frame, frame->code, pc);
  vm.depth = depth;
  if (vm.handled != outer_handled) [[unlikely]] vm.handled = outer_handled;
  frame->caller = nullptr;
  if (generator->state == GeneratorState::suspended) return result;
  finish(generator);
  if (result) generator->result = result;
  else convert_stop_iteration(generator);
  return null_value;
}

bool check_resumable(Generator* generator) {
  if (generator->state != GeneratorState::running) return true;
  raise_value_error("%s already executing", kind_text(generator));
  return false;
}

/// The iterator a suspended generator delegates to, or null.
Value delegate_of(Generator* generator) {
  Frame* frame = frame_of(generator);
  if (generator->state != GeneratorState::suspended || frame->pc->op != Opcode::yield_delegate) return null_value;
  return frame->registers[frame->pc->b];
}

/// Continues with an error pending, at the place where the generator is suspended. What the generator is handling there becomes the
/// error's context; what its caller is handling does not.
Value resume_with_error(Generator* generator) {
  Frame* frame = frame_of(generator);
  if (generator->handled.get()) {
    Value outer_handled = vm.handled;
    vm.handled = generator->handled;
    raise_exception(take_error(), null_value);
    vm.handled = outer_handled;
  }
  if (generator->state == GeneratorState::created) {
    Code* code = frame->code;
    add_traceback(vm.exception, code, 0, code->first_line, null_value);
    finish(generator);
    return null_value;
  }
  // The frame is outside of any native one while its handler is looked up.
  const Instruction* pc = unwind(frame, frame->code, frame->pc);
  if (!pc) {
    finish(generator);
    convert_stop_iteration(generator);
    return null_value;
  }
  return resume(generator, pc);
}

/// Whether closing a generator of this code before its end can run any of its code.
JW_ELIDABLE bool catches_errors(const Code* code) { return (*code->spec)->handlers.size() != 0; }

/// It is closed when the collector finds it dead.
JW_DONT_LOOK_INSIDE void watch_generator(Generator* generator) {
  if (kind_of(generator) == Kind::async_generator) return;  // closing it takes an event loop
  deaths_matter();
  jitwright::watch(generator);
}

}  // namespace

Generator* make_generator(Code* code, Tuple* closure, Str* name, Str* qualname) {
  Kind kind = code->flags & code_generator ? Kind::generator : code->flags & code_coroutine ? Kind::coroutine : Kind::async_generator;
  Generator* generator = make<Generator>(kind, code->frame_size);
  Frame* frame = frame_of(generator);
  frame->code = code;
  frame->closure = closure;
  frame->generator = generator;
  generator->name = name;
  generator->qualname = qualname;
  // A coroutine that nobody awaits is told of; not where a trace made it, for being watched would make it escape.
  bool awaited_in_trace = kind == Kind::coroutine && jw::in_jit();
  if (catches_errors(code) || (kind == Kind::coroutine && !awaited_in_trace)) watch_generator(generator);
  return generator;
}

Value generator_send(Generator* generator, Value value) {
  Frame* frame = frame_of(generator);
  const Instruction* pc;
  switch (generator->state) {
    case GeneratorState::suspended:
      jw::assume_idle(frame);
      pc = jw::promote(frame->pc);
      frame->registers[pc->a] = value;
      pc++;
      break;
    case GeneratorState::created:
      if (!is_none(value)) return raise_type_error("can't send non-None value to a just-started %s", kind_text(generator));
      pc = frame->code->instructions;
      break;
    case GeneratorState::finished:
      if (kind_of(generator) == Kind::coroutine) return raise_runtime_error("cannot reuse already awaited coroutine");
      generator->result = null_value;
      return null_value;
    default: check_resumable(generator); return null_value;
  }
  return resume(generator, pc);
}

Value generator_result(Generator* generator) {
  Value result = generator->result;
  return result ? result : none();
}

Value generator_throw(Generator* generator, Value exception) {
  if (!check_resumable(generator)) return null_value;
  Frame* frame = frame_of(generator);
  Value delegate = delegate_of(generator);
  if (delegate) {
    if (is_instance(exception, exception_type(ExceptionKind::generator_exit))) {
      GeneratorState state = generator->state;
      generator->state = GeneratorState::running;
      bool closed = true;
      if (has_kind(delegate, Kind::generator) || has_kind(delegate, Kind::coroutine)) {
        closed = generator_close(as<Generator>(delegate));
      } else {
        Value close = find_attr(delegate, vm.names.close_name);
        if (close) closed = bool(call_0(close));
        else if (vm.exception) print_ignored_error(to_utf8(as<Str>(to_repr(delegate))).c_str());
      }
      generator->state = state;
      if (!closed) return resume_with_error(generator);
    } else {
      bool is_generator = has_kind(delegate, Kind::generator) || has_kind(delegate, Kind::coroutine);
      Value method = is_generator ? null_value : find_attr(delegate, vm.names.throw_name);
      if (is_generator || method) {
        GeneratorState state = generator->state;
        generator->state = GeneratorState::running;
        Value item, result = null_value;
        if (is_generator) {
          link_generator(delegate, frame);
          item = generator_throw(as<Generator>(delegate), exception);
          frame_of(as<Generator>(delegate))->caller = nullptr;
          if (!item && !vm.exception) result = generator_result(as<Generator>(delegate));
        } else {
          item = call_1(method, exception);
          if (!item && error_matches(ExceptionKind::stop_iteration)) result = stop_iteration_value(take_error());
        }
        generator->state = state;
        if (item) {
          frame->registers[frame->pc->a] = item;
          jitwright::write_barrier(&generator->state);
          return item;
        }
        if (result) {
          frame->registers[frame->pc->a] = result;
          return resume(generator, frame->code->instructions + frame->pc->c);
        }
        return resume_with_error(generator);
      }
      if (vm.exception) return resume_with_error(generator);
    }
  }
  if (generator->state == GeneratorState::finished) {
    if (kind_of(generator) == Kind::coroutine) return raise_runtime_error("cannot reuse already awaited coroutine");
    raise_value(exception);
    return null_value;
  }
  vm.exception = exception;
  return resume_with_error(generator);
}

bool generator_close(Generator* generator) {
  if (generator->state == GeneratorState::finished) return true;
  if (!check_resumable(generator)) return false;
  if (generator->state == GeneratorState::created) {
    finish(generator);
    return true;
  }
  Value item = generator_throw(generator, make_exception(exception_type(ExceptionKind::generator_exit), vm.empty_tuple));
  if (item) {
    raise_runtime_error("%s ignored GeneratorExit", kind_text(generator));
    return false;
  }
  if (!vm.exception) return true;
  if (clear_error(ExceptionKind::generator_exit) || clear_error(ExceptionKind::stop_iteration)) return true;
  return false;
}

Value send_to(Value iterator, Value value, Value* result) {
  if (has_kind(iterator, Kind::generator) || has_kind(iterator, Kind::coroutine)) {
    Generator* generator = as<Generator>(iterator);
    Value item = generator_send(generator, value);
    if (!item && !vm.exception) *result = generator_result(generator);
    return item;
  }
  if (has_kind(iterator, Kind::async_generator_asend) || has_kind(iterator, Kind::async_generator_athrow)) {
    return step_send(as<AsyncStep>(iterator), value, result);
  }
  if (has_kind(iterator, Kind::coroutine_wrapper)) return send_to(ref(as<CoroutineWrapper>(iterator)->coroutine.get()), value, result);
  Value item;
  bool found = false;
  if (is_none(value) && (has_kind(iterator, Kind::instance) || has_kind(iterator, Kind::anext_awaitable))) {
    item = call_special(iterator, vm.names.__next__, nullptr, 0, &found);  // next() would lose StopIteration's value
  } else if (is_none(value)) {
    item = next(iterator);
    if (!item && !vm.exception) {
      *result = none();
      return null_value;
    }
  } else {
    item = call_method(iterator, vm.names.send_name, &value, 1);
  }
  if (!item && error_matches(ExceptionKind::stop_iteration)) *result = stop_iteration_value(take_error());
  return item;
}

Value yield_from_iterator(Value v, Code* code) {
  if (has_kind(v, Kind::generator)) return v;
  if (has_kind(v, Kind::coroutine)) {
    if (code->flags & (code_coroutine | code_async_generator | code_iterable_coroutine)) return v;
    return raise_type_error("cannot 'yield from' a coroutine object in a non-coroutine generator");
  }
  return iterate(v);
}

namespace {

/// The awaitable's iterator, or null: no error if it is not awaitable.
Value find_awaitable_iterator(Value awaitable) {
  if (has_kind(awaitable, Kind::coroutine)) return awaitable;
  if (has_kind(awaitable, Kind::async_generator_asend) || has_kind(awaitable, Kind::async_generator_athrow)) return awaitable;
  if (has_kind(awaitable, Kind::generator)) {
    Code* code = frame_of(as<Generator>(awaitable))->code;
    return code && (code->flags & code_iterable_coroutine) ? awaitable : null_value;
  }
  bool found = false;
  Value iterator = call_special(awaitable, vm.names.__await__, nullptr, 0, &found);
  if (!iterator) return null_value;
  if (has_kind(iterator, Kind::coroutine)) return raise_type_error("__await__() returned a coroutine");
  if (has_kind(iterator, Kind::generator) || lookup_special(iterator, vm.names.__next__)) return iterator;
  return raise_type_error("__await__() returned non-iterator of type '%T'", iterator);
}

}  // namespace

Value awaitable_iterator(Value awaitable, int32_t origin) {
  Value iterator = find_awaitable_iterator(awaitable);
  if (iterator) {
    if (has_kind(iterator, Kind::coroutine) && delegate_of(as<Generator>(iterator))) return raise_runtime_error("coroutine is being awaited already");
    return iterator;
  }
  if (vm.exception) return null_value;
  if (origin == 1) return raise_type_error("'async with' received an object from __aenter__ that does not implement __await__: %T", awaitable);
  if (origin == 2) return raise_type_error("'async with' received an object from __aexit__ that does not implement __await__: %T", awaitable);
  return raise_type_error("object %T can't be used in 'await' expression", awaitable);
}

Value asynchronous_iterator(Value v) {
  if (has_kind(v, Kind::async_generator)) return v;
  bool found = false;
  Value iterator = call_special(v, vm.names.__aiter__, nullptr, 0, &found);
  if (!iterator) return vm.exception ? null_value : raise_type_error("'async for' requires an object with __aiter__ method, got %T", v);
  if (lookup_special(iterator, vm.names.__anext__)) return iterator;
  return raise_type_error("'async for' received an object from __aiter__ that does not implement __anext__: %T", iterator);
}

Value asynchronous_next(Value v) {
  if (has_kind(v, Kind::async_generator)) return make_asend(as<Generator>(v), none());
  bool found = false;
  Value awaitable = call_special(v, vm.names.__anext__, nullptr, 0, &found);
  if (!awaitable) return vm.exception ? null_value : raise_type_error("'async for' requires an iterator with __anext__ method, got %T", v);
  Value iterator = awaitable_iterator(awaitable, 0);
  if (iterator) return iterator;
  Value cause = vm.exception ? take_error() : null_value;
  raise_type_error("'async for' received an invalid object from __anext__: %T", awaitable);
  if (cause) {
    set_exception_field(vm.exception, exception_cause, cause);
    set_exception_field(vm.exception, exception_context, cause);
    set_exception_field(vm.exception, exception_suppress_context, true_value());
  }
  return null_value;
}

Value thrown_exception(Value type, Value value, Value traceback) {
  if (traceback && !is_none(traceback) && !has_kind(traceback, Kind::traceback))
    return raise_type_error("throw() third argument must be a traceback object");
  Value exception = type;
  if (is_exception_class(type)) {
    if (value && is_exception(value) && is_instance(value, as<Type>(type))) {
      exception = value;
    } else if (!value || is_none(value)) {
      exception = call_0(type);
    } else if (is_tuple(value)) {
      Tuple* arguments = as<Tuple>(value);
      exception = call(type, reinterpret_cast<const Value*>(&arguments->items[0]), static_cast<uint32_t>(arguments->length));
    } else {
      exception = call_1(type, value);
    }
    if (!exception) return null_value;
    if (!is_exception(exception))
      return raise_type_error("calling %R should have returned an instance of BaseException, not %T", type, exception);
  } else if (!is_exception(type)) {
    return raise_type_error("exceptions must be classes or instances deriving from BaseException, not %T", type);
  } else if (value && !is_none(value)) {
    return raise_type_error("instance exception may not have a separate value");
  }
  if (traceback && !is_none(traceback)) set_exception_field(exception, exception_traceback, traceback);
  return exception;
}

namespace {

// ---- methods of generator and coroutine objects ----

/// The yielded value for a method call: a finished generator raises StopIteration.
Value stop_if_finished(Generator* generator, Value item) {
  if (item || vm.exception) return item;
  return raise_stop_iteration(generator_result(generator));
}

Value method_next(Value self) { return stop_if_finished(as<Generator>(self), generator_send(as<Generator>(self), none())); }
Value method_send(Value self, Value value) {
  link_generator(self, calling_frame());
  return stop_if_finished(as<Generator>(self), generator_send(as<Generator>(self), value));
}
Value method_close(Value self) { return generator_close(as<Generator>(self)) ? none() : null_value; }
Value method_iter(Value self) { return self; }
Value method_throw(Value self, Value type, Value value, Value traceback) {
  Frame* caller = calling_frame();
  Value exception = thrown_exception(type, value, traceback);
  if (!exception && is_exception_class(type)) exception = take_error();  // of making it: thrown instead
  link_generator(self, caller);
  Value item = exception ? generator_throw(as<Generator>(self), exception) : null_value;
  frame_of(as<Generator>(self))->caller = nullptr;
  return exception ? stop_if_finished(as<Generator>(self), item) : null_value;
}
Value coroutine_await(Value self) {
  CoroutineWrapper* wrapper = make<CoroutineWrapper>(Kind::coroutine_wrapper);
  wrapper->coroutine.initialise(as<Generator>(self));
  return ref(wrapper);
}
bool set_text(Value value, const char* name, jitwright::Field<Str*>& field) {
  Str* text = value ? as_str(value) : nullptr;
  if (text) field = text;
  else raise_type_error("%s must be set to a string object", name);
  return text != nullptr;
}
bool set_name(Value self, Value value) { return set_text(value, "__name__", as<Generator>(self)->name); }
bool set_qualname(Value self, Value value) { return set_text(value, "__qualname__", as<Generator>(self)->qualname); }
Value method_repr(Value self) {
  Generator* generator = as<Generator>(self);
  char address[32];
  snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(self.bits));
  return ref(text_format("<%s object %s at %s>", kind_of(generator) == Kind::async_generator ? "async_generator" : kind_text(generator),
                         generator->qualname.get(), address));
}
Value get_name(Value self) { return ref(as<Generator>(self)->name.get()); }
Value get_qualname(Value self) { return ref(as<Generator>(self)->qualname.get()); }
Value get_running(Value self) { return boolean(as<Generator>(self)->state == GeneratorState::running); }
Value get_suspended(Value self) { return boolean(as<Generator>(self)->state == GeneratorState::suspended); }
Value get_code(Value self) {
  Code* code = frame_of(as<Generator>(self))->code;
  return ref(code ? code : as<Generator>(self)->code.get());
}
Value get_frame(Value self) {
  Frame* frame = frame_of(as<Generator>(self));
  return frame->code ? ref(picture_of(frame)) : none();
}
Value get_origin(Value) { return none(); }
Value get_delegate(Value self) { return none_if_null(delegate_of(as<Generator>(self))); }

}  // namespace

void start_generators() {
  static const BuiltinDefinition methods[] = {
      entry("__next__", method_next), entry("__iter__", method_iter), entry("send", method_send, 2, nullptr, builtin_needs_frame),
      entry("throw", method_throw, 2, nullptr, builtin_needs_frame), entry("close", method_close),  entry("__repr__", method_repr),
      entry("__class_getitem__", make_generic_alias, 2, nullptr, builtin_class_method),
  };
  static const GetSetDefinition attributes[] = {
      {"__name__", get_name, set_name}, {"__qualname__", get_qualname, set_qualname}, {"gi_running", get_running},
      {"gi_suspended", get_suspended},  {"gi_code", get_code},                        {"gi_frame", get_frame},
      {"gi_yieldfrom", get_delegate},
  };
  define(builtin_type(Kind::generator), methods);
  define_attributes(builtin_type(Kind::generator), attributes);
  static const BuiltinDefinition coroutine_methods[] = {
      entry("__await__", coroutine_await), entry("send", method_send, 2, nullptr, builtin_needs_frame),     entry("throw", method_throw, 2, nullptr, builtin_needs_frame),
      entry("close", method_close),        entry("__repr__", method_repr),
      entry("__class_getitem__", make_generic_alias, 2, nullptr, builtin_class_method),
  };
  static const GetSetDefinition coroutine_attributes[] = {
      {"__name__", get_name, set_name}, {"__qualname__", get_qualname, set_qualname}, {"cr_running", get_running},
      {"cr_suspended", get_suspended},  {"cr_code", get_code},                        {"cr_frame", get_frame},
      {"cr_await", get_delegate},       {"cr_origin", get_origin},
  };
  define(builtin_type(Kind::coroutine), coroutine_methods);
  define_attributes(builtin_type(Kind::coroutine), coroutine_attributes);
  static const BuiltinDefinition async_methods[] = {entry("__repr__", method_repr)};
  static const GetSetDefinition async_attributes[] = {
      {"__name__", get_name, set_name}, {"__qualname__", get_qualname, set_qualname}, {"ag_code", get_code},
      {"ag_frame", get_frame},          {"ag_await", get_delegate},
  };
  define(builtin_type(Kind::async_generator), async_methods);
  define_attributes(builtin_type(Kind::async_generator), async_attributes);
  start_async_generators();
}

}  // namespace python
