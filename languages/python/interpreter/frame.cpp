#include "interpreter/frame.h"

#include <cstdlib>

#include "bytecode/liveness.h"
#include "bytecode/operands.h"
#include "interpreter/generator.h"

namespace python {

namespace {

/// Memory of equally sized frames; or of one large frame.
struct Slab {
  Slab* next;
  uint64_t frame_size, frame_count;
  uint64_t padding[5];
};
static_assert(sizeof(Slab) == 64);

Slab* slabs;
constexpr uint64_t slab_bytes = 16 * 1024;

void visit_frame(Frame* frame, jitwright::Tracer& tracer) {
  visit(tracer, ref(frame->code));
  visit(tracer, ref(frame->closure));
  visit(tracer, frame->names);
  visit(tracer, ref(frame->generator));
  tracer.visit_range_conservatively(frame->registers, frame->registers + frame->code->register_count);
}

void trace_frames(void*, jitwright::Tracer& tracer) {
  for (Slab* slab = slabs; slab; slab = slab->next) {
    char* memory = reinterpret_cast<char*>(slab + 1);
    for (uint64_t i = 0; i < slab->frame_count; i++) {
      Frame* frame = reinterpret_cast<Frame*>(memory + i * slab->frame_size);
      if (frame->code) visit_frame(frame, tracer);
    }
  }
}

}  // namespace

FrameChain frame_chain;

void link_frames() {
  if (frame_chain.linked) return;
  frame_chain.linked = 1;
  vm.global_version++;
}

void Callers::go_on() {
  if (frame_->generator && frame_->generator->state != GeneratorState::running) {  // nobody called it
    frame_ = nullptr;
    return;
  }
  for (Body* body = body_; body; body = body->outer) {
    if (body->frame == frame_) {
      body_ = body->outer;
      break;
    }
  }
  Frame* caller = frame_->caller;
  if (!caller && body_) incomplete_ = true;
  frame_ = caller ? caller : body_ ? body_->frame : nullptr;
}

void drop_dead_registers(Frame* frame) {
  for (; frame; frame = frame->caller) {
    Code* code = frame->code;
    const CodeSpec& spec = **code->spec;
    std::vector<bool> live = live_after(spec, index_of_instruction(code, frame->pc));
    RegisterEffects effects = register_effects(*frame->pc);  // the arguments of the call that is under way
    for (int i = 0; i < effects.read_count; i++) {
      for (int32_t k = 0; k < effects.reads[i].count; k++) live[static_cast<size_t>(effects.reads[i].first + k)] = true;
    }
    for (int32_t i = code->local_count; i < code->register_count; i++) {
      if (!live[static_cast<size_t>(i)]) frame->registers[i] = null_value;
    }
  }
}

bool frames_are_linked(uint64_t) { return frame_chain.linked != 0; }

namespace detail {

FramePool frame_pool;

void* allocate_frame_slow(uint64_t size) {
  bool large = size >= frame_classes * 64;
  uint64_t count = large ? 1 : (slab_bytes - sizeof(Slab)) / size;
  Slab* slab = static_cast<Slab*>(aligned_alloc(64, (sizeof(Slab) + count * size + 63) & ~uint64_t{63}));
  if (!slab) abort();
  memset(static_cast<void*>(slab), 0, sizeof(Slab) + count * size);
  slab->next = slabs;
  slab->frame_size = size;
  slab->frame_count = count;
  slabs = slab;
  char* memory = reinterpret_cast<char*>(slab + 1);
  for (uint64_t i = count; i-- > 1;) {
    FreeFrame* frame = reinterpret_cast<FreeFrame*>(memory + i * size);
    frame->next = frame_pool.free[size >> 6];
    frame_pool.free[size >> 6] = frame;
  }
  return memory;
}

void free_frame_slow(void* frame, uint64_t) {
  Slab* slab = static_cast<Slab*>(frame) - 1;
  for (Slab** link = &slabs; *link; link = &(*link)->next) {
    if (*link == slab) {
      *link = slab->next;
      break;
    }
  }
  free(slab);
}

}  // namespace detail

void register_frames() { jitwright::Heap::current().add_root(trace_frames, &detail::frame_pool); }

void trace_generator(void* object, jitwright::Tracer& tracer) {
  Generator* generator = static_cast<Generator*>(object);
  visit(tracer, generator->name);
  visit(tracer, generator->qualname);
  visit(tracer, generator->result);
  visit(tracer, generator->handled);
  visit(tracer, generator->outer_handled);
  visit(tracer, generator->code);
  Frame* frame = frame_of(generator);
  if (frame->code) visit_frame(frame, tracer);
}

}  // namespace python
