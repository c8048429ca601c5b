// The author's hints as the plugin sees them: annotations of functions and fields, and calls of marker functions.
// jitwright/jit.h is the other side of this file.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "layout/call.h"

namespace llvm {
class CallBase;
class Function;
class Instruction;
class IntrinsicInst;
class Module;
class Value;
}  // namespace llvm

namespace jitwright::translator {

enum class Marker {
  none,
  merge_point,
  can_enter_jit,
  promote,
  is_constant,
  is_virtual,
  in_jit,
  observed,
  assert_green,
  assume,
  assume_idle,
  record_exact,
  look_inside_iff,
  conditional_call
};
/// The marker that this instruction calls, or none.
Marker marker_of(const llvm::Instruction& instruction);

/// The function that stands for the merge point after cut_merge_point (cut_merge_point.h): `{lives} cut(driver, lives…)`.
constexpr std::string_view cut_prefix = "jw.cut.";
/// The cut call, or null.
llvm::CallBase* as_cut(llvm::Instruction& instruction);
bool is_cut_function(const llvm::Function& function);

bool has_loop(const llvm::Function& function);
/// Does the function call this marker?
bool calls_marker(const llvm::Function& function, Marker marker);

enum class BoxRole { none, box, unbox, is_box };

struct FunctionHints {
  bool elidable = false, loop_invariant = false, dont_look_inside = false, unroll_safe = false, allocator = false, deallocator = false;
  bool readonly = false, no_heap_effect = false;
  BoxRole role = BoxRole::none;
  std::string family;

  /// Calls must stay visible to the tracer as calls.
  bool stays_call() const {
    return elidable || loop_invariant || dont_look_inside || allocator || deallocator || readonly || no_heap_effect || role != BoxRole::none;
  }
};

/// Function hints of one module.
class Hints {
 public:
  /// Reads llvm.global.annotations.
  explicit Hints(const llvm::Module& module);
  const FunctionHints& operator[](const llvm::Function* function) const;
  /// The effect of calling `function` (null: unknown callee) at `call`, from hints first, then from LLVM's attributes.
  layout::CallEffect effect(const llvm::Function* function, const llvm::CallBase& call) const;

 private:
  std::unordered_map<const llvm::Function*, FunctionHints> hints_;
};

/// Gives the marker functions the attributes the passes must know: the merge point is never duplicated or merged, promote is
/// pure.
void describe_markers(llvm::Module& module);

/// The text of a field annotation of ours ("jw.immutable"), or empty.
std::string field_annotation(const llvm::Value& value);

/// Replaces our field and variable annotations by the annotated pointer, everywhere in `function`; with `only_locals` just those
/// of local objects, where an annotation says nothing and hinders register promotion.
void remove_annotations(llvm::Function& function, bool only_locals);

/// Drops our entries from llvm.global.annotations.
void remove_function_annotations(llvm::Module& module);

}  // namespace jitwright::translator
