// The forward walk over a recorded trace with an abstract state. One object optimises one trace; each concern has its own file:
//
//   walk.cpp           dispatch over operations, emission, the table of values
//   fold.cpp           pure operations: folding, algebra, common subexpressions, elidable calls
//   integers.cpp       bounds of values; what a true or false condition says about its operands
//   guards.cpp         guards and knowledge operations
//   boxes.cpp          box, unbox, is_box
//   virtuals.cpp       allocations and frame memory that were not built
//   heap.cpp           known memory and delayed stores
//   calls.cpp          calls by effect, block memory operations
//   shaped_calls.cpp   calls of compiled code that pass the parts of an object
//   ask_ahead.cpp      what the end of a preamble asks for the loop
//   resume_encode.cpp  snapshots to resume data; resume_facts.cpp what a bridge may want to know (encoding.h)
//   peel.cpp, match.cpp loops: exported state, imports, matching at jumps
//
// Invariants: an operand of an emitted operation is always emitted itself (`operand()` sees to it). Dirty heap entries never alias one another, so they may be
// stored in any order. A virtual object is reachable only through its own value, other virtual objects, dirty heap entries and
// the recorded trace's values. References into `values` do not survive emission.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "optimizer/bounds.h"
#include "optimizer/optimizer.h"
#include "resume/resume_writer.h"
#include "support/numbering.h"

namespace jitwright::optimizer {

using layout::AccessClassId;
using layout::CallEffect;
using trace::Operand;
using trace::Operation;
using trace::ResumeId;
using trace::SnapshotId;
using trace::Trace;

/// An abstract value: a constant, an emitted operation, or something not emitted (virtual object, box, interior address).
enum class V : uint32_t { none = 0xffffffff };
constexpr uint32_t index_of(V value) { return static_cast<uint32_t>(value); }

constexpr uint32_t no_index = 0xffffffff;
constexpr uint32_t no_family = 0xffffffff;

struct Value {
  V forward = V::none;                        ///< replaced by this value
  Type type = Type::none;                     ///< of the value
  Type operation_type = Type::none;           ///< of the operation that defines it
  Opcode opcode = Opcode::input;              ///< its definition, as far as rules look at it
  uint16_t scale = 0;
  uint32_t descriptor = 0;
  int64_t immediate = 0;
  std::array<V, 3> operands{V::none, V::none, V::none};
  Operand out;                                ///< invalid: not emitted
  Bounds bounds;
  uint32_t family = no_family;                ///< known to be a box of this family
  uint32_t not_families = 0;                  ///< bit set: known not to be a box of these
  V payload = V::none;                        ///< of a known box
  V boxed = V::none;                          ///< a value that is known to be the box of this one
  uint32_t object = no_index;                 ///< virtual object
  uint32_t fresh_since = no_index;            ///< built by this trace when so many values existed
  bool may_be_large = false;                  ///< an object built by this trace that need not fit into a block
  bool dereferenced = false;                  ///< not null, because the trace reads or writes what it points to
  uint32_t known_fields = no_index;           ///< the first of its immutable fields that are known
  V field_of = V::none;                       ///< the object that has it in an immutable field
  uint32_t in_parents = 0;                    ///< the guard whose outer frames mention it, if no later ones do
  bool has_news = true;                       ///< what resume data says of it is no longer all
  bool barrier_done = false;                  ///< an object whose write barrier stands earlier in the trace
  uint32_t import_index = no_index;           ///< peeled loop: computed by the preamble, becomes a label parameter when used
};

struct Slot {
  uint32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  AccessClassId access_class = AccessClassId::unknown;
  V value = V::none;
  uint32_t end() const { return offset + layout::size_of(memory_type); }
};

/// An allocation or frame memory that was not built. Slots are sorted by offset and do not overlap.
struct VirtualObject {
  bool is_local = false;
  uint32_t call = 0;
  std::vector<V> arguments;  ///< callee first
  uint32_t size = 0;
  std::vector<Slot> slots;
};

struct Address {
  V base = V::none;
  V index = V::none;  ///< none: plain access
  uint16_t scale = 0;
  int64_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  AccessClassId access_class = AccessClassId::unknown;
};

struct HeapEntry {
  Address at;
  V value = V::none;
  bool dirty = false;
  V memory = V::none;  ///< of a dirty entry: what memory still holds, if known
  uint32_t since = 0;  ///< number of values when it (of a dirty entry: what memory holds) became known
  bool stored = false; ///< what it holds comes from a store of this trace
  bool barrier = false;  ///< dirty: a write barrier belongs behind the store
  uint32_t fact = no_index;  ///< its number in the resume data …
  V fact_value = V::none;    ///< … if it still holds this
};

/// An immutable field that is known; those of one object are a list.
struct KnownField {
  uint32_t access_class = 0;
  int32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  V value = V::none;
  uint32_t next = no_index;
};

struct PureCall {
  uint32_t descriptor = 0;
  std::vector<V> arguments;
  V result = V::none;
};

/// The abstract state that a loop's retries start from again.
struct State {
  std::vector<Value> values;
  std::vector<VirtualObject> objects;
  std::vector<std::vector<HeapEntry>> heap;  ///< by access class
  std::vector<uint32_t> heap_classes;        ///< classes that have entries, or had
  std::vector<uint32_t> dirty_classes;       ///< classes that may have dirty entries
  std::vector<KnownField> known_fields;
  std::vector<V> pure_table;                 ///< open addressing by definition
  uint32_t pure_count = 0;
  std::vector<PureCall> pure_calls;
  std::vector<V> constants;                  ///< by constant index of the output
  std::vector<V> recorded_constants;         ///< by constant index of the recorded trace; none: not looked at yet
  bool invalidation_guarded = false;
  std::vector<std::pair<V, V>> orders;       ///< the first is known to be less than the second, signed
  std::vector<std::pair<V, V>> apart;        ///< values known to point into different objects
};

/// What all traces share: the context and what follows from it.
struct Shared {
  Context context;
  Options options;
  std::vector<Bounds> family_bounds;   ///< of a box of the family
  std::vector<Bounds> payload_bounds;  ///< of its payload
  std::vector<int8_t> alias;           ///< by class * size + class; -1 unknown
  uint32_t alias_size = 0;
  enum ClassFlag : uint8_t { is_immutable = 1, is_virtualizable = 2 };
  std::vector<uint8_t> class_flags;    ///< by class, as far as they were looked at

  bool enabled(Pass pass) const { return !(options.disabled_passes >> static_cast<unsigned>(pass) & 1); }
  bool may_alias(AccessClassId a, AccessClassId b) {
    uint32_t x = static_cast<uint32_t>(a), y = static_cast<uint32_t>(b);
    if (x == y) return true;
    if (x < alias_size && y < alias_size) {
      if (int8_t known = alias[size_t{x} * alias_size + y]; known >= 0) return known;
    }
    return look_up_alias(a, b);
  }
  bool look_up_alias(AccessClassId a, AccessClassId b);
  const layout::AccessClass& access_class(AccessClassId id) const;
  uint8_t flags_of(AccessClassId id) {
    if (static_cast<uint32_t>(id) >= class_flags.size()) look_at_classes();
    return class_flags[static_cast<uint32_t>(id)];
  }
  void look_at_classes();
  bool immutable(AccessClassId id) { return flags_of(id) & is_immutable; }
  bool virtualizable(AccessClassId id) { return flags_of(id) & is_virtualizable; }
  /// Computes the bounds of boxes and payloads from the families' templates.
  void prepare();
};

// ---- Exported state of labels ---------------------------------------------------------------------------------------------

struct StateSlot {
  uint32_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  AccessClassId access_class = AccessClassId::unknown;
  uint32_t node = no_index;
};

struct StateNode {
  enum class Kind : uint8_t { leaf, constant, box, object } kind = Kind::leaf;
  Type type = Type::i64;
  uint64_t key = 0;                    ///< where it stands, for generalising
  // leaf: a label parameter and what is known about it
  uint32_t parameter = no_index;
  Bounds bounds;
  bool dereferenced = false;
  uint32_t not_families = 0;
  uint64_t bits = 0;                   ///< constant
  uint32_t family = no_family;         ///< box
  uint32_t payload = no_index;         ///< box: node
  bool is_local = false;               ///< object …
  uint32_t call = 0, size = 0;
  std::vector<uint32_t> arguments;     ///< nodes
  std::vector<StateSlot> slots;
};

struct StateField {
  uint32_t base = no_index;  ///< node: leaf or constant
  int64_t offset = 0;
  MemoryType memory_type = MemoryType::i64;
  AccessClassId access_class = AccessClassId::unknown;
  uint32_t node = no_index;
  bool dirty = false, stored = false;
  bool ordinary = false;     ///< not of the frame: whoever enters must know that the base is what the field belongs to
  bool speculative = false;  ///< ordinary, and checked by the peeled loop only: the entry must know the field already
  uint64_t key = 0;
};

/// An operation of the preamble whose result the peeled loop may use. Operands: nodes or earlier imports.
struct Import {
  struct Argument {
    enum class Kind : uint8_t { node, import, constant } kind = Kind::constant;
    uint32_t index = 0;
    uint64_t bits = 0;
    Type type = Type::i64;
  };
  Opcode opcode = Opcode::int_add;
  Type type = Type::i64;               ///< the operation's
  Type result_type = Type::i64;
  uint16_t scale = 0;
  uint32_t descriptor = 0;
  int64_t immediate = 0;
  MemoryType memory_type = MemoryType::i64;
  std::vector<Argument> arguments;
  bool is_constant = false;            ///< its result is known to be `bits`
  uint64_t bits = 0;
  Bounds bounds;
  bool dereferenced = false;
  uint32_t family = no_family, not_families = 0;
  uint32_t parameter = no_index;       ///< label parameter when used and not constant
  bool used = false;
  bool speculative = false;            ///< only valid behind a guard of the peeled loop
  uint64_t key = 0;
};

struct LabelState {
  bool plain = false;                  ///< label 0: all lives as they are
  std::vector<StateNode> nodes;
  std::vector<uint32_t> inputs;        ///< node of each jump operand
  std::vector<StateField> fields;
  std::vector<Import> imports;         ///< used ones only, in the preamble's order
  uint32_t parameter_count = 0;
  std::vector<Type> parameter_types;

  size_t bytes() const;
  void shrink_to_fit();
};

/// Why a state did not match: what to forget before the next try.
struct Generalisation {
  std::vector<uint64_t> plain, no_facts, dirty, no_import;
  bool separate_leaves = false;
  bool is_plain(uint64_t key) const;
  bool has_no_facts(uint64_t key) const;
  bool is_dirty(uint64_t key) const;
  bool bars_import(uint64_t key) const;
};

class Walk {
 public:
  Walk(Shared& shared, const Trace& recorded, const resume::Snapshots& snapshots);

  Result run_loop();
  Result run_straight(TargetLabels* target, bool is_bridge, uint32_t own_token = no_index);
  Result run_shaped_entry(TargetLabels* target, const CallShape& shape, uint32_t own_token);

 private:
  // walk.cpp
  void begin(bool with_label);
  void run_body();
  void end_straight(TargetLabels* target);
  void process(uint32_t operation_index);
  void contradiction(const char* why);
  V value_of(Operand recorded);
  V resolve(V value) {
    while (at(value).forward != V::none) value = at(value).forward;
    return value;
  }
  Value& at(V value) { return state_.values[index_of(value)]; }
  V add_value(Type type);
  V constant(uint64_t bits, Type type);
  V emitted(Operand out, Type type);
  /// Before a value is replaced by another, or built: outer frames that mention it are no longer true.
  void becomes_something_else(V value) {
    if (at(value).in_parents == parents_guard_) parents_guard_ = 0;
  }
  bool is_constant(V value) { return at(value).out.valid() && at(value).out.is_constant(); }
  uint64_t bits_of(V value) { return out_.constant(at(value).out).bits; }
  bool is_constant(V value, uint64_t bits) { return is_constant(value) && bits_of(value) == bits; }
  /// The operand for an emitted operation; builds what was not emitted yet.
  Operand operand(V value);
  Operand emit(const Operation& operation, std::span<const V> operands);
  void note_use(Operand operand) {
    if (operand.index() >= is_used_.size()) is_used_.resize(operand.index() + operand.index() / 2 + 64);
    is_used_[operand.index()] = 1;
  }
  /// By an operation so far, not only where guards fail.
  bool is_used(Operand operand) const { return operand.index() < is_used_.size() && is_used_[operand.index()]; }
  Operand emit(const Operation& operation, std::initializer_list<V> operands) {
    return emit(operation, std::span<const V>(operands.begin(), operands.size()));
  }
  void finish_portal(const Operation& operation);
  void jump_plain(uint32_t target, std::vector<V> values);

  // fold.cpp
  V pure(Opcode opcode, Type type, V a, V b = V::none, V c = V::none, int64_t immediate = 0, uint16_t scale = 0);
  V fold(Opcode opcode, Type type, V a, V b, V c, int64_t immediate, uint16_t scale);
  V fold_integer(Opcode opcode, Type type, V a, V b);
  V fold_comparison(Opcode opcode, Type type, V a, V b);
  V fold_conversion(Opcode opcode, Type type, V a, int64_t immediate);
  V convert(V value, Type type);
  bool is_boolean(V value) { return at(value).type == Type::i32 && at(value).bounds.umax <= 1; }
  V negation(V value);
  uint64_t hash_definition(const Value& value) const;
  bool same_definition(const Value& a, const Value& b) const;
  V find_pure(const Value& definition);
  V find_opposite(Value definition);
  void remember_pure(V value);
  V unemitted(const Value& definition);

  // integers.cpp
  void narrow(V value, const Bounds& bounds);
  void make_constant(V value, V constant);
  void assume_true(V condition);
  void assume_false(V condition);
  void product_is_exact(Value check, V a, V b);
  void bounds_changed(V value, int depth);

  // guards.cpp
  void guard(Opcode opcode, V condition, V expected, SnapshotId snapshot);
  void strengthen(uint32_t guard_index);
  void strengthen_inequality(uint32_t guard_index);
  bool strengthen_limit(uint32_t guard_index);
  bool same_number(Operand a, Operand b, int depth);
  void known_at_exit(Opcode opcode, V condition);
  void learn_from_guard(Opcode opcode, V condition, V expected);
  /// -1 passes always, 1 fails always, 0 not known.
  int decided(Opcode opcode, V condition, V expected);

  // boxes.cpp
  bool is_virtual_box(V value) { return at(value).family != no_family && !at(value).out.valid(); }
  V make_box(uint32_t family, V payload);
  V unbox(uint32_t family, V value);
  V is_box(uint32_t family, V value);
  void become_box(V value, uint32_t family);
  bool evaluate_template(const Trace& code, uint64_t argument, uint64_t& result);

  // virtuals.cpp
  bool is_virtual(V value) { return at(value).object != no_index; }
  V allocate(const Operation& operation, std::vector<V> arguments);
  V allocate_local(const Operation& operation);
  void build(V value);
  void end_life(V object);
  /// Invalid if the object had to be built for this access.
  V load_slot(V value, const Address& at, Type type);
  bool store_slot(V value, const Address& at, V stored);
  V read_as(V value, MemoryType stored_as, MemoryType memory_type, Type type);

  // heap.cpp
  enum class Overlap : uint8_t { none, may, same };
  Address address(V base, V index, uint16_t scale, int64_t offset, MemoryType memory_type, AccessClassId access_class);
  Overlap overlap(const Address& a, const Address& b);
  bool distinct(V a, V b);
  V load(const Address& where, Type type);
  void store(const Address& where, V value);
  HeapEntry* find_entry(const Address& where);
  HeapEntry* find_same(const Address& where);
  void add_entry(const Address& where, V value, bool dirty);
  void is_not_null(const Address& where);
  void emit_store(const Address& where, V value);
  void announce_store(const Address& where);
  V emit_load(const Address& where, Type type);
  void make_store(uint32_t access_class, size_t entry_index);
  template <class Wanted>
  void flush(Wanted wanted);
  void flush_overlapping(const Address& where, bool is_volatile = false);
  void flush_all();
  void flush_ordinary();
  void flush_for_guard();
  void forget(bool also_virtualizable, V except_base);
  void forget_base(V base);
  void forget_known_fields(V base);
  bool constant_load(const Address& where, Type type, V& result);

  // calls.cpp
  V call(const Operation& operation, std::vector<V> arguments, bool has_second_result);
  void conditional_call(const Operation& operation, std::vector<V> arguments);
  void apply_effect(CallEffect effect);
  V emit_call(const Operation& operation, CallEffect effect, const std::vector<V>& arguments);

  // shaped_calls.cpp
  V call_compiled(uint32_t index, std::vector<V> arguments);
  bool only_passed(V object, uint32_t call_index);
  bool shape_of(const std::vector<V>& lives, CallShape& shape, std::vector<V>& passed);
  void begin_shaped(const CallShape& shape);
  void find_last_uses();
  void copy_memory(const Operation& operation, V destination, V source, V size);
  void fill_memory(const Operation& operation, V destination, V byte, V size);

  // write_barrier.cpp
  bool may_be_reference(V value);
  bool is_write_barrier(const Operation& operation, const std::vector<V>& arguments);
  void write_barrier(V field);
  void emit_write_barrier(V field);
  V address_of(const Address& where);

  // resume_encode.cpp, resume_facts.cpp
  struct Encoding;
  ResumeId encode(SnapshotId snapshot, std::vector<Operand>& fail_arguments);

  // peel.cpp
  bool peel(std::string& why_not);
  void export_state(LabelState& label, const std::vector<V>& jump_values, const Generalisation& generalisation);
  bool may_carry(const HeapEntry& entry, const std::vector<V>& objects, const std::vector<Address>& carried);
  void export_field(LabelState& label, uint32_t access_class, size_t entry_index, uint64_t key, bool ordinary, const Generalisation& generalisation);
  uint32_t export_value(LabelState& label, V value, uint64_t key, const Generalisation& generalisation, bool is_data = false,
                        uint32_t payload_of = no_family);
  void collect_imports(LabelState& label, const Generalisation& generalisation);
  void enter_body(LabelState& label, uint32_t label_operation);
  V import_value(LabelState& label, uint32_t node);
  void activate(V value);
  bool depends_on(V value, V source, bool& through_load, int& budget);
  bool depends_on_checks(const Import& import, V value);
  bool is_checked_in_body(V source, bool own_field);

  // ask_ahead.cpp
  void ask_ahead(SnapshotId snapshot);
  Address recorded_field(const Operation& load);
  std::optional<uint64_t> seen(Operand recorded);
  bool is_unchanged(Operand loaded);
  bool is_below(V a, V limit);

  // match.cpp
  struct Matching;
  bool match(LabelState& label, const std::vector<V>& jump_values, Matching& matching);
  bool match_node(LabelState& label, uint32_t node, V value, Matching& matching);
  std::vector<V> field_bases(const LabelState& label, const std::vector<V>& jump_values);
  bool match_fields(LabelState& label, bool ordinary, Matching& matching);
  bool match_imports(LabelState& label, bool all, Matching& matching);
  bool has_payload(V value, uint32_t family, Matching& matching);
  V guard_bounds(V value, const Bounds& bounds, Type wanted, Matching& matching);
  bool try_enter(LabelState& label, uint32_t number, uint32_t token, const std::vector<V>& jump_values, SnapshotId snapshot);

  // pipeline.cpp
  Result assemble();

  Shared& shared_;
  const Trace& recorded_;
  const resume::Snapshots& snapshots_;
  State state_;
  Trace out_;
  resume::ResumeWriter resume_;
  std::shared_ptr<Encoding> encoding_;            ///< of the last guard
  uint32_t parents_guard_ = 0;                    ///< the guard whose outer frames are still true; 0: none
  std::vector<Operand> emitted_operands_;         ///< scratch memory of emit()
  std::vector<uint8_t> is_used_;                  ///< by operation
  std::vector<V> map_;  ///< recorded operation → value
  uint32_t body_start_ = 0;
  bool has_guards_ = false;  ///< of its own, recorded
  std::vector<std::pair<V, V>> exit_values_;       ///< while a guard is encoded: values known where it fails
  std::vector<std::pair<V, Bounds>> exit_bounds_;
  std::vector<uint32_t> last_uses_;         ///< of recorded values; made when first asked for
  uint32_t own_token_ = no_index;           ///< what calls of the root being compiled mean; no_index: just that
  bool failed_ = false;
  std::string failure_;

  // The peeled loop under construction.
  LabelState* label_ = nullptr;
  uint32_t label_operation_ = no_index;
  std::vector<V> node_values_;      ///< in the peeled loop
  std::vector<V> preamble_nodes_;   ///< the preamble's values of the nodes
  std::vector<V> import_results_;   ///< the preamble's results
  std::vector<V> import_values_;    ///< in the peeled loop
  std::vector<std::pair<V, bool>> body_guards_;  ///< conditions the peeled loop checks; true: an order of numbers
  std::vector<V> label_values_;     ///< operands of the label, by parameter
  std::vector<std::pair<V, uint32_t>> exported_;
  std::vector<std::unique_ptr<LabelState>> labels_;
};

/// The constants of one trace in another one, each interned once.
class CopiedConstants {
 public:
  CopiedConstants(const Trace& from, Trace& to) : from_(from), to_(to), copies_(from.constants().size()) {}
  Operand operator[](Operand constant) {
    Operand& copy = copies_[constant.index()];
    if (!copy.valid()) copy = to_.add_constant(from_.constant(constant).bits, from_.constant(constant).type);
    return copy;
  }

 private:
  const Trace& from_;
  Trace& to_;
  std::vector<Operand> copies_;
};

/// Replaces box, unbox and is_box by the families' templates. Families without templates keep their operations.
class BoxExpander {
 public:
  BoxExpander(const Context& context, Trace& to) : context_(context), to_(to) {}
  /// Appends the steps of an operation on `value`. False: it stays as it is.
  bool expand(const Operation& operation, Operand value, Operand& result);
  /// At a label: what was computed before it is out of reach.
  void forget();

 private:
  /// is_box and unbox of one value share some steps.
  Operand find_or_append(const Operation& step);

  const Context& context_;
  Trace& to_;
  support::Numbering numbers_;  ///< of the steps made since the last label
  std::vector<Operand> made_;
  std::vector<Operand> operands_, inner_;
};

/// Copies the operations that matter, boxes expanded, puts parameters behind their labels and leaves out parameters nobody uses. `kept`: for each
/// parameter of label 1 its new number, or no_index.
Trace remove_dead_code(const Trace& trace, const Context& context, bool remove, std::vector<uint32_t>& kept);

}  // namespace jitwright::optimizer
