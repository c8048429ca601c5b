#include "interpreter/async_generator.h"

#include "interpreter/generator.h"
#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

AsyncGeneratorHooks async_generator_hooks;

namespace {

bool stands_at_yield(Generator* generator) { return frame_of(generator)->pc->op == Opcode::yield_value; }

bool call_first_hook(Generator* generator) {
  if (generator->async_flags & async_hooked) return true;
  generator->async_flags |= async_hooked;
  Value hook = async_generator_hooks.first_iteration;
  return !hook || is_none(hook) || bool(call_1(hook, ref(generator)));
}

/// What resuming the generator gave, as the step's own result: null, with *result or an error.
Value unwrap(Generator* generator, Value item, Value* result) {
  if (!item) {
    if (!vm.exception) {
      Value none_left = make_exception(exception_type(ExceptionKind::stop_async_iteration), vm.empty_tuple);
      raise_value(none_left);
    }
    if (error_matches(ExceptionKind::stop_async_iteration) || error_matches(ExceptionKind::generator_exit)) {
      generator->async_flags |= async_closed;
    }
    generator->async_flags &= ~async_running;
    return null_value;
  }
  if (!stands_at_yield(generator)) return item;
  generator->async_flags &= ~async_running;
  *result = item;
  return null_value;
}

Value finish_if_ended(AsyncStep* step, Value item) {
  if (!item) step->state = StepState::done;
  return item;
}

Value asend_send(AsyncStep* step, Value value, Value* result) {
  Generator* generator = step->generator;
  if (step->state == StepState::done) return raise_runtime_error("cannot reuse already awaited __anext__()/asend()");
  if (step->state == StepState::fresh) {
    if (generator->async_flags & async_running) return raise_runtime_error("anext(): asynchronous generator is already running");
    if (is_none(value)) value = step->value;
    step->state = StepState::running;
  }
  generator->async_flags |= async_running;
  return finish_if_ended(step, unwrap(generator, generator_send(generator, value), result));
}

/// The end of athrow and aclose: aclose swallows the exceptions that say that the generator has ended.
Value athrow_result(AsyncStep* step, Value item, Value* result) {
  Generator* generator = step->generator;
  if (!step->closes) {
    item = unwrap(generator, item, result);
    if (!item && vm.exception) generator->async_flags &= ~async_running;
    return finish_if_ended(step, item);
  }
  if (item && !stands_at_yield(generator)) return item;
  generator->async_flags &= ~async_running;
  step->state = StepState::done;
  if (item) return raise_runtime_error("async generator ignored GeneratorExit");
  if (!vm.exception || clear_error(ExceptionKind::stop_async_iteration) || clear_error(ExceptionKind::generator_exit)) *result = none();
  return null_value;
}

Value athrow_send(AsyncStep* step, Value value, Value* result) {
  Generator* generator = step->generator;
  if (step->state == StepState::done) return raise_runtime_error("cannot reuse already awaited aclose()/athrow()");
  if (generator->state == GeneratorState::finished) {
    step->state = StepState::done;
    *result = none();
    return null_value;
  }
  if (step->state == StepState::running) return athrow_result(step, generator_send(generator, value), result);
  if (generator->async_flags & async_running) {
    step->state = StepState::done;
    return raise_runtime_error("%s(): asynchronous generator is already running", step->closes ? "aclose" : "athrow");
  }
  if (generator->async_flags & async_closed) {
    step->state = StepState::done;
    return raise_value(make_exception(exception_type(ExceptionKind::stop_async_iteration), vm.empty_tuple));
  }
  if (!is_none(value)) return raise_runtime_error("can't send non-None value to a just-started coroutine");
  step->state = StepState::running;
  generator->async_flags |= async_running | (step->closes ? async_closed : 0);
  return athrow_result(step, generator_throw(generator, step->value), result);
}

Value step_throw(AsyncStep* step, Value exception, Value* result) {
  bool sends = kind_of(step) == Kind::async_generator_asend;
  if (step->state == StepState::done) {
    return raise_runtime_error(sends ? "cannot reuse already awaited __anext__()/asend()" : "cannot reuse already awaited aclose()/athrow()");
  }
  Generator* generator = step->generator;
  step->state = StepState::running;
  Value item = generator_throw(generator, exception);
  if (sends) return finish_if_ended(step, unwrap(generator, item, result));
  return athrow_result(step, item, result);
}

// ---- methods of the awaitables ----

/// As seen from Python: the end is a StopIteration.
Value item_or_stop(Value item, Value result) {
  if (item || vm.exception) return item;
  return raise_stop_iteration(none_if_null(result));
}

AsyncStep* self_step(Value self) { return as<AsyncStep>(self); }

Value step_method_send(Value self, Value value) {
  Value result = null_value;
  Value item = step_send(self_step(self), value, &result);
  return item_or_stop(item, result);
}
Value step_method_next(Value self) { return step_method_send(self, none()); }
Value step_method_throw(Value self, Value type, Value value, Value traceback) {
  Value exception = thrown_exception(type, value, traceback);
  if (!exception) return null_value;
  Value result = null_value;
  Value item = step_throw(self_step(self), exception, &result);
  return item_or_stop(item, result);
}
Value step_method_close(Value self) {
  self_step(self)->state = StepState::done;
  return none();
}
Value itself(Value self) { return self; }

Value wrapper_send(Value self, Value value) {
  Generator* coroutine = as<CoroutineWrapper>(self)->coroutine;
  Value item = generator_send(coroutine, value);
  return item_or_stop(item, generator_result(coroutine));
}
Value wrapper_next(Value self) { return wrapper_send(self, none()); }
Value wrapper_throw(Value self, Value type, Value value, Value traceback) {
  Value exception = thrown_exception(type, value, traceback);
  if (!exception) return null_value;
  Generator* coroutine = as<CoroutineWrapper>(self)->coroutine;
  Value item = generator_throw(coroutine, exception);
  return item_or_stop(item, generator_result(coroutine));
}
Value wrapper_close(Value self) { return generator_close(as<CoroutineWrapper>(self)->coroutine) ? none() : null_value; }

/// The end of the asynchronous iteration is the default.
Value fallback_at_end(Value self, Value item) {
  if (item || !clear_error(ExceptionKind::stop_async_iteration)) return item;
  return raise_stop_iteration(as<AnextAwaitable>(self)->fallback);
}
Value anext_send(Value self, Value value) {
  Value iterator = awaitable_iterator(as<AnextAwaitable>(self)->awaitable, 0);
  if (!iterator) return null_value;
  Value result = null_value;
  Value item = send_to(iterator, value, &result);
  return fallback_at_end(self, item_or_stop(item, result));
}
Value anext_next(Value self) { return anext_send(self, none()); }
Value anext_throw(Value self, Value type, Value value, Value traceback) {
  Value iterator = awaitable_iterator(as<AnextAwaitable>(self)->awaitable, 0);
  if (!iterator) return null_value;
  Value arguments[] = {type, none_if_null(value), none_if_null(traceback)};
  return fallback_at_end(self, call_method(iterator, vm.names.throw_name, arguments, traceback ? 3 : value ? 2 : 1));
}
Value anext_close(Value self) {
  Value iterator = awaitable_iterator(as<AnextAwaitable>(self)->awaitable, 0);
  return iterator ? call_method(iterator, vm.names.close_name, nullptr, 0) : null_value;
}

// ---- methods of asynchronous generators ----

AsyncStep* make_step(Kind kind, Generator* generator, Value value, bool closes) {
  if (!call_first_hook(generator)) return nullptr;
  AsyncStep* step = make<AsyncStep>(kind);
  step->generator.initialise(generator);
  step->value.initialise(value);
  step->closes = closes;
  return step;
}

Value generator_anext(Value self) { return make_asend(as<Generator>(self), none()); }
Value generator_asend(Value self, Value value) { return make_asend(as<Generator>(self), value); }
Value generator_athrow(Value self, Value type, Value value, Value traceback) {
  Value exception = thrown_exception(type, value, traceback);
  if (!exception) return null_value;
  return ref(make_step(Kind::async_generator_athrow, as<Generator>(self), exception, false));
}
Value generator_aclose(Value self) {
  Value exit = make_exception(exception_type(ExceptionKind::generator_exit), vm.empty_tuple);
  return ref(make_step(Kind::async_generator_athrow, as<Generator>(self), exit, true));
}
Value generator_running(Value self) { return boolean(as<Generator>(self)->async_flags & async_running); }

/// aiter() and anext().
Value builtin_aiter(Value v) {
  if (!lookup_special(v, vm.names.__aiter__)) return raise_type_error("'%T' object is not an async iterable", v);
  bool found = false;
  Value iterator = call_special(v, vm.names.__aiter__, nullptr, 0, &found);
  if (!iterator || lookup_special(iterator, vm.names.__anext__)) return iterator;
  return raise_type_error("aiter() returned not an async iterator of type '%T'", iterator);
}
Value builtin_anext(Value iterator, Value fallback) {
  bool found = false;
  if (!lookup_special(iterator, vm.names.__anext__)) return raise_type_error("'%T' object is not an async iterator", iterator);
  Value awaitable = call_special(iterator, vm.names.__anext__, nullptr, 0, &found);
  if (!awaitable || !fallback) return awaitable;
  AnextAwaitable* wrapped = make<AnextAwaitable>(Kind::anext_awaitable);
  wrapped->awaitable.initialise(awaitable);
  wrapped->fallback.initialise(fallback);
  return ref(wrapped);
}

}  // namespace

Value make_asend(Generator* generator, Value value) {
  return ref(make_step(Kind::async_generator_asend, generator, value, false));
}

Value step_send(AsyncStep* step, Value value, Value* result) {
  if (kind_of(step) == Kind::async_generator_asend) return asend_send(step, value, result);
  return athrow_send(step, value, result);
}

void trace_async_step(void* object, jitwright::Tracer& tracer) {
  AsyncStep* step = static_cast<AsyncStep*>(object);
  visit(tracer, step->generator);
  visit(tracer, step->value);
}
void trace_coroutine_wrapper(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<CoroutineWrapper*>(object)->coroutine);
}
void trace_anext_awaitable(void* object, jitwright::Tracer& tracer) {
  visit(tracer, static_cast<AnextAwaitable*>(object)->awaitable);
  visit(tracer, static_cast<AnextAwaitable*>(object)->fallback);
}

void start_async_generators() {
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        visit(tracer, async_generator_hooks.first_iteration);
        visit(tracer, async_generator_hooks.finalizer);
      },
      &async_generator_hooks);
  static const BuiltinDefinition generator_methods[] = {
      entry("__aiter__", itself),           entry("__anext__", generator_anext), entry("asend", generator_asend),
      entry("athrow", generator_athrow, 2), entry("aclose", generator_aclose),
      entry("__class_getitem__", make_generic_alias, 2, nullptr, builtin_class_method),
  };
  static const GetSetDefinition generator_attributes[] = {{"ag_running", generator_running}};
  define(builtin_type(Kind::async_generator), generator_methods);
  define_attributes(builtin_type(Kind::async_generator), generator_attributes);
  static const BuiltinDefinition step_methods[] = {
      entry("__await__", itself),          entry("__iter__", itself),          entry("__next__", step_method_next),
      entry("send", step_method_send),     entry("throw", step_method_throw, 2), entry("close", step_method_close),
  };
  define(builtin_type(Kind::async_generator_asend), step_methods);
  define(builtin_type(Kind::async_generator_athrow), step_methods);
  static const BuiltinDefinition wrapper_methods[] = {
      entry("__iter__", itself),  entry("__next__", wrapper_next),     entry("send", wrapper_send),
      entry("throw", wrapper_throw, 2), entry("close", wrapper_close),
  };
  define(builtin_type(Kind::coroutine_wrapper), wrapper_methods);
  static const BuiltinDefinition anext_methods[] = {
      entry("__await__", itself),   entry("__iter__", itself),       entry("__next__", anext_next),
      entry("send", anext_send),    entry("throw", anext_throw, 2),  entry("close", anext_close),
  };
  define(builtin_type(Kind::anext_awaitable), anext_methods);
  static const BuiltinDefinition functions[] = {entry("aiter", builtin_aiter), entry("anext", builtin_anext, 1)};
  define(vm.builtins, intern("builtins"), functions, 2);
}

}  // namespace python
