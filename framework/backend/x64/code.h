// A piece of machine code (a root or a bridge) and what its exits, its bridges and jumps to its labels need to know.
//
// Frame, from rbp down: places for rbx, r12-r15, the entry buffer (null when called from compiled code), slots of 8 bytes,
// outgoing arguments at rsp. Pieces of different frame size share the frame: whoever jumps to a piece sets rsp to rbp -
// frame_size, and sees to it that exactly the callee-saved registers in the piece's `saved` are in their places; the others still
// hold the caller's values.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "backend/backend.h"
#include "backend/x64/code_memory.h"
#include "backend/x64/cpu.h"
#include "backend/x64/dispatch.h"
#include "backend/x64/exit_locations.h"
#include "backend/x64/location.h"
#include "backend/x64/unwind.h"

namespace jitwright::backend::x64 {

class X64Code;

constexpr int32_t buffer_offset = -48;  ///< of the entry buffer, from rbp
constexpr int32_t fixed_frame_size = 48;

constexpr Register saved_registers[] = {rbx, r12, r13, r14, r15};  ///< number i at rbp - 8 * (i + 1)
constexpr int32_t saved_offset(unsigned i) { return -8 * static_cast<int32_t>(i + 1); }

constexpr int32_t slot_offset(uint32_t slot) { return -fixed_frame_size - 8 * static_cast<int32_t>(slot + 1); }
constexpr uint32_t slot_at(int32_t offset) { return static_cast<uint32_t>((-fixed_frame_size - offset) / 8 - 1); }

/// How a guard leaves.
struct Exit {
  std::array<uint32_t, 2> jumps = {};  ///< offsets of the rel32 fields that lead to the stub or the bridge; 0: none
  uint32_t stub = 0;                   ///< offset
  uint32_t number = 0;                 ///< in code->exits
  X64Code* code = nullptr;
  X64Code* bridge = nullptr;
  ComparedValue compared;              ///< of a guard_value
  std::unique_ptr<DispatchNode> node;  ///< in place of `bridge`: several
};

/// A label others may jump to.
struct LabelRecord {
  const uint8_t* address = nullptr;
  uint32_t frame_size = 0;
  RegisterSet saved = 0;
  std::vector<Location> parameters;
};

/// What calls and jumps by target token use. Stable address.
struct TargetRecord {
  const void* entry = nullptr;  ///< called by call_assembler through this cell
  std::unordered_map<int64_t, LabelRecord> labels;
  X64Code* code = nullptr;  ///< the root
};

/// Lives as long as the backend or any code.
struct SharedState {
  Backend* backend = nullptr;
  CpuFeatures cpu;
  CodeMemory memory;
  std::unordered_map<uint32_t, std::unique_ptr<TargetRecord>> targets;
  const void* exit_routine = nullptr;
  UnwindTable exit_routine_unwind;
  /// Where the fail arguments of an exit are; valid until the next call.
  const std::vector<Location>& locations_of(const X64Code& code, uint32_t exit);
  void forget_locations(const X64Code& code);
  struct KnownLocations {
    const X64Code* code = nullptr;
    uint32_t exit = 0;
    std::vector<Location> locations;
  };
  std::array<KnownLocations, 256> known_locations;  ///< of the exits that were taken last, by hash

  TargetRecord& target(uint32_t token);
};

class X64Code final : public Code {
 public:
  explicit X64Code(std::shared_ptr<SharedState> shared) : shared(std::move(shared)) {}
  ~X64Code() override;
  ExitAction enter(uint64_t* buffer) override;
  void attach(bool on) override;
  void invalidate() override;
  bool is_attached() const override;
  bool can_dispatch(const Guard& guard) const override;
  void dispatch(Guard& guard, std::span<const uint64_t> values) override;

  const void* exit_routine = nullptr;  ///< read by the piece's exits
  /// Where that field is from the object's start.
  int32_t exit_routine_offset() const {
    return static_cast<int32_t>(reinterpret_cast<intptr_t>(&exit_routine) - reinterpret_cast<intptr_t>(this));
  }
  std::shared_ptr<SharedState> shared;
  uint8_t* start = nullptr;
  uint32_t size = 0;
  uint32_t frame_size = 0, slot_count = 0;
  RegisterSet saved = 0;  ///< callee-saved registers that are in the frame while the piece runs
  uint32_t self_token = 0xffffffff;
  std::vector<Exit> exits;
  std::vector<std::pair<uint32_t, uint32_t>> invalidation_points;  ///< offset of room for a jump, and the exit it leads to
  ExitLocations locations;                  ///< of the fail arguments of all exits
  std::vector<uint64_t> constants;          ///< of fail arguments
  std::vector<uint32_t> reserved_slots;     ///< frame memory whose address may be anywhere
  std::vector<uint32_t> operation_offsets;  ///< by operation of the trace, where asked for
  TargetRecord own_target;                  ///< labels when the code has no token
  UnwindTable unwind;
  Exit* attached_to = nullptr;              ///< of a bridge whose guard is still there
  Guard* attached_guard = nullptr;

  TargetRecord& labels() { return self_token == 0xffffffff ? own_target : shared->target(self_token); }
  /// Lets the guard's jumps lead to `destination`.
  void patch_exit(Exit& exit, const uint8_t* destination);
  /// After a change of the node's cases.
  void update_node(Exit& exit);

 private:
  void detach();};

/// The code all exits share: saves the registers, calls the engine, leaves the frame. Null when code memory is exhausted.
const void* make_exit_routine(SharedState& shared);

}  // namespace jitwright::backend::x64
