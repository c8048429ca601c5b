/// Owns frames: the registers of a running guest function, and where frames come from.
/// Invariants: a frame in use has a code; `registers` holds code->register_count values, null where nothing was stored yet.
/// Frames of calls come from free lists, are roots of the collector and die when the call returns; the frame of a generator is
/// part of the Generator. `pc` is valid while the frame waits for a call that may look at it,
/// and while a generator is suspended.
#pragma once

#include "interpreter/code.h"
#include "objects/object.h"

namespace python {

struct Generator;

struct Frame {
  JW_VIRTUALIZABLE Code* code;
  JW_VIRTUALIZABLE Tuple* closure;          // null if none
  JW_VIRTUALIZABLE Frame* caller;           // null where the call came from C++, or while frames are not linked
  JW_VIRTUALIZABLE const Instruction* pc;
  JW_VIRTUALIZABLE Value names;             // the namespace of class bodies and exec; null in functions
  JW_VIRTUALIZABLE Generator* generator;    // the generator this is the frame of; null otherwise
  JW_VIRTUALIZABLE Value registers[];
};

/// A generator, coroutine or asynchronous generator; its frame follows the struct.
enum class GeneratorState : uint32_t { created, suspended, running, finished };
/// Of asynchronous generators: a step is under way; aclose() began or the end was reached; the first-iteration hook was called.
enum AsyncFlag : uint32_t { async_running = 1, async_closed = 2, async_hooked = 4 };
struct Generator : Object {
  GeneratorState state;
  uint32_t async_flags;
  jitwright::Field<Str*> name;
  jitwright::Field<Str*> qualname;
  ValueField result;                        // of a finished one; null: None
  ValueField handled;                       // the exception its own code is handling; null if none
  Value outer_handled;                      // while it runs: what its caller is handling; null if nothing
  jitwright::Field<Code*> code;             // of a finished one, whose frame has none
};
static_assert(sizeof(Generator) == 64);

inline Frame* frame_of(Generator* generator) { return reinterpret_cast<Frame*>(generator + 1); }

namespace detail {
struct FreeFrame {
  Code* code;  // null
  FreeFrame* next;
};
inline constexpr uint32_t frame_classes = 64;  // of 64 bytes each
struct FramePool {
  FreeFrame* free[frame_classes];
};
extern FramePool frame_pool;
void* allocate_frame_slow(uint64_t size);
void free_frame_slow(void* frame, uint64_t size);
}  // namespace detail

/// Zeroed memory for a frame; `size` is code->frame_size.
JW_ALLOCATOR inline void* allocate_frame(uint64_t size) {
  if (size < detail::frame_classes * 64) [[likely]] {
    detail::FreeFrame* frame = detail::frame_pool.free[size >> 6];
    if (frame) [[likely]] {
      detail::frame_pool.free[size >> 6] = frame->next;
      for (char* p = reinterpret_cast<char*>(frame); p != reinterpret_cast<char*>(frame) + size; p += 64) __builtin_memset(p, 0, 64);
      return frame;
    }
  }
  return detail::allocate_frame_slow(size);
}

/// The frame's memory is free again; `size` is its code's frame_size. The frame is not read: traces leave out stores that only
/// this could see.
JW_DEALLOCATOR inline void free_frame(uint64_t size, Frame* frame) {
  if (size < detail::frame_classes * 64) [[likely]] {
    detail::FreeFrame* free = reinterpret_cast<detail::FreeFrame*>(frame);
    free->code = nullptr;
    free->next = detail::frame_pool.free[size >> 6];
    detail::frame_pool.free[size >> 6] = free;
  } else {
    detail::free_frame_slow(frame, size);
  }
}

/// Whether frames point at their callers. They start to when code turns up that could look at its callers (by sys._getframe):
/// a link would keep an inlined caller's frame from being virtual.
/// Where a call came through C++ nobody knows the function it came from; the search for callers goes on at the innermost module, class
/// body or exec that is under way, which is one of them for certain.
struct Body {
  Frame* frame;
  Body* outer;
};
struct FrameChain {
  uint64_t linked;
  Body* bodies;  // of the current thread; null: none
};
extern FrameChain frame_chain;
void link_frames();
/// The callers of a frame, one after the other, inner ones first.
class Callers {
 public:
  explicit Callers(Frame* frame) : frame_(frame), body_(frame_chain.bodies) {}
  /// The frame at hand; null after the last.
  Frame* frame() const { return frame_; }
  void go_on();
  /// Whether callers nobody knows were left out.
  bool incomplete() const { return incomplete_; }

 private:
  bool incomplete_ = false;
  Frame* frame_;
  Body* body_;  // the innermost one not passed
};
/// Before a collection that the program asks for: forgets what is left in the registers of the calling frame, and of its callers as far
/// as they are known, from expressions that have been evaluated. Names keep their values.
void drop_dead_registers(Frame* frame);
/// frame_chain.linked, fixed for each vm.global_version.
JW_ELIDABLE bool frames_are_linked(uint64_t global_version);

/// Makes the frames roots of the current heap.
void register_frames();

/// The portal: runs `frame`, whose code is `code`, from `pc`, and frees it, so that no caller has to know where it was. Null: an error is
/// pending. A generator's frame stays; it returns at a yield too, with the state set to suspended.
Value run(Frame* frame, Code* code, const Instruction* pc);

/// The frame that called the builtin function now running; null if that did not ask for it (builtin_needs_frame).
inline Frame* calling_frame();

}  // namespace python

#include "objects/vm.h"

namespace python {
inline Frame* calling_frame() { return static_cast<Frame*>(vm.frame); }
}  // namespace python
