// The verifier: each rule is one small function that returns the broken invariant, or nothing.
#include <algorithm>

#include "jitcode/instruction.h"

namespace jitwright::jitcode {

namespace {

using layout::AbiType;

class Verifier {
 public:
  Verifier(const Function& function, const Module& module) : function_(function), module_(module) {}

  std::string run() {
    check_header();
    if (message_.empty()) find_starts();
    if (message_.empty()) check_instructions();
    if (message_.empty()) check_liveness();
    if (message_.empty()) check_locations();
    return message_;
  }

 private:
  void fail(uint32_t pc, const std::string& message) {
    if (message_.empty()) message_ = function_.name + " at " + std::to_string(pc) + ": " + message;
  }
  void fail(const std::string& message) {
    if (message_.empty()) message_ = function_.name + ": " + message;
  }
  bool has_symbol(int32_t symbol) const { return symbol >= -1 && symbol < static_cast<int64_t>(module_.symbols.size()); }

  void check_header() {
    if (function_.register_count + function_.constants.size() > 0xffff) fail("registers and constants exceed 16 bits");
    if (function_.signature.parameters.size() > function_.register_count) fail("more parameters than registers");
    if (!has_symbol(function_.symbol)) fail("the function's symbol is out of range");
    for (const Constant& constant : function_.constants) {
      if (!has_symbol(constant.symbol)) fail("a constant's symbol is out of range");
    }
    if (function_.portal) check_portal(*function_.portal);
  }

  void check_portal(const PortalInfo& portal) {
    if (portal.greens > portal.live_types.size()) fail("the portal has more greens than lives");
    if (portal.live_types.size() != portal.live_names.size()) fail("the portal's lives and their names differ in number");
    if (!has_symbol(portal.driver_symbol) || !has_symbol(portal.resume_symbol)) fail("a portal symbol is out of range");
    for (layout::Type type : portal.live_types) {
      if (type == layout::Type::none) fail("a live value of the portal has no type");
    }
  }

  void find_starts() {
    starts_.assign(function_.code.size() + 1, false);
    if (function_.code.empty()) return fail("no code");
    Opcode last{};
    for (uint32_t pc = 0; pc < function_.code.size(); pc += parts_.size) {
      if ((function_.code[pc] & 0xff) >= opcode_count) return fail(pc, "unknown opcode");
      if (!read_parts(function_, pc, parts_)) return fail(pc, "the code ends inside an instruction");
      starts_[pc] = true;
      last = parts_.opcode;
      if (last == Opcode::merge_point) ++merge_points_;
    }
    if (!is_terminator(last)) fail("control runs off the end of the code");
    if (merge_points_ > 1) fail("more than one merge point");
    if ((merge_points_ == 1) != (function_.portal != nullptr)) fail("portal information and merge point do not come together");
  }

  bool is_start(uint64_t pc) const { return pc < function_.code.size() && starts_[pc]; }

  void check_instructions() {
    for (uint32_t pc = 0; pc < function_.code.size() && message_.empty(); pc += parts_.size) {
      read_parts(function_, pc, parts_);
      check_type();
      for (const Part& part : parts_.parts) check_part(part);
      if (message_.empty()) check_shape();
      if (may_guard(parts_, module_) && !function_.find_liveness(pc, false)) fail(pc, "no liveness before the instruction");
      if (is_call(parts_.opcode) && !function_.find_liveness(pc, true)) fail(pc, "no liveness across the call");
    }
  }

  void check_type() {
    bool memory = parts_.opcode == Opcode::load || parts_.opcode == Opcode::load_item || parts_.opcode == Opcode::store ||
                  parts_.opcode == Opcode::store_item || parts_.opcode == Opcode::load_volatile ||
                  parts_.opcode == Opcode::store_volatile;
    unsigned limit = static_cast<unsigned>(memory ? layout::MemoryType::ptr : static_cast<layout::MemoryType>(layout::Type::ptr));
    bool needs_type = is_pure(parts_.opcode) || parts_.opcode == Opcode::switch_;
    if (parts_.type > limit || (needs_type && parts_.type == static_cast<uint8_t>(layout::Type::none)))
      fail(parts_.pc, "bad type");
  }

  void check_part(const Part& part) {
    uint32_t registers = function_.register_count;
    uint64_t value = static_cast<uint64_t>(part.value);
    switch (part.kind) {
      case 'd':
      case 'm':
        if (value >= registers) fail(parts_.pc, "destination register out of range");
        break;
      case 'r':
        if (value >= registers && value != 0xffff) fail(parts_.pc, "result register out of range");
        break;
      case 'a':
        if (value >= registers + function_.constants.size()) fail(parts_.pc, "operand out of range");
        break;
      case 'j':
        if (!is_start(value)) fail(parts_.pc, "jump target is not an instruction");
        break;
      case 'c':
        if (value >= module_.access_classes.size()) fail(parts_.pc, "access class out of range");
        break;
      case 'k':
        if (value >= module_.calls.size()) fail(parts_.pc, "call descriptor out of range");
        break;
      case 'f':
        if (value >= module_.families.size()) fail(parts_.pc, "box family out of range");
        break;
      default: break;
    }
  }

  void check_shape() {
    switch (parts_.opcode) {
      case Opcode::call:
      case Opcode::call_portal: check_call(module_.calls[parts_.parts[0].value], parts_.parts[1].value); break;
      case Opcode::conditional_call: check_call(module_.calls[parts_.parts[0].value], 0xffff); break;
      case Opcode::return_: check_return(); break;
      case Opcode::switch_: check_switch(); break;
      case Opcode::merge_point: check_merge_point(); break;
      default: break;
    }
  }

  void check_call(const layout::CallDescriptor& call, int64_t result) {
    if (parts_.parts.size() - 4 != call.signature.parameters.size()) fail(parts_.pc, "argument count is not the signature's");
    if (result == 0xffff) return;
    if (call.signature.result == AbiType::none) fail(parts_.pc, "a result register for a call without result");
    if (call.signature.second_result != AbiType::none && result + 1 >= function_.register_count) {
      fail(parts_.pc, "second result register out of range");
    }
  }

  void check_return() {
    const layout::Signature& signature = function_.signature;
    int64_t results = (signature.result != AbiType::none) + (signature.second_result != AbiType::none);
    if (parts_.parts[0].value != results) fail(parts_.pc, "return count is not the signature's");
  }

  void check_switch() {
    for (size_t i = 2; i + 1 < parts_.parts.size(); i += 2) {
      if (parts_.parts[i].value < function_.register_count) fail(parts_.pc, "switch case is not constant");
    }
  }

  void check_merge_point() {
    const PortalInfo& portal = *function_.portal;
    if (parts_.parts[0].value != portal.greens) fail(parts_.pc, "greens of merge point and portal differ");
    if (parts_.parts[1].value != static_cast<int64_t>(portal.live_types.size())) {
      fail(parts_.pc, "lives of merge point and portal differ");
    }
  }

  void check_liveness() {
    const Liveness* previous = nullptr;
    for (const Liveness& entry : function_.liveness) {
      if (!is_start(entry.pc)) fail(entry.pc, "liveness is not at an instruction");
      bool sorted = !previous || previous->pc < entry.pc || (previous->pc == entry.pc && previous->across < entry.across);
      if (!sorted) fail(entry.pc, "liveness is not sorted");
      for (size_t i = 0; i < entry.registers.size(); ++i) {
        if (entry.registers[i] >= function_.register_count) fail(entry.pc, "live register out of range");
        if (i > 0 && entry.registers[i] <= entry.registers[i - 1]) fail(entry.pc, "live registers are not in ascending order");
      }
      previous = &entry;
    }
  }

  void check_locations() {
    uint32_t previous = 0;
    for (const Location& location : function_.locations) {
      if (location.pc < previous) fail(location.pc, "locations are not sorted");
      if (location.file >= module_.files.size()) fail(location.pc, "a location's file is out of range");
      previous = location.pc;
    }
  }

  const Function& function_;
  const Module& module_;
  std::string message_;
  std::vector<bool> starts_;
  Parts parts_;
  uint32_t merge_points_ = 0;
};

}  // namespace

std::string verify(const Function& function, const Module& module) { return Verifier(function, module).run(); }

}  // namespace jitwright::jitcode
