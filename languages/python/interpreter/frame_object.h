/// Owns what guest code sees of frames, code and tracebacks: FrameObject and the attributes of these types.
#pragma once

#include "interpreter/frame.h"
#include "objects/exception.h"

namespace python {

/// A picture of a frame, taken when it was asked for.
struct FrameObject : Object {
  JW_IMMUTABLE jitwright::Field<Code*> code;
  JW_IMMUTABLE int32_t line;
  JW_IMMUTABLE int32_t pc;
  JW_IMMUTABLE jitwright::Field<FrameObject*> back;
  JW_IMMUTABLE ValueField locals;   // dict
  JW_IMMUTABLE jitwright::Field<Generator*> generator;  // whose frame it is; null if none
};

/// A picture of `frame` and of the frames that called it; null for null.
FrameObject* picture_of(Frame* frame);
/// The same of the frame that many calls further out, or of the outermost one where callers are not known; null if there is none.
FrameObject* picture_of_caller(Frame* frame, int64_t depth);
/// The local variables as locals() gives them: the namespace itself, or a fresh dict.
Value locals_of(Frame* frame);

}  // namespace python
