// The optimiser: recorded trace in, optimised trace and resume data out. pipeline.cpp is the list of its steps.
//
// It keeps, for each compiled loop, the virtual states of its labels, so that bridges can enter the peeled loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "jitcode/library.h"
#include "resume/resume_data.h"
#include "resume/snapshot.h"
#include "trace/trace.h"

namespace jitwright::optimizer {

/// Read-only memory whose contents may be folded: constant objects marked immutable are loaded at compile time directly;
/// this says which other addresses (read-only segments of loaded files) never change.
using IsReadOnlyMemory = std::function<bool(uint64_t address, uint32_t size)>;

struct Options {
  uint32_t disabled_passes = 0;  ///< bit set of Pass
  bool exits_at_will = false;    ///< stress: guards fail although their condition holds, so failing says nothing about it
  bool verify = false;           ///< verify the trace after each pass
  std::function<void(const char* pass, const trace::Trace&)> dump;  ///< null: none
};

enum class Pass : uint8_t {
#define PASS(name, ...) name,
#include "optimizer/passes.def"
#undef PASS
};
const char* name(Pass pass);

/// Expansion of boxes into plain operations: inputs, pure operations, finish. Indexed by box family.
struct BoxTemplates {
  trace::Trace box, unbox, is_box;
};

/// The heap's write barrier, void(const void* field): cards[field >> shift & mask] = 1. A call of it becomes these operations, and
/// nothing for objects the trace made, and for values that are no references: boxes, and constants outside [heap, heap_end).
/// `function` 0: there is none.
struct WriteBarrier {
  uint64_t function = 0, cards = 0, shift = 0, mask = 0;
  uint64_t heap = 0, heap_end = 0;
};

/// What a trace does before it stores to a quasi-immutable field: if (filter[field >> 3 & filter_size - 1]) function(field, size). The call has no effect
/// on memory that a trace sees.
struct FieldChange {
  uint64_t function = 0, filter = 0, filter_size = 0;
  uint32_t descriptor = 0;
};

/// What a call of compiled code passes instead of an object that only the callee will use: the object's parts. The callee sees an object that was not
/// built. Constants of the call belong to the shape and are not passed.
struct CallShape {
  struct Constant {
    bool known = false;
    uint64_t bits = 0;
    bool operator==(const Constant&) const = default;
  };
  struct Part {
    uint32_t offset = 0;
    layout::MemoryType memory_type{};
    layout::AccessClassId access_class{};
    uint32_t family = 0xffffffff;  ///< passed as payload of this box family; 0xffffffff: as it is
    Constant constant;
    bool operator==(const Part&) const = default;
  };
  std::vector<Constant> lives;     ///< of the callee's merge point; what is not known is passed, but for the object
  uint32_t object = 0;             ///< the live that is the object
  uint32_t allocation = 0;         ///< its call descriptor, with constant arguments (callee first, size last)
  std::vector<std::pair<uint64_t, layout::Type>> arguments;
  std::vector<Part> parts;
  bool operator==(const CallShape&) const = default;
};

/// Token of compiled code for the entry `token` (0xffffffff: the trace being optimised) that takes this shape, or 0xffffffff.
using FindShapedEntry = std::function<uint32_t(uint32_t token, const CallShape& shape)>;

struct Context {
  const jitcode::Library* library = nullptr;
  WriteBarrier write_barrier;
  FieldChange field_change;
  std::vector<BoxTemplates> box_templates;  ///< by BoxFamilyId
  IsReadOnlyMemory is_read_only;
  FindShapedEntry find_shaped_entry;        ///< null: calls build what they pass
  std::shared_ptr<resume::Pool> pool = std::make_shared<resume::Pool>();  ///< of the resume data it writes
};

/// The exported state of one label: opaque outside the optimiser.
struct LabelState;
/// All labels of one compiled loop: label 0 takes the plain lives, later ones are peeled loops with virtual states.
struct TargetLabels {
  TargetLabels();
  ~TargetLabels();
  TargetLabels(TargetLabels&&) noexcept;
  TargetLabels& operator=(TargetLabels&&) noexcept;
  size_t bytes() const;
  std::vector<std::unique_ptr<LabelState>> labels;
};

struct Result {
  trace::Trace trace;           ///< optimised; guards carry resume ids and fail arguments; boxes are expanded
  resume::ResumeTable resume;
  TargetLabels labels;          ///< of loops
  bool ok = true;               ///< false: cannot be compiled (message says why); the engine counts it as bad_loop
  std::string message;
  uint32_t guards = 0, operations = 0;
};

class Optimizer {
 public:
  Optimizer(Context context, Options options);
  ~Optimizer();

  /// A loop: preamble, label, peeled body, jump. Falls back to an unpeeled loop when the virtual state does not settle.
  Result optimize_loop(const trace::Trace& recorded, const resume::Snapshots& snapshots);
  /// A trace from a function's entry that finishes, or jumps to another target.
  /// `own_token`: of the entry, if it has one already.
  Result optimize_entry(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target, uint32_t own_token = 0xffffffff);
  /// The same for callers that pass `shape`; its inputs are the lives and parts that the shape does not know. `own_token`: of the plain entry.
  Result optimize_shaped_entry(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target, const CallShape& shape,
                               uint32_t own_token);
  /// A bridge: inputs are the guard's fail arguments. `target` are the labels of the loop it jumps to; null when it finishes.
  Result optimize_bridge(const trace::Trace& recorded, const resume::Snapshots& snapshots, TargetLabels* target);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jitwright::optimizer
