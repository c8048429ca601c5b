/// Owns the step from syntax tree and symbols to bytecode.
///
/// How values move: `operand` gives a place where a value can be read (a local's own register, a constant, or a temporary it is
/// evaluated into), `into` evaluates to a given register with the last instruction doing the write, `jump_if` evaluates for
/// control only. Temporaries are a stack: a construct takes a mark, allocates, releases.
#pragma once

#include "compiler/compile.h"
#include "compiler/symbols.h"
#include "compiler/unit.h"
#include "parser/ast.h"

namespace python {

class Compiler {
 public:
  Compiler(Arena& arena, SymbolTable& symbols, std::string_view source, std::string filename, CompileMode mode,
           bool future_annotations, int optimize)
      : arena_(arena),
        symbols_(symbols),
        source_(source),
        filename_(std::move(filename)),
        mode_(mode),
        future_annotations_(future_annotations),
        optimize_(optimize) {}

  std::shared_ptr<const CodeSpec> compile(SyntaxTree& module);

  SourceError error;
  std::vector<CompileWarning> warnings;

 private:
  /// What break, continue and return leave on their way out.
  enum class BlockKind : uint8_t { loop, guarded, finally, with, async_with, handler, named_handler, star_handler };
  struct Block {
    BlockKind kind;
    Label* head = nullptr;     // loop
    Label* exit = nullptr;     // loop
    Region* region = nullptr;  // the region the block protects; may be null
    int slot = 0;              // the region's handler slot
    int reg = -1;              // with: the exit function; handler, star_handler: what push_handled saved
    Items<Stmt*> body;          // finally
    std::string_view name;     // named_handler
    Position at;
  };
  /// The code being built, and what belongs to it.
  struct Frame {
    Unit unit;
    Scope* scope;
    Frame* outer;
    std::vector<Block> blocks;
    std::vector<Scope*> comprehensions;  // inlined ones around the current place, innermost last
    std::vector<int> handler_pcs;        // by slot
    std::string qualname;
    std::vector<bool> never_sure;  // registers of locals that may be unbound again
    bool is_module = false;
    Frame(Scope* s, Frame* o) : unit(s->local_count), scope(s), outer(o) {}
  };
  class Nesting;

  // -- frames --
  void enter(Frame& frame, const Position& at);
  std::shared_ptr<const CodeSpec> leave();
  Unit& unit() { return frame_->unit; }
  void fail(const Position& at, std::string message, const char* type = "SyntaxError");
  bool failed() const { return static_cast<bool>(error); }

  // -- emitting --
  int emit(const Position& at, Opcode op, int a = 0, int b = 0, int c = 0, int d = 0) { return unit().emit(at, op, a, b, c, d); }
  int constant(Constant value) { return ~unit().constant(std::move(value)); }
  int none() { return constant({}); }
  int text_constant(std::string_view text);
  int number_constant(int64_t value);
  int constant_of(const ConstantExpr* expr);
  void move(const Position& at, int to, int from);

  // -- names --
  struct Place {
    Where where;
    int reg = -1;  // register, closure index
    std::string_view name;
  };
  Place find(std::string_view name);
  void load(const Position& at, std::string_view name, int to);
  void store(const Position& at, std::string_view name, int from);
  void remove(const Position& at, std::string_view name);
  void check_bound(const Position& at, int reg);
  void set_bound(int reg);

  // -- expressions --
  /// `room`: a temporary whose value is dead, to be used rather than a new one.
  int operand(Expr* expr, int room = -1);
  /// As operand, but what is evaluated afterwards may assign to the local: then it is copied.
  int early_operand(Expr* expr, int room = -1);
  int reg(Expr* expr, int room = -1);
  int early_reg(Expr* expr, int room = -1);
  /// What `to` held before is dead.
  void into(Expr* expr, int to);
  void discard(Expr* expr);
  void jump_if(Expr* expr, bool sense, Label& label);
  void compare_jump(const Position& at, CompareOp op, bool sense, int left, int right, Label& label);
  void jump_if_chain(CompareExpr* expr, bool sense, Label& label);
  void bool_op(BoolExpr* expr, int to);
  void compare(CompareExpr* expr, int to);
  void conditional(ConditionalExpr* expr, int to);
  void subscript(SubscriptExpr* expr, int to);
  void slice(SliceExpr* expr, int to);
  int slice_bounds(SliceExpr* expr);
  void sequence(SequenceExpr* expr, int to);
  void dict(DictExpr* expr, int to);
  void joined_string(JoinedStringExpr* expr, int to);
  void formatted(FormattedExpr* expr, int to);
  void yield(YieldExpr* expr, int to);
  void yield_from(const Position& at, int value, int to, bool is_await);
  void await_register(const Position& at, int value, int to, int how);
  int membership(Expr* expr);

  // -- calls --
  void call(CallExpr* expr, int to);
  bool super_call(CallExpr* expr, int to);
  bool super_arguments(const Position& at, Expr* callee, int base);
  void call_with(const Position& at, int base, const Items<Expr*>& args, const Items<Keyword>& keywords, int to, bool method);
  /// `prefix`: that many registers after the mapping's go before the arguments.
  void call_ex(const Position& at, int base, const Items<Expr*>& args, const Items<Keyword>& keywords, int to, int prefix = 0);

  // -- functions and classes --
  /// `extras`: the bits of defaults, keyword defaults and annotations that lie in registers from `base` on.
  void make_function(const Position& at, std::shared_ptr<const CodeSpec> code, Scope* scope, int to, int base, int extras);
  int function_defaults(Parameters* parameters);
  int annotations(FunctionStmt* def);
  void annotation(Expr* expr, int to);
  void set_docstring(Items<Stmt*>& statements);
  void lambda(LambdaExpr* expr, int to);
  void function(FunctionStmt* def);
  void class_definition(ClassStmt* def);
  std::shared_ptr<const CodeSpec> function_code(Scope* scope, Parameters* parameters, Items<Stmt*>* body, Expr* expression,
                                                const Position& at);
  std::shared_ptr<const CodeSpec> class_code(ClassStmt* def);
  std::string qualified(Scope* scope);
  std::string_view source_of(const Position& at);

  // -- comprehensions --
  void comprehension(ComprehensionExpr* expr, int to);
  void comprehension_loops(ComprehensionExpr* expr, int level, int iterator, int result);
  void next_into(const Position& at, Expr* target, int iterator, bool is_async, Label& end);
  void comprehension_element(ComprehensionExpr* expr, int result);
  std::shared_ptr<const CodeSpec> comprehension_code(ComprehensionExpr* expr, Scope* scope);

  // -- statements --
  void statements(Items<Stmt*> body);
  void statement(Stmt* stmt);
  void assign(Expr* target, int value);
  bool assign_in_parallel(AssignStmt* stmt);
  void unpack(SequenceExpr* target, int value);
  void augmented(AugmentedStmt* stmt);
  void annotated(AnnotatedStmt* stmt);
  void delete_target(Expr* target);
  void if_statement(IfStmt* stmt);
  void while_statement(IfStmt* stmt);
  void for_statement(ForStmt* stmt);
  void async_next(const Position& at, int iterator, int to, Label& end);
  void return_statement(ExprStmt* stmt);
  void raise_statement(RaiseStmt* stmt);
  void assert_statement(AssertStmt* stmt);
  void import(ImportStmt* stmt);
  void import_from(ImportStmt* stmt);

  // -- blocks, try, with --
  /// Emit what leaving the blocks above `down_to` takes; their regions are interrupted until `return_to_blocks` with the result.
  std::vector<Block> leave_blocks(const Position& at, size_t down_to);
  void return_to_blocks(std::vector<Block> blocks);
  void leave_block(const Position& at, const Block& block);
  int new_slot();
  void handler_here(int slot, const BoundSet& state);
  int begin_protected(Block block, Region& region, int reg);
  void end_protected();
  void try_statement(TryStmt* stmt);
  void try_except(TryStmt* stmt);
  void try_except_star(TryStmt* stmt);
  void except_star_handler(Handler& handler, int match, int pending, const BoundSet& before);
  void try_finally(TryStmt* stmt);
  void except_handler(Handler& handler, int exception, int saved, const BoundSet& before, Label& end);
  void with_statement(WithStmt* stmt, int index);

  // -- match --
  void match_statement(MatchStmt* stmt);
  struct Captures {
    std::vector<std::pair<std::string_view, int>> names;
  };
  void pattern(Pattern* pattern, int subject, Label& fail, Captures& captures, bool irrefutable_allowed);
  void capture(const Position& at, std::string_view name, int value, Captures& captures);
  void sequence_pattern(Pattern* pattern, int subject, Label& fail, Captures& captures);
  void mapping_pattern(Pattern* pattern, int subject, Label& fail, Captures& captures);
  void class_pattern(Pattern* pattern, int subject, Label& fail, Captures& captures);
  void or_pattern(Pattern* pattern, int subject, Label& fail, Captures& captures, bool irrefutable_allowed);

  Arena& arena_;
  SymbolTable& symbols_;
  std::string_view source_;
  std::string filename_;
  CompileMode mode_;
  bool future_annotations_;
  const int optimize_;
  Frame* frame_ = nullptr;
  int depth_ = 0;
  std::vector<size_t> line_starts_;
};

/// Counts one level of nesting while it lives.
class Compiler::Nesting {
 public:
  Nesting(Compiler& compiler, const Position& at) : compiler_(compiler) {
    if (++compiler_.depth_ > 3000) compiler_.fail(at, "maximum recursion depth exceeded during compilation", "RecursionError");
  }
  ~Nesting() { compiler_.depth_--; }

 private:
  Compiler& compiler_;
};

}  // namespace python
