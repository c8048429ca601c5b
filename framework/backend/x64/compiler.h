// Compiles one trace: a backward pass for uses (Plan), then one forward pass that allocates registers and emits.
//
// Invariants of the forward pass: a value with a use ahead is in `reg`, in its frame slot, or both; a register's owner is the
// value (or temporary) in it; locked registers hold what the current operation works on. The register `scratch` holds a value
// only inside one operation, except that a constant left there may be found again. Wide constants used more than once rest in
// free registers (`constant_registers_`, disjoint from the occupied ones) until somebody needs the register.
#pragma once

#include <asmjit/x86.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "backend/x64/code.h"
#include "backend/x64/cpu.h"
#include "backend/x64/plan.h"

namespace jitwright::backend::x64 {

namespace x86 = asmjit::x86;
using x86::CondCode;
using InstId = asmjit::InstId;

/// A source operand: what an instruction can take as its second operand.
struct Source {
  enum class Kind : uint8_t { reg, frame, immediate, pool, memory } kind = Kind::reg;  // pool: a constant beside the code
  Register reg = no_register;
  int32_t offset = 0;
  int64_t immediate = 0;
  asmjit::Label label;
  x86::Mem memory;  ///< of a load that a comparison makes itself
};

/// One of a set of moves that happen at once.
struct Move {
  Location to;
  Location from;  ///< register or frame
  bool constant = false;
  bool outgoing = false;  ///< `to` is an outgoing argument: its offset is from rsp
  uint64_t bits = 0;      ///< if constant
};

/// A condition in the processor's flags.
struct Flags {
  enum class Parity : uint8_t { ignored, and_ordered, or_unordered };  ///< float equality needs a second flag
  CondCode code = CondCode::kNE;
  Parity parity = Parity::ignored;
};

class Compiler {
 public:
  /// Assembles for the start of `room`.
  Compiler(std::shared_ptr<SharedState> shared, const CompileRequest& request, const CodeMemory::Room& room);
  std::unique_ptr<X64Code> compile_root(std::string& message);
  std::unique_ptr<X64Code> compile_bridge(Guard& guard, X64Code& root, std::string& message);
  /// The code did not fit: only a larger room helps.
  bool outgrew_room() const { return outgrew_room_; }

 private:
  struct ValueState {
    Register reg = no_register, hint = no_register;
    int32_t frame = 0;  ///< offset from rbp; 0: none
  };
  struct OwnLabel {
    asmjit::Label label;
    uint32_t operation = 0;
    std::vector<Location> parameters;
  };
  /// A call off the main path that keeps all registers: slow paths of allocation, conditional calls.
  struct ColdCall {
    asmjit::Label entry, back;
    std::vector<std::pair<Register, int32_t>> saved;
    std::vector<std::pair<Register, uint64_t>> constants;  ///< loaded again after the call
    std::vector<Move> arguments;
    std::vector<layout::AbiType> parameters;
    Source callee;
    Register result = no_register;
  };

  // compile.cpp: the steps
  void prepare(std::vector<Operand> known);
  std::unique_ptr<X64Code> run(std::string& message);
  void emit_frame_setup(const x86::Gp* buffer);
  void reserve_register_saves();
  void emit_root_entry();
  void emit_native_entry();
  void emit_bridge_entry();
  void emit_operations();
  void emit_operation(uint32_t index);
  void emit_cold();
  void emit_stubs();
  std::unique_ptr<X64Code> finish_code(std::string& message);
  void fail(std::string message) {
    if (message_.empty()) message_ = std::move(message);
  }

  // registers.cpp
  bool is_float(Operand operand) const { return layout::is_float(type_of(operand)); }
  Type type_of(Operand operand) const;
  uint64_t constant_bits(Operand operand) const;
  Operand operand(uint32_t number) const { return plan_.resolve(trace_.operands(*current_)[number]); }
  bool dies(Operand operand) const { return operand.is_value() && plan_.last_use[operand.index()] <= position_; }
  RegisterSet dying_register(Operand operand) const;
  Register allocate(bool vector, uint32_t owner, RegisterSet forbidden = 0, bool crosses_call = false);
  Register temporary(bool vector) { return allocate(vector, temporary_owner); }
  void evict(Register reg);
  /// Empties a fixed register: its value moves elsewhere.
  void vacate(Register reg, RegisterSet forbidden);
  void bind(uint32_t value, Register reg);
  void unbind(uint32_t value);
  void release_if_dead(uint32_t value);
  void lock(Register reg) { locked_ |= bit(reg); }
  int32_t allocate_slot();
  int32_t allocate_frame_memory(int64_t bytes);
  void free_slot(int32_t offset);
  Location location_of(Operand operand);
  int32_t number_of_bits(uint64_t bits);
  int32_t number_of_constant(Operand constant);
  /// The register for the result of the current operation; it may be one of `reusable` (registers of operands that die here).
  Register define(RegisterSet reusable, RegisterSet forbidden = 0);
  Register use(Operand operand);  ///< in a register, locked
  /// Register, frame word, 32-bit immediate (sign-extended; `wide`: for a 64-bit instruction), or for floats a pool constant.
  Source use_any(Operand operand, bool wide = true);
  /// As use_any, for the second operand of emit(): wide integers too stay in the pool.
  Source use_second(Operand operand, bool wide);
  /// As use_any, for comparisons: also what a deferred load would load.
  Source compare_source(Operand operand, bool wide);
  /// A register that holds the constant until the end of the operation.
  Register use_constant(uint64_t bits, bool again);
  void forget_constants(RegisterSet registers) { constant_registers_ &= ~registers; }
  bool used_again(Operand constant) const;
  /// The register where an integer constant rests, or none.
  Register resting_place(uint64_t bits) const;
  /// Where a constant that is used again may rest until somebody needs the register.
  RegisterSet registers_for_rest() const;
  bool in_reach(uint64_t address) const { return shared_->memory.in_reach(address); }
  Register take_scratch();  ///< the scratch register, or a temporary if it is taken
  void end_operation(uint32_t index);
  void release_operands(uint32_t index);

  // emit.cpp: instructions on our operands
  static x86::Gp general(Register reg, bool wide = true) { return wide ? x86::Gp(x86::gpq(reg)) : x86::Gp(x86::gpd(reg)); }
  static x86::Xmm vector(Register reg) { return x86::xmm(reg - 16u); }
  static x86::Mem frame(int32_t offset, uint32_t size = 8) { return x86::ptr(x86::rbp, offset, size); }
  void move(Register to, Register from);
  void load_constant(Register to, uint64_t bits, bool keep_flags = false);
  void load_frame(Register to, int32_t offset);
  void store_frame(int32_t offset, Register from);
  void load_source(Register to, const Source& source);
  void emit(InstId instruction, Register to, const Source& source, bool wide);
  void emit_float(InstId vex, InstId legacy, Register to, Register a, const Source& b);
  asmjit::Label pool(uint64_t bits, bool as_mask = false);
  Source pool_source(uint64_t bits, bool as_mask = false);
  void scratch_changes() { scratch_constant_known_ = false; }
  void load_scratch(uint64_t bits);
  /// An instruction that ends in 4 bytes that finish_code() fills in; their offset.
  uint32_t emit_raw(std::initializer_list<uint8_t> bytes);

  // moves.cpp
  void emit_moves(std::vector<Move>& moves);
  void emit_move(const Move& move);

  // integers.cpp, floats.cpp
  void emit_binary(InstId instruction, bool commutative);
  void emit_add();
  void emit_multiply();
  void emit_shift();
  void emit_divide();
  void emit_divide_by_power(unsigned k);
  void emit_high_multiply();
  void emit_unary_integer();
  void emit_extension();
  void emit_pointer_add();
  void emit_compare_sources(Operand a, Source first, Operand b, Source second, bool wide);
  Flags emit_compare(uint32_t comparison);
  Flags emit_float_compare(uint32_t comparison);
  Flags emit_overflow(uint32_t check);
  void emit_test(Operand a, Operand b, bool wide);
  void take_product_registers(Register reg);
  static Flags negated(Flags flags);
  Flags emit_flags(Operand condition);
  void emit_set();
  void emit_select();
  void emit_float_operation();
  void emit_conversion();

  // memory.cpp
  x86::Mem access_address(const Operation& operation);
  x86::Mem address(Operand base, int64_t offset, uint32_t size);
  x86::Mem item_address(Operand base, Operand index, uint32_t scale, int64_t offset, uint32_t size);
  void emit_load(bool item);
  void emit_store(bool item);
  void emit_copy_memory();
  void emit_fill_memory();

  // calls.cpp
  bool is_call(uint32_t index) const;
  const InlineAllocator* inline_allocator(const Operation& operation) const;
  void emit_call();
  void emit_call_assembler();
  void emit_conditional_call();
  void emit_inline_allocation(const InlineAllocator& allocator);
  void emit_memory_call(uint64_t function);
  void save_around_call();
  std::vector<Move> argument_moves(std::span<const Operand> arguments, std::span<const layout::AbiType> parameters,
                                   bool compiled);
  void canonicalise_arguments(std::span<const layout::AbiType> parameters);
  void emit_call_to(const Source& callee);
  void canonicalise_result(Register reg, layout::AbiType type);
  void bind_call_results(bool compiled, layout::AbiType first, layout::AbiType second);
  ColdCall& cold_call(std::vector<Move> arguments, std::vector<layout::AbiType> parameters, Register result);
  void emit_cold_call(ColdCall& call);

  // control.cpp
  void emit_guard();
  static ComparedValue compared_value(const Source& source, bool wide);
  void emit_exit_trace();
  uint32_t add_exit();
  void record_fail_arguments();
  void jump_to_exit(CondCode code, uint32_t exit);
  void keep_room_for_jump();
  void bind_here(const asmjit::Label& label);
  void emit_label();
  void choose_parameter_locations(uint32_t label_operation, OwnLabel& label);
  void emit_jump();
  void emit_jump_moves(std::span<const Operand> operands, const std::vector<Location>& to);
  void set_jump_hints();
  void hint_operands(std::span<const Operand> operands, const std::vector<Location>& to);
  const LabelRecord* foreign_label(const Operation& jump);
  OwnLabel* own_label(const Operation& jump);
  void emit_finish();
  void save_registers(RegisterSet registers);
  void restore_registers(RegisterSet registers);

  static constexpr uint32_t free_owner = 0xffffffff, temporary_owner = 0xfffffffe;

  std::shared_ptr<SharedState> shared_;
  const CompileRequest& request_;
  const Trace& trace_;
  const CpuFeatures cpu_;
  const CodeMemory::Room room_;
  bool outgrew_room_ = false;
  Plan plan_;
  std::unique_ptr<X64Code> code_;
  X64Code* root_ = nullptr;    ///< bridges
  X64Code* parent_ = nullptr;  ///< bridges: the piece whose guard fails
  std::vector<Location> bridge_inputs_;
  std::vector<Location> exit_locations_;
  ExitLocationsWriter locations_;

  /// AsmJit reports what it cannot encode: our mistake.
  struct Errors final : asmjit::ErrorHandler {
    explicit Errors(Compiler& compiler) : compiler(compiler) {}
    void handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) override {
      compiler.fail(std::string("assembler: ") + message);
    }
    Compiler& compiler;
  } errors_{*this};
  asmjit::CodeHolder holder_;
  x86::Assembler a_;
  asmjit::StringLogger logger_;

  std::vector<ValueState> values_;
  std::vector<uint64_t> extra_constants_;  ///< what bridge inputs are known to be, and their types
  std::vector<Type> extra_types_;
  std::vector<Location> entry_locations_;  ///< of the inputs, where label 0 stands apart
  uint32_t owner_[32];
  uint64_t constant_in_[16] = {};
  RegisterSet constant_registers_ = 0;
  std::vector<uint8_t> constant_uses_;  ///< by constant of the trace: 0, 1, 2 or more
  RegisterSet occupied_ = 0, locked_ = 0, callee_saved_used_ = 0, temporaries_ = 0, hinted_ = 0;
  bool scratch_taken_ = false, float_scratch_taken_ = false;
  bool scratch_constant_known_ = false;
  uint64_t scratch_constant_ = 0;
  uint32_t position_ = 0, current_index_ = 0, flags_of_ = nil;
  const Operation* current_ = nullptr;

  std::vector<uint8_t> slot_used_;
  std::vector<uint32_t> free_slots_;
  static constexpr size_t jump_size = 5;
  size_t room_end_ = 0;  ///< of the latest guard_not_invalidated
  uint32_t outgoing_bytes_ = 0, least_frame_size_ = 0;
  std::vector<uint32_t> frame_size_fields_;  ///< offsets of imm32 fields: frame size minus what was pushed
  std::vector<uint32_t> save_fields_;        ///< offsets of the room for saving callee-saved registers
  std::vector<uint32_t> frame_top_fields_;   ///< offsets of disp32 fields: minus the frame size
  std::vector<int32_t> constant_numbers_;    ///< by constant of the trace: its place in the code's constants; -1: not there yet
  std::vector<ColdCall> cold_calls_;
  std::unordered_map<uint64_t, asmjit::Label> pool_words_, pool_masks_;
  std::unordered_map<int64_t, OwnLabel> labels_;
  std::vector<std::pair<uint32_t, int32_t>> label_slot_sources_;  ///< values whose slot a parameter took over
  asmjit::Label body_, compiled_entry_, native_entry_;
  std::string message_;
};

}  // namespace jitwright::backend::x64
