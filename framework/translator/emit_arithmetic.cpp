// Operations on scalars. Integers of odd widths live zero-extended in 32 or 64 bits: results are masked, signed operations extend
// first.
#include <llvm/IR/PatternMatch.h>

#include "function_emitter.h"
#include "image_builder.h"

namespace jitwright::translator {

using namespace llvm;
using layout::Type;

namespace {

constexpr uint64_t low_bits(unsigned bits) { return bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1; }

}  // namespace

void FunctionEmitter::pure(Opcode opcode, Type type, Register destination, std::initializer_list<Operand> operands) {
  code_.begin(opcode, type).destination(destination);
  for (Operand operand : operands) code_.operand(operand);
}

Operand FunctionEmitter::pure(Opcode opcode, Type type, std::initializer_list<Operand> operands) {
  Register result = code_.new_register();
  pure(opcode, type, result, operands);
  return VirtualCode::reg(result);
}

void FunctionEmitter::mask(Register destination, Operand value, unsigned bits) {
  if (bits == class_width(bits))
    code_.move(destination, value);
  else
    pure(Opcode::int_and, class_of(bits), destination, {value, code_.constant(low_bits(bits))});
}

void FunctionEmitter::sign_extend(Register destination, Operand value, unsigned from, unsigned to) {
  Type type = class_of(to);
  bool masked = to != class_width(to);
  Register full = masked ? code_.new_register() : destination;
  if (from == 8 || from == 16 || from == 32) {
    code_.begin(Opcode::int_sign_extend, type).destination(full).operand(value).immediate(static_cast<int32_t>(from));
  } else {
    if (type == Type::i64 && from <= 32) value = pure(Opcode::int_zero_extend, Type::i64, {value});
    if (from == 1) {
      pure(Opcode::int_sub, type, full, {code_.constant(0), value});
    } else {
      Operand distance = code_.constant(class_width(to) - from);
      pure(Opcode::int_ashr, type, full, {pure(Opcode::int_shl, type, {value, distance}), distance});
    }
  }
  if (masked) mask(destination, VirtualCode::reg(full), to);
}

Operand FunctionEmitter::as_signed(Operand value, unsigned bits) {
  if (bits == class_width(bits)) return value;
  if (value.constant && code_.constant_at(value.index).symbol < 0) {
    unsigned distance = 64 - bits;
    auto extended = static_cast<uint64_t>(static_cast<int64_t>(code_.constant_at(value.index).value << distance) >> distance);
    return code_.constant(extended & low_bits(class_width(bits)));
  }
  Register result = code_.new_register();
  sign_extend(result, value, bits, class_width(bits));
  return VirtualCode::reg(result);
}

void FunctionEmitter::zero_extend(Register destination, Operand value, unsigned from, unsigned to) {
  if (class_of(from) == class_of(to))
    code_.move(destination, value);
  else
    pure(Opcode::int_zero_extend, Type::i64, destination, {value});
}

void FunctionEmitter::truncate(Register destination, Operand value, unsigned from, unsigned to) {
  if (from > 32 && to <= 32) {
    if (to == 32) return pure(Opcode::int_truncate, Type::i32, destination, {value});
    value = pure(Opcode::int_truncate, Type::i32, {value});
  }
  mask(destination, value, to);
}

void FunctionEmitter::emit_integer_binary(Instruction::BinaryOps operation, Register destination, Operand a, Operand b,
                                          unsigned bits) {
  Type type = class_of(bits);
  bool narrow = bits != class_width(bits);
  auto masked = [&](Opcode opcode) {
    if (narrow)
      mask(destination, pure(opcode, type, {a, b}), bits);
    else
      pure(opcode, type, destination, {a, b});
  };
  switch (operation) {
    case Instruction::Add: return masked(Opcode::int_add);
    case Instruction::Sub: return masked(Opcode::int_sub);
    case Instruction::Mul: return masked(Opcode::int_mul);
    case Instruction::Shl: return masked(Opcode::int_shl);
    case Instruction::And: return pure(Opcode::int_and, type, destination, {a, b});
    case Instruction::Or: return pure(Opcode::int_or, type, destination, {a, b});
    case Instruction::Xor: return pure(Opcode::int_xor, type, destination, {a, b});
    case Instruction::UDiv: return pure(Opcode::int_udiv, type, destination, {a, b});
    case Instruction::URem: return pure(Opcode::int_urem, type, destination, {a, b});
    case Instruction::LShr: return pure(Opcode::int_lshr, type, destination, {a, b});
    case Instruction::AShr: a = as_signed(a, bits); return masked(Opcode::int_ashr);
    case Instruction::SDiv:
    case Instruction::SRem:
      a = as_signed(a, bits);
      b = as_signed(b, bits);
      return masked(operation == Instruction::SDiv ? Opcode::int_sdiv : Opcode::int_srem);
    default: refuse(current_, "an integer operation is unknown", "please report it");
  }
}

void FunctionEmitter::emit_binary(BinaryOperator& instruction) {
  Type type = register_type(instruction.getType());
  if (type == Type::none) {
    // The high half of a product is the one wide operation that is usual; its parts are not needed on their own.
    if (is_part_of_high_product(instruction)) return;
    return refuse(&instruction, "it computes with vectors, long double or integers wider than 64 bits",
                  "move the computation into a function marked JW_ELIDABLE or JW_DONT_LOOK_INSIDE");
  }
  if (instruction.getOpcode() == Instruction::FRem) return emit_thunk(instruction, layout::CallEffect::elidable, "fmod");
  Operand a = operand(instruction.getOperand(0)), b = operand(instruction.getOperand(1));
  Register destination = define(instruction);
  if (!layout::is_float(type))
    return emit_integer_binary(instruction.getOpcode(), destination, a, b, integer_width(instruction.getType()));
  switch (instruction.getOpcode()) {
    case Instruction::FAdd: return pure(Opcode::float_add, type, destination, {a, b});
    case Instruction::FSub: return pure(Opcode::float_sub, type, destination, {a, b});
    case Instruction::FMul: return pure(Opcode::float_mul, type, destination, {a, b});
    default: return pure(Opcode::float_div, type, destination, {a, b});
  }
}

// `trunc(lshr(mul(zext a, zext b), 64))`: each wide value must only feed the next step.
bool FunctionEmitter::is_part_of_high_product(Instruction& instruction) {
  using namespace PatternMatch;
  auto feeds_only_product = [&](Instruction& product) {
    for (User* shift : product.users()) {
      if (match(shift, m_LShr(m_Specific(&product), m_SpecificInt(64)))) {
        for (User* low : shift->users()) {
          if (!match(low, m_Trunc(m_Specific(shift))) || low->getType()->getIntegerBitWidth() > 64) return false;
        }
      } else if (!match(shift, m_Trunc(m_Specific(&product))) || shift->getType()->getIntegerBitWidth() > 64) {
        return false;
      }
    }
    return match(&product, m_Mul(m_ZExt(m_Value()), m_ZExtOrSelf(m_Value()))) && product.getType()->isIntegerTy(128);
  };
  Instruction* product = &instruction;
  if (isa<ZExtInst>(product)) {
    return !product->use_empty() && all_of(product->users(), [&](User* user) {
      auto* multiplication = dyn_cast<BinaryOperator>(user);
      return multiplication && multiplication->getOpcode() == Instruction::Mul && feeds_only_product(*multiplication);
    });
  }
  if (product->getOpcode() == Instruction::LShr) product = dyn_cast<Instruction>(product->getOperand(0));
  return product && product->getOpcode() == Instruction::Mul && feeds_only_product(*product);
}

namespace {

/// One 64-bit factor of a 128-bit product.
Value* product_factor(Value* wide) {
  if (auto* extension = dyn_cast<ZExtInst>(wide)) return extension->getOperand(0);
  return nullptr;
}

}  // namespace

bool FunctionEmitter::emit_part_of_product(TruncInst& truncation) {
  Value* source = truncation.getOperand(0);
  bool high = false;
  if (auto* shift = dyn_cast<BinaryOperator>(source); shift && shift->getOpcode() == Instruction::LShr) {
    high = true;
    source = shift->getOperand(0);
  }
  auto* product = dyn_cast<BinaryOperator>(source);
  if (!product || product->getOpcode() != Instruction::Mul || !is_part_of_high_product(*product)) return false;
  auto factor = [&](Value* wide) -> std::optional<Operand> {
    if (auto* number = dyn_cast<ConstantInt>(wide)) {
      return number->getValue().isIntN(64)
                 ? std::optional(code_.constant(number->getValue().getLoBits(64).trunc(64).getZExtValue()))
                 : std::nullopt;
    }
    Value* narrow = product_factor(wide);
    if (!narrow || integer_width(narrow->getType()) > 64) return std::nullopt;
    if (integer_width(narrow->getType()) > 32) return operand(narrow);
    return pure(Opcode::int_zero_extend, Type::i64, {operand(narrow)});
  };
  std::optional<Operand> a = factor(product->getOperand(0)), b = factor(product->getOperand(1));
  if (!a || !b) return false;
  unsigned bits = integer_width(truncation.getType());
  Operand whole = pure(high ? Opcode::int_umulh : Opcode::int_mul, Type::i64, {*a, *b});
  truncate(define(truncation), whole, 64, bits);
  return true;
}

void FunctionEmitter::emit_compare(CmpInst& compare) {
  llvm::Type* compared = compare.getOperand(0)->getType();
  Type type = register_type(compared);
  if (type == Type::none)
    return refuse(&compare, "it compares vectors, long double or wide integers",
                  "move the comparison into a function marked JW_DONT_LOOK_INSIDE");
  Operand a = operand(compare.getOperand(0)), b = operand(compare.getOperand(1));
  if (!layout::is_float(type)) {
    if (compare.isSigned()) {
      a = as_signed(a, integer_width(compared));
      b = as_signed(b, integer_width(compared));
    }
    Register destination = define(compare);
    switch (compare.getPredicate()) {
      case CmpInst::ICMP_EQ: return pure(Opcode::int_eq, type, destination, {a, b});
      case CmpInst::ICMP_NE: return pure(Opcode::int_ne, type, destination, {a, b});
      case CmpInst::ICMP_SLT: return pure(Opcode::int_slt, type, destination, {a, b});
      case CmpInst::ICMP_SLE: return pure(Opcode::int_sle, type, destination, {a, b});
      case CmpInst::ICMP_SGT: return pure(Opcode::int_sgt, type, destination, {a, b});
      case CmpInst::ICMP_SGE: return pure(Opcode::int_sge, type, destination, {a, b});
      case CmpInst::ICMP_ULT: return pure(Opcode::int_ult, type, destination, {a, b});
      case CmpInst::ICMP_ULE: return pure(Opcode::int_ule, type, destination, {a, b});
      case CmpInst::ICMP_UGT: return pure(Opcode::int_ugt, type, destination, {a, b});
      default: return pure(Opcode::int_uge, type, destination, {a, b});
    }
  }
  Register destination = define(compare);
  auto negated = [&](Opcode opposite) {
    pure(Opcode::int_xor, Type::i32, destination, {pure(opposite, type, {a, b}), code_.constant(1)});
  };
  auto ordered_and_different = [&] {
    return pure(Opcode::int_or, Type::i32, {pure(Opcode::float_lt, type, {a, b}), pure(Opcode::float_gt, type, {a, b})});
  };
  switch (compare.getPredicate()) {
    case CmpInst::FCMP_OEQ: return pure(Opcode::float_eq, type, destination, {a, b});
    case CmpInst::FCMP_UNE: return pure(Opcode::float_ne, type, destination, {a, b});
    case CmpInst::FCMP_OLT: return pure(Opcode::float_lt, type, destination, {a, b});
    case CmpInst::FCMP_OLE: return pure(Opcode::float_le, type, destination, {a, b});
    case CmpInst::FCMP_OGT: return pure(Opcode::float_gt, type, destination, {a, b});
    case CmpInst::FCMP_OGE: return pure(Opcode::float_ge, type, destination, {a, b});
    case CmpInst::FCMP_UNO: return pure(Opcode::float_unordered, type, destination, {a, b});
    case CmpInst::FCMP_ORD: return negated(Opcode::float_unordered);
    case CmpInst::FCMP_ULT: return negated(Opcode::float_ge);
    case CmpInst::FCMP_ULE: return negated(Opcode::float_gt);
    case CmpInst::FCMP_UGT: return negated(Opcode::float_le);
    case CmpInst::FCMP_UGE: return negated(Opcode::float_lt);
    case CmpInst::FCMP_ONE: return code_.move(destination, ordered_and_different());
    case CmpInst::FCMP_UEQ: return pure(Opcode::int_xor, Type::i32, destination, {ordered_and_different(), code_.constant(1)});
    default: return code_.move(destination, code_.constant(compare.getPredicate() == CmpInst::FCMP_TRUE));
  }
}

void FunctionEmitter::emit_integer_cast(CastInst& cast, unsigned from, unsigned to) {
  if (from == to || (!isa<SExtInst>(cast) && from < to && class_of(from) == class_of(to))) return alias(cast, cast.getOperand(0));
  Operand value = operand(cast.getOperand(0));
  Register destination = define(cast);
  if (from > to)
    truncate(destination, value, from, to);
  else if (isa<SExtInst>(cast))
    sign_extend(destination, value, from, to);
  else
    zero_extend(destination, value, from, to);
}

void FunctionEmitter::emit_float_cast(CastInst& cast) {
  llvm::Type* source = cast.getOperand(0)->getType();
  unsigned from = integer_width(source), to = integer_width(cast.getType());
  Operand value = operand(cast.getOperand(0));
  bool single = cast.getType()->isFloatTy();
  switch (cast.getOpcode()) {
    case Instruction::FPExt: return pure(Opcode::float_extend, Type::f64, define(cast), {value});
    case Instruction::FPTrunc: return pure(Opcode::float_truncate, Type::f32, define(cast), {value});
    case Instruction::SIToFP:
    case Instruction::UIToFP: {
      // Through f64 a 64-bit integer would be rounded twice.
      if (single && from > 32) return emit_thunk(cast, layout::CallEffect::elidable, "integer to float");
      bool is_signed = cast.getOpcode() == Instruction::SIToFP;
      if (is_signed) value = as_signed(value, from);
      Opcode opcode = is_signed ? Opcode::int_to_float : Opcode::uint_to_float;
      if (!single) return pure(opcode, class_of(from), define(cast), {value});
      return pure(Opcode::float_truncate, Type::f32, define(cast), {pure(opcode, class_of(from), {value})});
    }
    case Instruction::FPToSI:
    case Instruction::FPToUI: {
      bool is_unsigned = cast.getOpcode() == Instruction::FPToUI;
      if (is_unsigned && to > 32) return emit_thunk(cast, layout::CallEffect::elidable, "float to unsigned integer");
      if (source->isFloatTy()) value = pure(Opcode::float_extend, Type::f64, {value});
      unsigned through = is_unsigned || to > 32 ? 64 : 32;
      Operand whole = pure(Opcode::float_to_int, class_of(through), {value});
      return truncate(define(cast), whole, through, to);
    }
    default: break;
  }
}

void FunctionEmitter::emit_cast(CastInst& cast) {
  llvm::Type* source = cast.getOperand(0)->getType();
  llvm::Type* target = cast.getType();
  if (auto* truncation = dyn_cast<TruncInst>(&cast); truncation && source->isIntegerTy(128) && emit_part_of_product(*truncation))
    return;
  if (isa<ZExtInst>(cast) && target->isIntegerTy(128) && is_part_of_high_product(cast)) return;
  Type from = register_type(source), to = register_type(target);
  if (from == Type::none || to == Type::none) {
    return refuse(&cast, "it converts vectors, long double or integers wider than 64 bits",
                  "move the computation into a function marked JW_ELIDABLE or JW_DONT_LOOK_INSIDE");
  }
  switch (cast.getOpcode()) {
    case Instruction::Trunc:
    case Instruction::ZExt:
    case Instruction::SExt:
    case Instruction::PtrToInt:
    case Instruction::IntToPtr: return emit_integer_cast(cast, integer_width(source), integer_width(target));
    case Instruction::BitCast: {
      if (layout::is_float(from) == layout::is_float(to)) return alias(cast, cast.getOperand(0));
      Operand value = operand(cast.getOperand(0));
      if (to == Type::f64 || to == Type::f32) return pure(Opcode::bits_to_float, to, define(cast), {value});
      if (from == Type::f64) return pure(Opcode::float_to_bits, from, define(cast), {value});
      return pure(Opcode::int_truncate, Type::i32, define(cast), {pure(Opcode::float_to_bits, from, {value})});
    }
    case Instruction::AddrSpaceCast: return refuse(&cast, "it uses address spaces", "use ordinary pointers");
    default: return emit_float_cast(cast);
  }
}

void FunctionEmitter::emit_select(SelectInst& select) {
  if (!select.getCondition()->getType()->isIntegerTy(1)) return refuse(&select, "it selects between vectors", "please report it");
  unsigned count = component_count(select.getType());
  Operand condition = operand(select.getCondition());
  Register destination = define(select);
  if (refused()) return;
  for (unsigned c = 0; c < count; ++c) {
    Operand a = operand(select.getTrueValue(), c), b = operand(select.getFalseValue(), c);
    Register target = count > 1 ? code_.new_register() : destination;
    pure(Opcode::select, register_type(component_type(select.getType(), c)), target, {condition, a, b});
    if (count > 1) code_.move(destination + c, VirtualCode::reg(target));
  }
}

}  // namespace jitwright::translator
