// What every backend offers: machine code (or its equivalent) for optimised traces, and exits.
//
// Entry: `enter` runs a compiled loop from label 0 with the lives in a buffer. An exit calls the engine's handler with the guard and the values of its
// fail arguments; the handler leaves results and says how compiled code returns. A bridge is attached to its guard and takes over.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "layout/call.h"
#include "trace/trace.h"

namespace jitwright::backend {

/// One guard of compiled code. Owned by the code; address is stable.
struct Guard {
  trace::ResumeId resume = trace::ResumeId::none;
  uint16_t fail_argument_count = 0;
  bool has_bridge = false;      ///< its failure runs the bridge (one of several, if it dispatches)
  bool dispatches = false;      ///< Code::dispatch
  uint64_t failing_value = 0;   ///< of a guard_value, at its latest exit; only where Code::can_dispatch
  uint32_t failures = 0;        ///< counted by the engine's handler
  uint32_t operation = 0;       ///< index in the optimised trace, for logs
  void* owner = nullptr;        ///< the engine's record of the trace this guard belongs to
  void* user = nullptr;         ///< the engine's
  void* backend = nullptr;      ///< the backend's
  class Code* code = nullptr;   ///< it belongs to
};

/// How compiled code returns after an exit.
enum class ExitAction : uint64_t {
  continue_native = 0,  ///< buffer holds the lives of the merge point; only when `buffer` was not null
  portal_returned = 1   ///< results hold what the portal returns
};

/// `buffer` is the entry buffer when the code was entered by Code::enter from native code that can go on at the merge point; null
/// when it was called from compiled code (call_assembler): then the handler must finish the portal. results: two words.
using ExitHandler = ExitAction (*)(void* context, Guard* guard, const uint64_t* fail_arguments, uint64_t* buffer, uint64_t* results);

struct CodeStats {
  size_t code_bytes = 0, data_bytes = 0;
};

/// Compiled code of a root trace (loop or function entry), or of a bridge, which cannot be entered. When a bridge goes, its guard
/// exits again.
class Code {
 public:
  virtual ~Code() = default;
  /// Runs. buffer in: label 0's lives; out: lives or results, as the returned action says.
  virtual ExitAction enter(uint64_t* buffer) = 0;
  /// What enter() calls, where that is machine code.
  ExitAction (*entry)(uint64_t* buffer) = nullptr;
  /// A bridge: whether its guard's failure runs it. It does from the start.
  virtual void attach(bool on) = 0;
  /// From now on guard_not_invalidated fails, also in what runs, and no guard's failure runs a bridge.
  virtual void invalidate() = 0;
  /// A bridge: whether it is attached.
  virtual bool is_attached() const = 0;
  /// May the guard, a guard_value of this code, have a bridge for each value?
  virtual bool can_dispatch(const Guard& guard) const = 0;
  /// From now on the guard's failure runs the bridge for the value it compared, by one indirect step. The bridge it has is for these values; bridges compiled
  /// from now on are for CompileRequest::value. Again, without a bridge: these values exit until they have one. Every bridge must ask for its value itself: the step only guesses.
  virtual void dispatch(Guard& guard, std::span<const uint64_t> values) = 0;
  std::vector<Guard> guards;  ///< in trace order; bridges own theirs likewise. Complete once the code is made
  CodeStats stats;
  const void* machine_code = nullptr;  ///< start of stats.code_bytes bytes; null where there are none (reference)
  std::string disassembly;  ///< only if asked for
};

/// How call_assembler and jump operations name other compiled code: the trace's descriptor (a TargetToken) → Code.
class CodeLookup {
 public:
  virtual ~CodeLookup() = default;
  virtual Code* code_of(uint32_t target_token) = 0;
};

/// Inline allocation: a JW_ALLOCATOR function whose fast path is a pointer bump.
struct InlineAllocator {
  const void* function = nullptr;
  uint64_t* cursor = nullptr;  ///< address of the bump pointer
  uint64_t* limit = nullptr;   ///< address of its limit
  uint32_t alignment = 16;
  uint32_t largest = 1024;     ///< sizes above go through the call
  int32_t size_field = -1;     ///< offset in the object of a u32 that gets the size in units of `alignment`; -1: none
};

struct CompileRequest {
  const trace::Trace* trace = nullptr;
  const std::vector<layout::CallDescriptor>* calls = nullptr;  ///< by CallDescriptorId
  CodeLookup* targets = nullptr;
  uint32_t self_token = 0xffffffff;  ///< the token of the loop being compiled: jumps to it go to its own labels
  void* owner = nullptr;             ///< stored in its guards
  uint64_t value = 0;                ///< of a bridge of a guard that dispatches: its case
  bool disassemble = false;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;
  /// Null with `message` set when the trace cannot be compiled.
  virtual std::unique_ptr<Code> compile_root(const CompileRequest& request, std::string& message) = 0;
  /// The bridge's inputs are the guard's fail arguments in order. From now on the guard's failure runs the bridge.
  virtual std::unique_ptr<Code> compile_bridge(const CompileRequest& request, Guard& guard, Code& root, std::string& message) = 0;

  /// Words outside the native stack that may be the only reference to a heap object while code runs.
  virtual void for_each_root(void (*visit)(void* context, const uint64_t* words, size_t count), void* context) const {}

  ExitHandler exit_handler = nullptr;
  void* exit_context = nullptr;
  std::vector<InlineAllocator> inline_allocators;
};

std::unique_ptr<Backend> make_reference_backend();
std::unique_ptr<Backend> make_x64_backend();

}  // namespace jitwright::backend
