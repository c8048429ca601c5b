/// Owns sys.settrace and sys.setprofile: which frames run in the traced loop (run_traced.cpp), and the events it reports.
/// While a function is set and not itself running, vm.depth_limit is negative: every guest call then comes by depth_exceeded() and goes on in the
/// traced loop; the portal and compiled code know nothing of it. A frame that was running before goes over when a callee returns to it, or at its
/// next loop: an instruction fails without an exception, and unwind() sees `handing_over`.
/// Invariants: the activations are the frames in the traced loop of the current thread, inner ones first; their FrameObjects are live.
#pragma once

#include "interpreter/frame_object.h"

namespace python {

/// A frame in the traced loop; lives in the native frame of that.
struct Activation {
  Frame* frame;
  Code* code;
  Activation* outer;
  FrameObject* object = nullptr;           // what guest code sees of it; null until someone asks
  const Instruction* previous = nullptr;   // executed before; null at the start
  bool entered = false;                    // the call event is over
  Value callee = null_value;               // the function in C++ that runs; null if none or nobody asked
};

enum class TraceEvent : uint32_t { call, line, leave, exception, opcode, native_call, native_return, native_error };

/// Called for calls and returns instead of a guest function; `callee` is that of the native events.
using ProfileHook = void (*)(void* context, TraceEvent event, Code* code, Value callee);

/// Of the current thread; switching threads exchanges it.
struct Tracing {
  Value trace = null_value, profile = null_value;  // null: none
  ProfileHook hook = nullptr;
  void* hook_context = nullptr;
  Value hook_owner = null_value;  // what sys.getprofile says
  Activation* activations = nullptr;
  FrameObject* outer = nullptr;   // of running frames outside the traced loop that have a trace function, linked by `next_outer`
  uint32_t callbacks = 0;         // trace functions that run
  TraceEvent event = TraceEvent::call;  // what the innermost of them is told
  bool active = false;            // a function is set, and none runs
  bool handing_over = false;
  Value handed_over = null_value;  // the result of the call that seemed to fail; null: it was a jump
};
extern Tracing tracing;
void visit_tracing(jitwright::Tracer& tracer, const Tracing& tracing);
void register_tracing();

/// Run a frame as run() does, with events.
JW_DONT_LOOK_INSIDE Value run_traced(Frame* frame, Code* code, const Instruction* pc);
/// Where the portal goes on with a frame that was handed over and has run in the traced loop as far as that goes; null: it ends.
JW_DONT_LOOK_INSIDE const Instruction* continue_traced(Frame* frame, Code* code, const Instruction* pc);
/// True: the loop's frame goes on as after an error, which it is if an exception is pending.
JW_DONT_LOOK_INSIDE bool loop_interrupted();

void set_trace_function(Value function);
void set_profile_function(Value function);
void set_profile_hook(ProfileHook hook, void* context, Value owner);
/// What a builtin function called by `frame` returns so that `frame` goes on in the traced loop, if that is called for.
Value return_traced(Frame* frame, Value result);
/// Calls a function from a trace function, traced itself.
Value call_traced(Value function, const Value* arguments, uint32_t count);
/// Another thread's state is in `tracing` now.
void tracing_changed();

// ---- the traced loop's own steps (trace_events.cpp) ----

/// The call event; false with an error pending.
bool report_call(Activation& activation);
/// Line, opcode and native events before the instruction at `pc`; where to go on, null with an error pending.
const Instruction* report_step(Activation& activation, const Instruction* pc);
/// The exception event of the pending error, in whose traceback the frame stands. A trace function's own error takes its place.
void report_exception(Activation& activation);
/// The return event; what is returned: null with an error pending.
Value report_return(Activation& activation, Value result);
/// What guest code sees of it.
FrameObject* object_of(Activation& activation);
/// Gives it the object guest code knows already, if there is one.
void take_object(Activation& activation);
/// What was known of a frame in whose memory another one begins.
void forget_outer(Frame* frame);
/// The frame is about to end or to suspend: its object keeps what it shows.
void freeze(Activation& activation);

/// frame.f_lineno = line, in a trace function (jump_to_line.cpp).
bool jump_to_line(FrameObject* object, Value line);

}  // namespace python
