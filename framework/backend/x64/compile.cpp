// The steps from a trace to machine code.
#include "backend/x64/compiler.h"

#include <algorithm>
#include <cstring>

namespace jitwright::backend::x64 {

using namespace asmjit;

Compiler::Compiler(std::shared_ptr<SharedState> shared, const CompileRequest& request, const CodeMemory::Room& room)
    : shared_(std::move(shared)), request_(request), trace_(*request.trace), cpu_(shared_->cpu), room_(room), plan_(trace_) {
  holder_.init(Environment::host(), reinterpret_cast<uint64_t>(room.start));
  holder_.setErrorHandler(&errors_);
  holder_.attach(&a_);
  if (request.disassemble) holder_.setLogger(&logger_);
  code_ = std::make_unique<X64Code>(shared_);
  code_->self_token = request.self_token;
  std::fill(std::begin(owner_), std::end(owner_), free_owner);
}

std::unique_ptr<X64Code> Compiler::compile_root(std::string& message) {
  prepare({});
  emit_root_entry();
  return run(message);
}

std::unique_ptr<X64Code> Compiler::compile_bridge(Guard& guard, X64Code& root, std::string& message) {
  auto* exit = static_cast<Exit*>(guard.backend);
  root_ = &root;
  parent_ = exit->code;
  parent_->locations.read(exit->number, bridge_inputs_);
  if (trace_.input_count() != bridge_inputs_.size()) {
    message = "a bridge's inputs are the guard's fail arguments";
    return nullptr;
  }
  // Fail arguments that are constants, or in the same place, make inputs that need no code.
  std::vector<Operand> known;
  for (uint32_t i = 0; i < bridge_inputs_.size(); ++i) {
    const Location& location = bridge_inputs_[i];
    Operand operand = Operand::value(i);
    if (location.kind == Location::Kind::constant) {
      operand = Operand::constant(0x40000000 + static_cast<uint32_t>(extra_constants_.size()));
      extra_constants_.push_back(parent_->constants[static_cast<size_t>(location.offset)]);
      extra_types_.push_back(trace_[i].type);
    } else {
      for (uint32_t earlier = 0; earlier < i; ++earlier) {
        if (bridge_inputs_[earlier] == location) {
          operand = Operand::value(earlier);
          break;
        }
      }
    }
    known.push_back(operand);
  }
  prepare(std::move(known));
  emit_bridge_entry();
  std::unique_ptr<X64Code> code = run(message);
  if (!code) return nullptr;
  code->attached_to = exit;
  code->attached_guard = &guard;
  if (exit->node) {
    exit->node->add(request_.value, code.get());
    parent_->update_node(*exit);
    return code;
  }
  exit->bridge = code.get();
  guard.has_bridge = true;
  parent_->patch_exit(*exit, code->start);
  return code;
}

void Compiler::prepare(std::vector<Operand> known) {
  size_t count = trace_.size();
  std::vector<uint8_t> calls(count);
  for (uint32_t index = 0; index < count; ++index) calls[index] = is_call(index);
  plan_.make(std::move(known), std::move(calls));
  values_.resize(count);
  constant_numbers_.assign(trace_.constants().size(), -1);
  for (uint32_t index = 0; index < count; ++index) {
    const Operation& operation = trace_[index];
    if (plan_.dead[index] || is_knowledge(operation.opcode)) continue;
    for (Operand operand : trace_.operands(operation).first(fixed_operand_count(operation))) {
      if (!operand.is_constant()) continue;
      if (operand.index() >= constant_uses_.size()) constant_uses_.resize(operand.index() + 1);
      if (constant_uses_[operand.index()] < 2) ++constant_uses_[operand.index()];
    }
  }
}

std::unique_ptr<X64Code> Compiler::run(std::string& message) {
  emit_operations();
  emit_cold();
  std::unique_ptr<X64Code> code = message_.empty() ? finish_code(message_) : nullptr;
  message = message_;
  return code;
}

uint32_t Compiler::emit_raw(std::initializer_list<uint8_t> bytes) {
  a_.embed(bytes.begin(), bytes.size());
  return static_cast<uint32_t>(a_.offset()) - 4;
}

/// Room for storing the callee-saved registers: which ones is known at the end.
void Compiler::reserve_register_saves() {
  save_fields_.push_back(static_cast<uint32_t>(a_.offset()));
  uint8_t room[4 * std::size(saved_registers)] = {};
  a_.embed(room, sizeof room);
}

/// The frame, with `buffer` or null as entry buffer.
void Compiler::emit_frame_setup(const x86::Gp* buffer) {
  a_.push(x86::rbp);
  a_.mov(x86::rbp, x86::rsp);
  frame_size_fields_.push_back(emit_raw({0x48, 0x81, 0xec, 0, 0, 0, 0}));  // sub rsp, frame size
  reserve_register_saves();
  if (buffer)
    a_.mov(frame(buffer_offset), *buffer);
  else
    a_.mov(frame(buffer_offset), 0);
}

/// The entry for compiled code: inputs in argument registers, no buffer.
void Compiler::emit_root_entry() {
  compiled_entry_ = a_.newLabel();
  native_entry_ = a_.newLabel();
  body_ = a_.newLabel();
  a_.bind(compiled_entry_);
  emit_frame_setup(nullptr);
  constexpr Register argument_registers[] = {rdi, rsi, rdx, rcx, r8, r9, rax, r10};
  uint32_t integers = 0, floats = 0, on_stack = 0;
  bool explicit_label = false;
  for (uint32_t i = 0; i < trace_.size(); ++i) explicit_label |= trace_[i].opcode == Opcode::label && trace_[i].immediate == 0;
  OwnLabel start;
  for (uint32_t i = 0; i < trace_.input_count(); ++i) {
    bool vector = layout::is_float(trace_[i].type);
    uint32_t& count = vector ? floats : integers;
    Location location;
    if (count < 8) {
      location = Location::in(vector ? static_cast<Register>(xmm0 + count) : argument_registers[count]);
      ++count;
      if (plan_.used(i)) bind(i, location.reg);
    } else if (plan_.used(i)) {
      int32_t slot = allocate_slot();
      location = Location::frame(slot);
      values_[i].frame = slot;
      load_frame(float_scratch, 16 + static_cast<int32_t>(8 * on_stack++));
      store_frame(slot, float_scratch);
    } else {
      ++on_stack;
    }
    start.parameters.push_back(plan_.used(i) ? location : Location());
  }
  a_.bind(body_);
  if (!explicit_label) {
    start.label = body_;
    labels_[0] = std::move(start);
  } else {
    entry_locations_ = std::move(start.parameters);
  }
  set_jump_hints();
}

/// The C entry: inputs come from the buffer.
void Compiler::emit_native_entry() {
  const std::vector<Location>& inputs = entry_locations_.empty() ? labels_[0].parameters : entry_locations_;
  a_.align(AlignMode::kCode, 16);
  a_.bind(native_entry_);
  emit_frame_setup(&x86::rdi);
  a_.mov(x86::r11, x86::rdi);
  for (uint32_t i = 0; i < trace_.input_count(); ++i) {
    if (inputs[i].kind == Location::Kind::none) continue;
    x86::Mem word = x86::qword_ptr(x86::r11, static_cast<int32_t>(8 * i));
    bool in_register = inputs[i].kind == Location::Kind::in_register;
    Register to = in_register ? inputs[i].reg : float_scratch;
    if (!is_xmm(to))
      a_.mov(general(to), word);
    else
      cpu_.avx ? a_.vmovsd(vector(to), word) : a_.movsd(vector(to), word);
    if (!in_register) store_frame(inputs[i].offset, to);
  }
  a_.jmp(body_);
}

/// Takes over the registers and slots of the guard's fail arguments.
void Compiler::emit_bridge_entry() {
  frame_top_fields_.push_back(emit_raw({0x48, 0x8d, 0xa5, 0, 0, 0, 0}));  // lea rsp, [rbp - frame size]
  callee_saved_used_ = parent_->saved;
  if (callee_saved_used_ != callee_saved) reserve_register_saves();
  slot_used_.assign(parent_->slot_count, 0);
  code_->reserved_slots = parent_->reserved_slots;
  for (uint32_t slot : code_->reserved_slots) slot_used_[slot] = 1;
  for (uint32_t i = 0; i < bridge_inputs_.size(); ++i) {
    const Location& location = bridge_inputs_[i];
    if (!(plan_.resolve(Operand::value(i)) == Operand::value(i)) || !plan_.used(i)) continue;
    if (location.kind == Location::Kind::in_register) bind(i, location.reg);
    if (location.kind != Location::Kind::in_frame) continue;
    values_[i].frame = location.offset;
    slot_used_[slot_at(location.offset)] = 1;
  }
  for (uint32_t slot = parent_->slot_count; slot > 0; --slot) {
    if (!slot_used_[slot - 1]) free_slots_.push_back(slot - 1);
  }
  set_jump_hints();
}

void Compiler::emit_operations() {
  auto count = static_cast<uint32_t>(trace_.size());
  if (request_.disassemble) code_->operation_offsets.assign(count, 0);
  for (position_ = 1; position_ <= count && message_.empty(); ++position_) {
    uint32_t index = plan_.order[position_ - 1];
    if (plan_.dead[index] || plan_.deferred[index] || is_knowledge(trace_[index].opcode)) continue;
    current_ = &trace_[index];
    current_index_ = index;
    if (request_.disassemble) {
      code_->operation_offsets[index] = static_cast<uint32_t>(a_.offset());
      logger_.logf("; %%%u %s\n", index, name(current_->opcode));
    }
    emit_operation(index);
    end_operation(index);
    flags_of_ = plan_.sets_flags[index] ? index : nil;
  }
}

void Compiler::emit_operation(uint32_t index) {
  namespace Inst = x86::Inst;
  Opcode opcode = current_->opcode;
  if (is_comparison(opcode)) return emit_set();
  if (is_overflow(opcode) && opcode != Opcode::int_umul_overflows) return emit_set();
  if (opcode >= Opcode::float_add && opcode <= Opcode::float_trunc) return emit_float_operation();
  if (opcode >= Opcode::int_to_float && opcode <= Opcode::bits_to_float) return emit_conversion();
  switch (opcode) {
    case Opcode::input:
    case Opcode::parameter:
    case Opcode::second_result: return;  // placed by the entry, the label, the call
    case Opcode::int_add:
    case Opcode::int_sub: return emit_add();
    case Opcode::int_mul: return emit_multiply();
    case Opcode::int_sdiv:
    case Opcode::int_udiv:
    case Opcode::int_srem:
    case Opcode::int_urem: return emit_divide();
    case Opcode::int_and: return emit_binary(Inst::kIdAnd, true);
    case Opcode::int_or: return emit_binary(Inst::kIdOr, true);
    case Opcode::int_xor: return emit_binary(Inst::kIdXor, true);
    case Opcode::int_shl:
    case Opcode::int_lshr:
    case Opcode::int_ashr: return emit_shift();
    case Opcode::int_umulh:
    case Opcode::int_umul_overflows: return emit_high_multiply();
    case Opcode::int_popcount:
    case Opcode::int_clz:
    case Opcode::int_ctz:
    case Opcode::int_bswap: return emit_unary_integer();
    case Opcode::int_sign_extend:
    case Opcode::int_truncate: return emit_extension();
    case Opcode::select: return emit_select();
    case Opcode::ptr_add:
    case Opcode::ptr_add_item: return emit_pointer_add();
    case Opcode::load:
    case Opcode::load_volatile: return emit_load(false);
    case Opcode::load_item: return emit_load(true);
    case Opcode::store:
    case Opcode::store_volatile: return emit_store(false);
    case Opcode::store_item: return emit_store(true);
    case Opcode::copy_memory:
      return is_call(index) ? emit_memory_call(reinterpret_cast<uint64_t>(&std::memmove)) : emit_copy_memory();
    case Opcode::fill_memory:
      return is_call(index) ? emit_memory_call(reinterpret_cast<uint64_t>(&std::memset)) : emit_fill_memory();
    case Opcode::local: a_.lea(general(define(0)), frame(allocate_frame_memory(current_->immediate))); return;
    case Opcode::call: return emit_call();
    case Opcode::call_assembler: return emit_call_assembler();
    case Opcode::conditional_call: return emit_conditional_call();
    case Opcode::guard_true:
    case Opcode::guard_false:
    case Opcode::guard_value:
    case Opcode::guard_not_invalidated: return emit_guard();
    case Opcode::exit_trace: return emit_exit_trace();
    case Opcode::label: return emit_label();
    case Opcode::jump: return emit_jump();
    case Opcode::finish: return emit_finish();
    default: return fail(std::string("the backend has no code for ") + name(opcode));
  }
}

/// For each exit: push its number, jump to what follows the stubs. Half of all instructions are these and the jumps here, so they are
/// written as bytes: an assembler's labels would take longer than all else about a guard.
void Compiler::emit_stubs() {
  auto start = static_cast<uint32_t>(a_.offset());
  std::vector<uint8_t> bytes;
  std::vector<size_t> ends;
  bytes.reserve(10 * code_->exits.size());
  ends.reserve(code_->exits.size());
  auto add = [&](uint8_t opcode, uint32_t operand, size_t size) {
    bytes.push_back(opcode);
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<uint8_t>(operand >> 8 * i));
  };
  constexpr uint8_t push_byte = 0x6a, push_word = 0x68, jump = 0xe9;
  for (uint32_t exit = 0; exit < code_->exits.size(); ++exit) {
    code_->exits[exit].stub = start + static_cast<uint32_t>(bytes.size());
    exit < 0x80 ? add(push_byte, exit, 1) : add(push_word, exit, 4);
    add(jump, 0, 4);
    ends.push_back(bytes.size());
  }
  for (size_t end : ends) {
    auto distance = static_cast<uint32_t>(bytes.size() - end);
    std::memcpy(bytes.data() + end - 4, &distance, 4);
  }
  a_.embed(bytes.data(), bytes.size());
}

/// What the main path does not fall into: slow calls, exits, the C entry, constants.
void Compiler::emit_cold() {
  locked_ = 0;
  keep_room_for_jump();
  for (ColdCall& call : cold_calls_) emit_cold_call(call);
  if (!code_->exits.empty()) {
    emit_stubs();
    a_.mov(x86::r11, reinterpret_cast<uint64_t>(code_.get()));
    a_.jmp(x86::qword_ptr(x86::r11, code_->exit_routine_offset()));
  }
  if (!root_) emit_native_entry();
  if (pool_words_.empty() && pool_masks_.empty()) return;
  a_.align(AlignMode::kData, 16);
  for (auto& [bits, label] : pool_masks_) {
    a_.bind(label);
    uint64_t mask[] = {bits, bits};
    a_.embed(mask, sizeof mask);
  }
  for (auto& [bits, label] : pool_words_) {
    a_.bind(label);
    a_.embed(&bits, sizeof bits);
  }
}

namespace {

/// Stores of these registers, the rest of the room filled with long no-operations.
void fill_in_saves(uint8_t* room, RegisterSet registers) {
  size_t left = 4 * std::size(saved_registers);
  for (unsigned i = 0; i < std::size(saved_registers); ++i) {
    Register reg = saved_registers[i];
    if (!(registers & bit(reg))) continue;
    const uint8_t store[] = {static_cast<uint8_t>(reg >= 8 ? 0x4c : 0x48), 0x89, static_cast<uint8_t>(0x45 | (reg & 7) << 3),
                             static_cast<uint8_t>(saved_offset(i))};  // mov [rbp + offset], reg
    std::memcpy(room, store, sizeof store);
    room += sizeof store;
    left -= sizeof store;
  }
  const uint8_t no_operation8[] = {0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0}, no_operation4[] = {0x0f, 0x1f, 0x40, 0};
  for (; left >= 8; left -= 8, room += 8) std::memcpy(room, no_operation8, 8);
  if (left) std::memcpy(room, no_operation4, 4);
}

}  // namespace

/// Sizes and addresses are known now: fills them in and moves the code to executable memory.
std::unique_ptr<X64Code> Compiler::finish_code(std::string& message) {
  code_->slot_count = static_cast<uint32_t>(slot_used_.size());
  uint32_t frame_size = static_cast<uint32_t>(fixed_frame_size) + 8 * code_->slot_count + outgoing_bytes_;
  code_->frame_size = std::max((frame_size + 15) / 16 * 16, least_frame_size_);
  CodeBuffer& buffer = holder_.sectionById(0)->buffer();
  auto fill_in = [&](uint32_t at, int32_t value) { std::memcpy(buffer.data() + at, &value, 4); };
  for (uint32_t at : frame_size_fields_) fill_in(at, static_cast<int32_t>(code_->frame_size));
  code_->saved = callee_saved_used_;
  for (uint32_t at : save_fields_) fill_in_saves(buffer.data() + at, callee_saved_used_ & ~(parent_ ? parent_->saved : 0));
  for (uint32_t at : frame_top_fields_) fill_in(at, -static_cast<int32_t>(code_->frame_size));
  for (const Exit& exit : code_->exits) {
    for (uint32_t jump : exit.jumps) {
      if (jump) fill_in(jump, static_cast<int32_t>(exit.stub - (jump + 4)));
    }
  }
  code_->size = static_cast<uint32_t>(buffer.size());
  if (buffer.size() > room_.size) {
    message = "code memory is exhausted";
    outgrew_room_ = true;
    code_->self_token = 0xffffffff;
    return nullptr;
  }
  shared_->memory.place(room_, buffer.data(), buffer.size());
  code_->start = room_.start;
  if (!shared_->exit_routine) shared_->exit_routine = make_exit_routine(*shared_);
  code_->exit_routine = shared_->exit_routine;
  code_->unwind.describe(code_->start, code_->size, code_->saved);
  code_->exits.shrink_to_fit();
  code_->guards.shrink_to_fit();
  code_->constants.shrink_to_fit();
  code_->locations = locations_.finish();
  for (uint32_t exit = 0; exit < code_->exits.size(); ++exit) {
    code_->exits[exit].number = exit;
    code_->exits[exit].code = code_.get();
    code_->guards[exit].backend = &code_->exits[exit];
    code_->guards[exit].code = code_.get();
  }
  if (!root_) code_->entry = reinterpret_cast<ExitAction (*)(uint64_t*)>(code_->start + holder_.labelOffset(native_entry_));
  TargetRecord& target = code_->labels();
  if (!root_) {
    target.entry = code_->start;
    target.code = code_.get();
    target.labels.clear();
  }
  for (auto& [number, label] : labels_) {
    target.labels[number] = {code_->start + holder_.labelOffset(label.label), code_->frame_size, code_->saved,
                             std::move(label.parameters)};
  }
  code_->machine_code = code_->start;
  code_->stats.code_bytes = code_->size;
  code_->stats.data_bytes =
      sizeof(X64Code) + code_->unwind.bytes() + code_->constants.size() * sizeof(uint64_t) + code_->exits.size() * (sizeof(Exit) + sizeof(Guard)) + code_->locations.memory();
  if (request_.disassemble) code_->disassembly = logger_.data();
  return std::move(code_);
}

}  // namespace jitwright::backend::x64
