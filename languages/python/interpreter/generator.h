/// Owns generators and coroutines: making, resuming, throwing into, closing.
/// Invariants: a finished generator has no code in its frame.
#pragma once

#include "interpreter/frame.h"

namespace python {

/// The generator object for a call of generator code; the caller fills the parameter registers with initialise semantics
/// (before the next allocation, or as roots through the generator itself).
Generator* make_generator(Code* code, Tuple* closure, Str* name, Str* qualname);

/// What is resumed with `value` (None: next); the yielded value, or null: finished (generator_result) or an error is pending.
Value generator_send(Generator* generator, Value value);
Value generator_result(Generator* generator);
/// What generator.throw(type, value, traceback) throws; value and traceback may be null. Null with TypeError.
Value thrown_exception(Value type, Value value, Value traceback);
/// Raises `exception` where the generator is suspended; the result is as generator_send's.
Value generator_throw(Generator* generator, Value exception);
/// False with an error pending.
bool generator_close(Generator* generator);

/// iter.send(value), for any iterator: yielded value, or null: finished with *result set, or (result null) an error is pending.
Value send_to(Value iterator, Value value, Value* result);

/// Says who resumes `iterator`, if that is a generator and frames are linked; resuming it forgets that again.
inline void link_generator(Value iterator, Frame* caller) {
  if (!(jw::in_jit() ? frames_are_linked(jw::promote(vm.global_version)) : frame_chain.linked != 0)) return;
  if (has_kind(iterator, Kind::generator) || has_kind(iterator, Kind::coroutine)) frame_of(as<Generator>(iterator))->caller = caller;
}

/// The awaitable's iterator (get_awaitable); null with TypeError.
Value awaitable_iterator(Value awaitable, int32_t origin);

/// Adds the methods of generators and coroutines to their types.
void start_generators();

}  // namespace python
