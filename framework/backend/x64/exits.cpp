// What happens when a guard without a bridge fails, and how bridges come and go.
#include <asmjit/x86.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "backend/x64/code.h"

namespace jitwright::backend::x64 {

namespace {

/// Called by the exit routine. `saved`: 16 general registers, then 16 vector registers' low halves.
uint64_t leave_by_guard(X64Code* code, uint64_t exit_index, const uint64_t* saved, uint8_t* frame, uint64_t* results) {
  // The routine restores all callee-saved registers from the frame: complete it.
  for (unsigned i = 0; i < std::size(saved_registers); ++i) {
    if (!(code->saved & bit(saved_registers[i]))) std::memcpy(frame + saved_offset(i), &saved[saved_registers[i]], 8);
  }
  const std::vector<Location>& locations = code->shared->locations_of(*code, static_cast<uint32_t>(exit_index));
  constexpr size_t usual = 64;
  uint64_t few[usual];
  std::vector<uint64_t> many;
  uint64_t* values = few;
  if (locations.size() > usual) {
    many.resize(locations.size());
    values = many.data();
  }
  for (size_t i = 0; i < locations.size(); ++i) {
    const Location& location = locations[i];
    uint64_t bits = 0;
    switch (location.kind) {
      case Location::Kind::in_register: bits = saved[location.reg]; break;
      case Location::Kind::in_frame: std::memcpy(&bits, frame + location.offset, 8); break;
      case Location::Kind::constant: bits = code->constants[static_cast<size_t>(location.offset)]; break;
      case Location::Kind::none: break;
    }
    values[i] = location.narrow ? static_cast<uint32_t>(bits) : bits;
  }
  uint64_t* buffer = nullptr;
  std::memcpy(&buffer, frame + buffer_offset, 8);
  Backend& backend = *code->shared->backend;
  Guard* guard = &code->guards[exit_index];
  guard->failing_value = code->exits[exit_index].compared.read(saved, frame);
  return static_cast<uint64_t>(backend.exit_handler(backend.exit_context, guard, values, buffer, results));
}

}  // namespace

const void* make_exit_routine(SharedState& shared) {
  using namespace asmjit;
  CodeHolder holder;
  holder.init(Environment::host());
  x86::Assembler a(&holder);
  // On entry: r11 = code, [rsp] = exit index, rsp = 8 modulo 16.
  constexpr int results = 256, index = 280;
  a.sub(x86::rsp, 280);
  for (uint32_t i = 0; i < 16; ++i) {
    if (i != rsp && i != rbp) a.mov(x86::ptr(x86::rsp, static_cast<int>(8 * i)), x86::gpq(i));
    a.movsd(x86::ptr(x86::rsp, static_cast<int>(128 + 8 * i)), x86::xmm(i));
  }
  a.mov(x86::rdi, x86::r11);
  a.mov(x86::rsi, x86::ptr(x86::rsp, index));
  a.mov(x86::rdx, x86::rsp);
  a.mov(x86::rcx, x86::rbp);
  a.lea(x86::r8, x86::ptr(x86::rsp, results));
  a.mov(x86::rax, reinterpret_cast<uint64_t>(&leave_by_guard));
  a.call(x86::rax);
  a.mov(x86::rcx, x86::ptr(x86::rsp, results));
  a.mov(x86::rdx, x86::ptr(x86::rsp, results + 8));
  a.mov(x86::r11, x86::ptr(x86::rbp, buffer_offset));
  Label called = a.newLabel(), leave = a.newLabel();
  a.test(x86::r11, x86::r11);
  a.jz(called);
  a.cmp(x86::eax, static_cast<int>(ExitAction::portal_returned));
  a.jne(leave);
  a.mov(x86::ptr(x86::r11), x86::rcx);
  a.mov(x86::ptr(x86::r11, 8), x86::rdx);
  a.jmp(leave);
  a.bind(called);  // the caller knows the results' types and takes them from either register file
  a.mov(x86::rax, x86::rcx);
  a.movq(x86::xmm0, x86::rcx);
  a.movq(x86::xmm1, x86::rdx);
  a.bind(leave);
  for (unsigned i = 0; i < std::size(saved_registers); ++i)
    a.mov(x86::gpq(saved_registers[i]), x86::ptr(x86::rbp, saved_offset(i)));
  a.leave();
  a.ret();
  holder.flatten();
  CodeMemory::Room room = shared.memory.room(holder.codeSize());
  if (!room.start) return nullptr;
  shared.memory.place(room, holder.sectionById(0)->buffer().data(), holder.codeSize());
  RegisterSet all = 0;
  for (Register reg : saved_registers) all |= bit(reg);
  shared.exit_routine_unwind.describe(room.start, holder.codeSize(), all);
  return room.start;
}

const std::vector<Location>& SharedState::locations_of(const X64Code& code, uint32_t exit) {
  KnownLocations& known = known_locations[(reinterpret_cast<uintptr_t>(&code) / 64 + exit) % known_locations.size()];
  if (known.code != &code || known.exit != exit) {
    known.code = &code;
    known.exit = exit;
    code.locations.read(exit, known.locations);
  }
  return known.locations;
}

void SharedState::forget_locations(const X64Code& code) {
  for (KnownLocations& known : known_locations) {
    if (known.code == &code) known.code = nullptr;
  }
}

TargetRecord& SharedState::target(uint32_t token) {
  auto& record = targets[token];
  if (!record) record = std::make_unique<TargetRecord>();
  return *record;
}

void X64Code::patch_exit(Exit& exit, const uint8_t* destination) {
  CodeMemory::Change change(shared->memory);
  for (uint32_t jump : exit.jumps) {
    if (jump) shared->memory.patch(start + jump, static_cast<int32_t>(destination - (start + jump + 4)));
  }
}

X64Code::~X64Code() {
  shared->forget_locations(*this);
  detach();
  for (Exit& exit : exits) {
    if (exit.bridge) exit.bridge->attached_to = nullptr;
    if (!exit.node) continue;
    for (const DispatchNode::Case& each : exit.node->cases) {
      if (each.bridge) each.bridge->attached_to = nullptr;
    }
  }
  if (self_token != 0xffffffff) {
    auto record = shared->targets.find(self_token);
    if (record != shared->targets.end() && record->second->code == this) shared->targets.erase(record);
  }
  if (start) shared->memory.release(start);
}

/// A bridge: its guard knows it no more.
void X64Code::detach() {
  if (!attached_to) return;
  Exit& exit = *std::exchange(attached_to, nullptr);
  X64Code& parent = *exit.code;
  if (exit.node) {
    std::erase_if(exit.node->cases, [&](const DispatchNode::Case& each) { return each.bridge == this; });
    return parent.update_node(exit);
  }
  parent.patch_exit(exit, parent.start + exit.stub);
  exit.bridge = nullptr;
  attached_guard->has_bridge = false;
}

void X64Code::update_node(Exit& exit) {
  bool ready = exit.node->update();
  patch_exit(exit, ready ? exit.node->start() : start + exit.stub);
}

void X64Code::attach(bool on) {
  if (!attached_to) return;
  X64Code& parent = *attached_to->code;
  if (attached_to->node) {
    for (DispatchNode::Case& each : attached_to->node->cases) {
      if (each.bridge == this) each.on = on;
    }
    return parent.update_node(*attached_to);
  }
  parent.patch_exit(*attached_to, on ? start : parent.start + attached_to->stub);
  attached_guard->has_bridge = on;
}

bool X64Code::is_attached() const {
  if (!attached_to) return false;
  if (!attached_to->node) return attached_guard->has_bridge;
  return std::ranges::any_of(attached_to->node->cases, [&](const DispatchNode::Case& each) { return each.bridge == this && each.on; });
}

bool X64Code::can_dispatch(const Guard& guard) const {
  return static_cast<const Exit*>(guard.backend)->compared.kind != ComparedValue::Kind::lost;
}

void X64Code::dispatch(Guard& guard, std::span<const uint64_t> values) {
  Exit& exit = *static_cast<Exit*>(guard.backend);
  if (!exit.node) {
    exit.node = std::make_unique<DispatchNode>(shared->memory, exit.compared);
    exit.node->stub = start + exit.stub;
  }
  X64Code* present = std::exchange(exit.bridge, nullptr);
  for (uint64_t value : values) exit.node->add(value, present, guard.has_bridge);
  guard.dispatches = guard.has_bridge = true;
  update_node(exit);
}

void X64Code::invalidate() {
  CodeMemory::Change change(shared->memory);
  for (auto [offset, exit] : invalidation_points) shared->memory.patch_jump(start + offset, start + exits[exit].stub);
  detach();
}

ExitAction X64Code::enter(uint64_t* buffer) {
  CHECK(entry, "only root code can be entered");
  return entry(buffer);
}

}  // namespace jitwright::backend::x64
