/// try and with, and what break, continue and return do on their way out of them.
///
/// A protected range of instructions is a Region; its handler is a slot until the handler's place is known. Code that runs on the
/// way out (a finally body, a context manager's exit) is emitted again at each exit, outside of the regions it leaves.
#include "compiler/compiler.h"

namespace python {

int Compiler::new_slot() {
  frame_->handler_pcs.push_back(-1);
  return static_cast<int>(frame_->handler_pcs.size()) - 1;
}

/// The handler of `slot` begins here, with the locals known as in `state`.
void Compiler::handler_here(int slot, const BoundSet& state) {
  frame_->handler_pcs[static_cast<size_t>(slot)] = unit().pc();
  unit().state = state;
  unit().state.reachable = true;
}

int Compiler::begin_protected(Block block, Region& region, int reg) {
  block.region = &region;
  block.slot = new_slot();
  unit().open(region, reg);
  int slot = block.slot;
  frame_->blocks.push_back(std::move(block));
  return slot;
}

void Compiler::end_protected() {
  Block& block = frame_->blocks.back();
  unit().interrupt(*block.region, block.slot);
  frame_->blocks.pop_back();
}

std::vector<Compiler::Block> Compiler::leave_blocks(const Position& at, size_t down_to) {
  std::vector<Block> saved = frame_->blocks;
  while (frame_->blocks.size() > down_to) {
    Block block = frame_->blocks.back();
    if (block.region) unit().interrupt(*block.region, block.slot);
    frame_->blocks.pop_back();
    if (unit().reachable()) leave_block(at, block);
  }
  return saved;
}

void Compiler::return_to_blocks(std::vector<Block> blocks) {
  for (size_t i = frame_->blocks.size(); i < blocks.size(); i++)
    if (blocks[i].region) unit().resume(*blocks[i].region);
  frame_->blocks = std::move(blocks);
}

void Compiler::leave_block(const Position& at, const Block& block) {
  auto mark = unit().mark();
  switch (block.kind) {
    case BlockKind::loop:
    case BlockKind::guarded: break;
    case BlockKind::finally: statements(block.body); break;
    case BlockKind::with:
    case BlockKind::async_with: {
      int base = unit().temporary();
      emit(block.at, Opcode::move, base, block.reg);
      for (int i = 0; i < 3; i++) move(block.at, unit().temporary(), none());
      emit(block.at, Opcode::call, base, base, 3);
      if (block.kind == BlockKind::async_with) await_register(block.at, base, base, 2);
      break;
    }
    case BlockKind::handler: emit(at, Opcode::pop_handled, block.reg); break;
    case BlockKind::named_handler:
      store(at, block.name, none());
      remove(at, block.name);
      break;
    case BlockKind::star_handler: fail(at, "'break', 'continue' and 'return' cannot appear in an except* block"); break;
  }
  unit().release(mark);
}

void Compiler::try_statement(TryStmt* stmt) {
  if (stmt->finally.empty())
    try_except(stmt);
  else
    try_finally(stmt);
}

void Compiler::try_except(TryStmt* stmt) {
  if (stmt->handlers.empty()) {
    statements(stmt->body);
    return statements(stmt->otherwise);
  }
  if (stmt->is_star) return try_except_star(stmt);
  for (int i = 0; i + 1 < stmt->handlers.size; i++)
    if (!stmt->handlers[i].type) return fail(stmt->handlers[i].at, "default 'except:' must be last");
  auto mark = unit().mark();
  int exception = unit().temporary();
  BoundSet before = unit().state;
  Label end;
  Region region;
  int slot = begin_protected({BlockKind::guarded, nullptr, nullptr, nullptr, 0, -1, {}, {}, stmt->at}, region, exception);
  statements(stmt->body);
  end_protected();
  statements(stmt->otherwise);
  if (unit().reachable()) unit().jump(stmt->at, Opcode::jump, end);

  handler_here(slot, before);
  int saved = unit().temporary();
  emit(stmt->at, Opcode::push_handled, saved, exception);
  Region cleanup;
  int cleanup_slot =
      begin_protected({BlockKind::handler, nullptr, nullptr, nullptr, 0, saved, {}, {}, stmt->at}, cleanup, exception);
  for (Handler& handler : stmt->handlers) {
    Label next;
    if (handler.type) {
      auto types = unit().mark();
      int type = reg(handler.type);
      unit().jump(handler.at, Opcode::jump_if_no_match, next, exception, type);
      unit().release(types);
    }
    except_handler(handler, exception, saved, before, end);
    unit().place(next);
  }
  if (unit().reachable()) {
    emit(stmt->at, Opcode::reraise, exception);
    unit().unreachable();
  }
  end_protected();
  handler_here(cleanup_slot, before);
  emit(stmt->at, Opcode::pop_handled, saved);
  emit(stmt->at, Opcode::reraise, exception);
  unit().unreachable();
  unit().place(end);
  unit().release(mark);
}

void Compiler::except_handler(Handler& handler, int exception, int saved, const BoundSet& before, Label& end) {
  if (handler.name.empty()) {
    statements(handler.body);
    if (unit().reachable()) {
      emit(handler.at, Opcode::pop_handled, saved);
      unit().jump(handler.at, Opcode::jump, end);
    }
    return;
  }
  // The name is unbound again however the body is left.
  store(handler.at, handler.name, exception);
  Region region;
  int slot = begin_protected({BlockKind::named_handler, nullptr, nullptr, nullptr, 0, -1, {}, handler.name, handler.at}, region,
                             exception);
  statements(handler.body);
  end_protected();
  auto unbind = [&] {  // not the work of any line
    store(Position{}, handler.name, none());
    remove(Position{}, handler.name);
  };
  if (unit().reachable()) {
    unbind();
    emit(handler.at, Opcode::pop_handled, saved);
    unit().jump(handler.at, Opcode::jump, end);
  }
  handler_here(slot, before);
  unbind();
  emit(handler.at, Opcode::reraise, exception);
  unit().unreachable();
}

/// Each clause takes its part of what is left of the exception; what clauses raise is gathered, and combined with the rest at the end.
void Compiler::try_except_star(TryStmt* stmt) {
  auto mark = unit().mark();
  int exception = unit().temporary();
  BoundSet before = unit().state;
  Label end;
  Region region;
  int slot = begin_protected({BlockKind::guarded, nullptr, nullptr, nullptr, 0, -1, {}, {}, stmt->at}, region, exception);
  statements(stmt->body);
  end_protected();
  statements(stmt->otherwise);
  if (unit().reachable()) unit().jump(stmt->at, Opcode::jump, end);

  handler_here(slot, before);
  int saved = unit().temporary(), pending = unit().temporary(), match = unit().temporary(), rest = unit().temporary();
  emit(stmt->at, Opcode::push_handled, saved, exception);
  Region cleanup;
  int cleanup_slot = begin_protected({BlockKind::star_handler, nullptr, nullptr, nullptr, 0, saved, {}, {}, stmt->at}, cleanup, match);
  emit(stmt->at, Opcode::build_list, pending, pending, 0);
  emit(stmt->at, Opcode::move, rest, exception);
  for (Handler& handler : stmt->handlers) {
    Label next;
    auto types = unit().mark();
    int type = reg(handler.type);
    emit(handler.at, Opcode::match_group, match, type);
    unit().release(types);
    unit().jump(handler.at, Opcode::jump_if_is, next, match, none());
    except_star_handler(handler, match, pending, before);
    unit().place(next);
  }
  Label nothing;
  emit(stmt->at, Opcode::list_append, pending, rest);
  emit(stmt->at, Opcode::combine_groups, match, exception, pending);
  unit().jump(stmt->at, Opcode::jump_if_is, nothing, match, none());
  emit(stmt->at, Opcode::reraise, match);
  unit().unreachable();
  unit().place(nothing);
  end_protected();
  emit(stmt->at, Opcode::pop_handled, saved);
  unit().jump(stmt->at, Opcode::jump, end);
  handler_here(cleanup_slot, before);
  emit(stmt->at, Opcode::pop_handled, saved);
  emit(stmt->at, Opcode::reraise, match);
  unit().unreachable();
  unit().place(end);
  unit().release(mark);
}

/// R[match] is handled while the body runs; what the body raises is added to list R[pending].
void Compiler::except_star_handler(Handler& handler, int match, int pending, const BoundSet& before) {
  auto mark = unit().mark();
  int saved = unit().temporary(), raised = unit().temporary();
  Label done;
  emit(handler.at, Opcode::push_handled, saved, match);
  if (!handler.name.empty()) store(handler.at, handler.name, match);
  Region region;
  int slot = begin_protected({BlockKind::star_handler, nullptr, nullptr, nullptr, 0, saved, {}, {}, handler.at}, region, raised);
  statements(handler.body);
  end_protected();
  if (unit().reachable()) unit().jump(handler.at, Opcode::jump, done);
  handler_here(slot, before);
  emit(handler.at, Opcode::list_append, pending, raised);
  unit().place(done);
  if (!handler.name.empty()) {
    store(handler.at, handler.name, none());
    remove(handler.at, handler.name);
  }
  emit(handler.at, Opcode::pop_handled, saved);
  unit().release(mark);
}

void Compiler::try_finally(TryStmt* stmt) {
  auto mark = unit().mark();
  int exception = unit().temporary();
  BoundSet before = unit().state;
  Label end;
  Region region;
  int slot =
      begin_protected({BlockKind::finally, nullptr, nullptr, nullptr, 0, -1, stmt->finally, {}, stmt->at}, region, exception);
  if (stmt->handlers.empty())
    statements(stmt->body);
  else
    try_except(stmt);
  end_protected();
  statements(stmt->finally);
  if (unit().reachable()) unit().jump(stmt->at, Opcode::jump, end);

  handler_here(slot, before);
  int saved = unit().temporary(), second = unit().temporary();
  emit(stmt->at, Opcode::push_handled, saved, exception);
  Region cleanup;
  int cleanup_slot =
      begin_protected({BlockKind::handler, nullptr, nullptr, nullptr, 0, saved, {}, {}, stmt->at}, cleanup, second);
  statements(stmt->finally);
  end_protected();
  if (unit().reachable()) {
    emit(stmt->at, Opcode::pop_handled, saved);
    emit(stmt->at, Opcode::reraise, exception);
    unit().unreachable();
  }
  handler_here(cleanup_slot, before);
  emit(stmt->at, Opcode::pop_handled, saved);
  emit(stmt->at, Opcode::reraise, second);
  unit().unreachable();
  unit().place(end);
  unit().release(mark);
}

void Compiler::with_statement(WithStmt* stmt, int index) {
  WithItem& item = stmt->items[index];
  const Position& at = stmt->at;
  auto mark = unit().mark();
  int exit = unit().temporary(), entered = unit().temporary(), exception = unit().temporary();
  auto inner = unit().mark();
  int manager = reg(item.context);
  emit(at, stmt->is_async ? Opcode::enter_async_with : Opcode::enter_with, exit, manager);
  unit().release(inner);
  if (stmt->is_async) await_register(at, entered, entered, 1);
  BoundSet before = unit().state;
  Label end;
  Region region;
  BlockKind kind = stmt->is_async ? BlockKind::async_with : BlockKind::with;
  Block block{kind, nullptr, nullptr, nullptr, 0, exit, {}, {}, at};
  int slot = begin_protected(block, region, exception);
  if (item.target) assign(item.target, entered);
  if (index + 1 < stmt->items.size)
    with_statement(stmt, index + 1);
  else
    statements(stmt->body);
  end_protected();
  if (unit().reachable()) {
    leave_block(at, block);
    unit().jump(at, Opcode::jump, end);
  }

  handler_here(slot, before);
  int saved = unit().temporary(), second = unit().temporary(), swallow = unit().temporary();
  emit(at, Opcode::push_handled, saved, exception);
  Region cleanup;
  int cleanup_slot = begin_protected({BlockKind::handler, nullptr, nullptr, nullptr, 0, saved, {}, {}, at}, cleanup, second);
  Label swallowed;
  emit(at, Opcode::exit_with_error, swallow, exit, exception);
  if (stmt->is_async) await_register(at, swallow, swallow, 2);
  unit().jump(at, Opcode::jump_if_true, swallowed, swallow);
  end_protected();
  emit(at, Opcode::pop_handled, saved);
  emit(at, Opcode::reraise, exception);
  unit().unreachable();
  handler_here(cleanup_slot, before);
  emit(at, Opcode::pop_handled, saved);
  emit(at, Opcode::reraise, second);
  unit().unreachable();
  unit().place(swallowed);
  emit(at, Opcode::pop_handled, saved);
  unit().place(end);
  unit().release(mark);
}

}  // namespace python
