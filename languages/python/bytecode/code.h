/// Owns the description of compiled code, as the compiler hands it to the runtime: plain data, no heap objects.
/// Invariants: registers are [parameters][other locals][temporaries]; parameters are in the order positional-only, positional,
/// keyword-only, *args, **kwargs; `positions` has one entry for each instruction; `handlers` lists inner ranges before outer
/// ones, so the first entry that covers a pc is the one. A parameter or local captured by an inner function has its cell in its
/// register: a make_cell at the code's start wraps it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/opcode.h"

namespace python {

struct CodeSpec;

/// A vector that can instead show an array that somebody else keeps: code read from the cache lies in the mapped file.
template <class T>
class SharedArray {
 public:
  void show(const T* data, size_t size) {
    shown_ = data;
    size_ = size;
  }
  size_t size() const { return shown_ ? size_ : own_.size(); }
  const T* data() const { return shown_ ? shown_ : own_.data(); }
  const T& operator[](size_t i) const { return data()[i]; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }
  /// For code in the making.
  std::vector<T>& own() { return own_; }

 private:
  std::vector<T> own_;
  const T* shown_ = nullptr;
  size_t size_ = 0;
};

/// A constant of any kind code can hold.
struct Constant {
  enum class Kind : uint8_t {
    none,
    boolean,
    ellipsis,
    integer,
    big_integer,
    floating,
    complex,
    str,
    bytes,
    tuple,
    frozenset,
    code
  };
  Kind kind = Kind::none;
  int64_t integer = 0;          // integer; boolean: 0 or 1
  double floating = 0;          // floating; complex: the imaginary part
  double real = 0;              // complex: the real part (0 unless folded)
  std::string text;             // str: UTF-8, lone surrogates as three bytes; bytes; big_integer: [-]0x hexadecimal digits or
                                // [-] decimal digits, no underscores
  std::vector<Constant> items;  // tuple, frozenset
  std::shared_ptr<const CodeSpec> code;  // code
};

/// Where an instruction comes from. Lines from 1, columns from 0 in UTF-8 bytes; end_column is exclusive; line 0: no position.
struct Position {
  int32_t line = 0, end_line = 0, column = 0, end_column = 0;
};

/// While pc is in [start, end) an error continues at `handler` with the exception in register `reg`.
struct HandlerRange {
  int32_t start, end, handler, reg;
};

/// Instructions [start, end) belong to a comprehension that has no frame of its own; tracebacks show it as if it had one, called by
/// instruction `caller`. Inner ones come before outer ones.
enum class ComprehensionKind : int32_t { list, set, dict };
struct ComprehensionRange {
  int32_t start, end, caller;
  ComprehensionKind kind;
};

enum CodeFlag : uint32_t {
  code_varargs = 1,      // has *args
  code_varkeywords = 2,  // has **kwargs
  code_generator = 4,
  code_coroutine = 8,         // async def without yield
  code_async_generator = 16,  // async def with yield
  code_function = 32,         // own local registers (a def, lambda or comprehension); no namespace
  code_class_body = 64,       // names live in the namespace dict; returns the __class__ cell or None
  code_namespace = 128,       // exec/eval/class: load_name and store_name use a namespace that may differ from globals
  code_nested = 256,
  code_iterable_coroutine = 1024,  // a generator that may be awaited (types.coroutine)
  code_has_docstring = 512,  // constants[0] is the docstring
};

struct CodeFile;

/// Code read from the cache is only a head until complete() is called: what nobody calls is never read.
struct CodeSpec {
  std::string name, qualname, filename;
  int32_t first_line = 1;
  uint32_t flags = 0;
  int32_t positional_only_count = 0;  // included in positional_count
  int32_t positional_count = 0;       // without keyword-only, *args, **kwargs
  int32_t keyword_only_count = 0;
  int32_t parameter_count = 0;  // all of them: how many registers a call fills
  int32_t local_count = 0;     // registers with a name: parameters and locals (iteration variables of inlined comprehensions too)
  int32_t register_count = 0;  // locals and temporaries
  std::vector<std::string> register_names;  // of the first local_count registers (co_varnames)
  std::vector<int32_t> cell_registers;      // registers that hold a cell after the make_cells at the start (co_cellvars)
  std::vector<std::string> free_names;      // the closure's cells, in order (co_freevars)
  std::vector<std::string> names;           // globals, attributes, imports
  std::vector<Constant> constants;
  SharedArray<Instruction> instructions;
  SharedArray<Position> positions;
  SharedArray<HandlerRange> handlers;
  SharedArray<ComprehensionRange> comprehensions;
  uint32_t name_count = 0;     // what names.size() will be; for code that is complete only names says it
  bool asks_for_frames = false;  // likewise what mentions_frames() will say
  std::shared_ptr<const CodeFile> file;  // where the rest is, null if it is here
  std::string_view rest;
};

inline size_t count_of_names(const CodeSpec& code) { return code.file ? code.name_count : code.names.size(); }
/// Whether the code could ask for the frames of its callers.
bool mentions_frames(const CodeSpec& code);

/// The text form: one line an instruction, inner code after the code that holds it.
std::string disassemble(const CodeSpec& code);

}  // namespace python
