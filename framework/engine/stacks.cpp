// What jitwright/stacks.h promises: the meta-interpreter's state goes with the stack.
#include <jitwright/stacks.h>

#include "engine/engine.h"

namespace jitwright {

using metainterp::MetaInterpreter;

StackState::~StackState() {
  engine::Engine* engine = engine::Engine::current_or_null();
  if (state_ && engine) engine->metainterp()->drop(static_cast<MetaInterpreter::Suspended*>(state_));
}

void StackState::leave() {
  engine::Engine* engine = engine::Engine::current_or_null();
  MetaInterpreter* metainterp = engine ? engine->metainterp() : nullptr;
  if (!metainterp) return;
  if (!state_) state_ = metainterp->suspended();
  metainterp->exchange(static_cast<MetaInterpreter::Suspended*>(state_));
}

void StackState::enter() {
  if (!state_) return;
  engine::Engine* engine = engine::Engine::current_or_null();
  if (engine && engine->metainterp()) engine->metainterp()->exchange(static_cast<MetaInterpreter::Suspended*>(state_));
}

}  // namespace jitwright
