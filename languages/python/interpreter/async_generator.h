/// Owns what is awaited to drive an asynchronous generator (asend, athrow, aclose), and the other awaitables the machine makes:
/// a coroutine's __await__() and anext() with a default.
/// Invariants: a suspended asynchronous generator stands either at a yield_value, which ends the step that drives it, or at a
/// yield_delegate, which passes an inner awaitable's value through.
#pragma once

#include "interpreter/frame.h"

namespace python {

enum class StepState : uint32_t { fresh, running, done };

/// kinds async_generator_asend and async_generator_athrow: one step of an asynchronous generator.
struct AsyncStep : Object {
  StepState state;
  JW_IMMUTABLE uint32_t closes;  // aclose: the exception is GeneratorExit
  JW_IMMUTABLE jitwright::Field<Generator*> generator;
  JW_IMMUTABLE ValueField value;  // asend: what is sent; athrow: the exception
};
/// kind coroutine_wrapper.
struct CoroutineWrapper : Object {
  JW_IMMUTABLE jitwright::Field<Generator*> coroutine;
};
/// kind anext_awaitable.
struct AnextAwaitable : Object {
  JW_IMMUTABLE ValueField awaitable, fallback;
};

/// `generator.asend(value)`; None: __anext__. Null with an error of the first-iteration hook.
Value make_asend(Generator* generator, Value value);

/// As send_to (generator.h), for steps.
Value step_send(AsyncStep* step, Value value, Value* result);

/// Hooks of sys.set_asyncgen_hooks; None if not set. The finalizer is kept for reading only.
struct AsyncGeneratorHooks {
  Value first_iteration, finalizer;
};
extern AsyncGeneratorHooks async_generator_hooks;

/// Adds the methods of asynchronous generators and of the awaitables to their types.
void start_async_generators();

}  // namespace python
