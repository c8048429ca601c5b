/// Owns what guest code sees of frames, code and tracebacks: FrameObject and the attributes of these types.
#pragma once

#include "interpreter/frame.h"
#include "objects/exception.h"

namespace python {

struct Activation;

/// A picture of a frame, taken when it was asked for; while the frame runs in the traced loop the frame itself.
struct FrameObject : Object {
  JW_IMMUTABLE jitwright::Field<Code*> code;
  int32_t line;
  int32_t pc;
  jitwright::Field<FrameObject*> back;      // unused while live
  ValueField locals;                        // dict; of a live one null until someone asks
  JW_IMMUTABLE jitwright::Field<Generator*> generator;  // whose frame it is; null if none
  ValueField trace;                         // f_trace; null: none
  jitwright::Field<FrameObject*> next_outer;  // of Tracing::outer
  Activation* activation;                   // while live
  Frame* origin;                            // the frame it shows, to know it again; it may have ended
  bool no_lines, opcodes;                   // not f_trace_lines; f_trace_opcodes
};

/// A picture of `frame` and of the frames that called it; null for null.
FrameObject* picture_of(Frame* frame);
/// The same of the frame that many calls further out, or of the outermost one where callers are not known; null if there is none.
FrameObject* picture_of_caller(Frame* frame, int64_t depth);
/// The local variables as locals() gives them: the namespace itself, or a fresh dict.
Value locals_of(Frame* frame);
/// Of a live one: its locals as they are now; what a trace function made of them goes back to the frame.
void refresh_locals(FrameObject* object);
void write_back_locals(FrameObject* object);

}  // namespace python
