#include "proof.h"

#include <z3++.h>

#include <span>
#include <vector>

namespace jitwright::optimizer::testing {

using trace::Opcode;
using trace::Operand;
using trace::Trace;
using trace::Type;

namespace {

unsigned width_of(Type type) { return type == Type::i32 ? 32 : 64; }

/// The meaning of a trace: what its guards ask, and what it gives.
class Meaning {
 public:
  Meaning(z3::context& z3, const Trace& trace) : z3_(z3), trace_(trace), guards(z3.bool_val(true)), requirements(z3.bool_val(true)) {
    for (uint32_t i = 0; i < trace.size(); ++i) step(i);
  }

 private:
  z3::context& z3_;
  const Trace& trace_;
  std::vector<z3::expr> values_;
  std::span<const Operand> label_;

 public:
  z3::expr guards;        ///< all guards hold
  z3::expr requirements;  ///< of operations, and what is assumed
  std::vector<z3::expr> results;
  bool complete = true;   ///< everything was understood

 private:
  z3::expr word(uint64_t bits, unsigned width) { return z3_.bv_val(static_cast<uint64_t>(width == 32 ? static_cast<uint32_t>(bits) : bits), width); }
  z3::expr value(Operand operand) {
    if (operand.is_value()) return values_[operand.index()];
    const trace::Constant& constant = trace_.constant(operand);
    return word(constant.bits, width_of(constant.type));
  }
  /// As a number of this width: operands of comparisons and extensions come as they are.
  z3::expr fit(z3::expr x, unsigned width) {
    unsigned have = x.get_sort().bv_size();
    return have == width ? x : have > width ? x.extract(width - 1, 0) : z3::zext(x, width - have);
  }
  z3::expr truth(const z3::expr& condition) { return z3::ite(condition, word(1, 32), word(0, 32)); }
  z3::expr holds(const z3::expr& x) { return x != word(0, x.get_sort().bv_size()); }

  z3::expr overflows(Opcode opcode, const z3::expr& a, const z3::expr& b, unsigned width) {
    bool is_signed = opcode <= Opcode::int_smul_overflows;
    auto widen = [&](const z3::expr& x) { return is_signed ? z3::sext(x, width) : z3::zext(x, width); };
    z3::expr wide = opcode == Opcode::int_sadd_overflows || opcode == Opcode::int_uadd_overflows   ? widen(a) + widen(b)
                    : opcode == Opcode::int_ssub_overflows || opcode == Opcode::int_usub_overflows ? widen(a) - widen(b)
                                                                                                   : widen(a) * widen(b);
    return truth(wide != widen(wide.extract(width - 1, 0)));
  }

  z3::expr counted(Opcode opcode, const z3::expr& a, unsigned width) {
    z3::expr result = word(opcode == Opcode::int_popcount ? 0 : width, width);
    for (unsigned i = 0; i < width; ++i) {
      // The last bit that matters is looked at last.
      unsigned bit = opcode == Opcode::int_ctz ? width - 1 - i : i;
      z3::expr set = a.extract(bit, bit) == z3_.bv_val(1, 1);
      if (opcode == Opcode::int_popcount)
        result = result + z3::zext(a.extract(bit, bit), width - 1);
      else
        result = z3::ite(set, word(opcode == Opcode::int_ctz ? bit : width - 1 - bit, width), result);
    }
    return result;
  }

  z3::expr pure(const trace::Operation& operation, std::span<const Operand> operands) {
    unsigned width = width_of(operation.type);
    auto a = [&] { return fit(value(operands[0]), width); };
    auto b = [&] { return fit(value(operands[1]), width); };
    switch (operation.opcode) {
      case Opcode::int_add: return a() + b();
      case Opcode::int_sub: return a() - b();
      case Opcode::int_mul: return a() * b();
      case Opcode::int_sdiv: require(holds(b()) && !(b() == word(~uint64_t{0}, width) && a() == word(uint64_t{1} << (width - 1), width))); return a() / b();
      case Opcode::int_srem: require(holds(b()) && !(b() == word(~uint64_t{0}, width) && a() == word(uint64_t{1} << (width - 1), width))); return z3::srem(a(), b());
      case Opcode::int_udiv: require(holds(b())); return z3::udiv(a(), b());
      case Opcode::int_urem: require(holds(b())); return z3::urem(a(), b());
      case Opcode::int_and: return a() & b();
      case Opcode::int_or: return a() | b();
      case Opcode::int_xor: return a() ^ b();
      case Opcode::int_shl: require(z3::ult(b(), word(width, width))); return z3::shl(a(), b());
      case Opcode::int_lshr: require(z3::ult(b(), word(width, width))); return z3::lshr(a(), b());
      case Opcode::int_ashr: require(z3::ult(b(), word(width, width))); return z3::ashr(a(), b());
      case Opcode::int_sadd_overflows:
      case Opcode::int_ssub_overflows:
      case Opcode::int_smul_overflows:
      case Opcode::int_uadd_overflows:
      case Opcode::int_usub_overflows:
      case Opcode::int_umul_overflows: return overflows(operation.opcode, a(), b(), width);
      case Opcode::int_umulh: return (z3::zext(a(), width) * z3::zext(b(), width)).extract(2 * width - 1, width);
      case Opcode::int_eq: return truth(a() == b());
      case Opcode::int_ne: return truth(a() != b());
      case Opcode::int_slt: return truth(a() < b());
      case Opcode::int_sle: return truth(a() <= b());
      case Opcode::int_sgt: return truth(a() > b());
      case Opcode::int_sge: return truth(a() >= b());
      case Opcode::int_ult: return truth(z3::ult(a(), b()));
      case Opcode::int_ule: return truth(z3::ule(a(), b()));
      case Opcode::int_ugt: return truth(z3::ugt(a(), b()));
      case Opcode::int_uge: return truth(z3::uge(a(), b()));
      case Opcode::int_popcount:
      case Opcode::int_clz:
      case Opcode::int_ctz: return counted(operation.opcode, a(), width);
      case Opcode::int_bswap: {
        z3::expr bytes = a().extract(7, 0);
        for (unsigned i = 8; i < width; i += 8) bytes = z3::concat(bytes, a().extract(i + 7, i));
        return bytes;
      }
      case Opcode::int_sign_extend: {
        auto bits = static_cast<unsigned>(operation.immediate);
        z3::expr low = value(operands[0]).extract(bits - 1, 0);
        return bits == width ? low : z3::sext(low, width - bits);
      }
      case Opcode::int_truncate: return fit(value(operands[0]), 32);
      case Opcode::int_zero_extend: return fit(fit(value(operands[0]), 32), 64);
      case Opcode::select: return z3::ite(holds(value(operands[0])), fit(value(operands[1]), width), fit(value(operands[2]), width));
      case Opcode::ptr_add: return fit(value(operands[0]), 64) + word(static_cast<uint64_t>(operation.immediate), 64);
      case Opcode::ptr_add_item:
        return fit(value(operands[0]), 64) + fit(value(operands[1]), 64) * word(operation.scale, 64) + word(static_cast<uint64_t>(operation.immediate), 64);
      default: complete = false; return word(0, width);
    }
  }

  void require(const z3::expr& condition) { requirements = requirements && condition; }

  void step(uint32_t index) {
    const trace::Operation& operation = trace_[index];
    auto operands = trace_.operands(operation);
    z3::expr result = word(0, 64);
    if (operation.opcode == Opcode::input) {
      result = z3_.bv_const(("input" + std::to_string(operation.immediate)).c_str(), width_of(operation.type));
    } else if (trace::is_pure(operation.opcode)) {
      result = pure(operation, operands);
    } else if (operation.opcode == Opcode::label) {  // passed once: its parameters are its operands
      label_ = operands;
    } else if (operation.opcode == Opcode::parameter) {
      result = value(label_[static_cast<size_t>(operation.immediate)]);
    } else {
      switch (operation.opcode) {
        case Opcode::guard_true: guards = guards && holds(value(operands[0])); break;
        case Opcode::guard_false: guards = guards && !holds(value(operands[0])); break;
        case Opcode::guard_value: guards = guards && value(operands[0]) == fit(value(operands[1]), value(operands[0]).get_sort().bv_size()); break;
        case Opcode::assume: require(holds(value(operands[0]))); break;
        case Opcode::finish:
          for (Operand operand : operands) results.push_back(value(operand));
          break;
        default: complete = false;
      }
    }
    values_.push_back(result);
  }
};

}  // namespace

Proof prove_equal(const Trace& recorded, const Trace& optimised, unsigned milliseconds) {
  z3::context z3;
  Meaning before(z3, recorded), after(z3, optimised);
  if (!before.complete || !after.complete || before.results.size() != after.results.size()) return {};
  z3::expr same = z3.bool_val(true);
  for (size_t i = 0; i < before.results.size(); ++i) {
    if (before.results[i].get_sort().bv_size() != after.results[i].get_sort().bv_size()) return {};
    same = same && before.results[i] == after.results[i];
  }
  z3::solver solver(z3);
  z3::params parameters(z3);
  parameters.set("timeout", milliseconds);
  solver.set(parameters);
  solver.add(before.requirements);
  solver.add(before.guards != after.guards || (before.guards && !same));
  switch (solver.check()) {
    case z3::unsat: return {Verdict::proved, {}};
    case z3::unknown: return {};
    default: break;
  }
  std::string text;
  z3::model model = solver.get_model();
  for (unsigned i = 0; i < model.num_consts(); ++i)
    text += model.get_const_decl(i).name().str() + " = " + model.get_const_interp(model.get_const_decl(i)).to_string() + "\n";
  return {Verdict::refuted, text};
}

}  // namespace jitwright::optimizer::testing
