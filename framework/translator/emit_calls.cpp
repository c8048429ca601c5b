// Calls: markers, intrinsics, boxes, and ordinary ones.
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

#include "call_trampolines.h"
#include "cut_merge_point.h"
#include "diagnostics.h"
#include "function_emitter.h"
#include "hints.h"
#include "image_builder.h"

namespace jitwright::translator {

using namespace llvm;
using layout::AbiType;
using layout::CallEffect;
using layout::Type;

namespace {

constexpr const char* move_out = "move the call into a function of its own marked JW_DONT_LOOK_INSIDE";

}  // namespace

/// Result parts of the call instruction that is being built.
void FunctionEmitter::emit_results(Instruction& instruction, const layout::Signature& signature) {
  if (signature.result == AbiType::none) {
    code_.no_result();
    return;
  }
  // An unused result needs a register all the same: the callee returns one.
  Register first = registers_[&instruction];
  if (signature.second_result == AbiType::none)
    code_.result(first);
  else
    code_.result_pair(first);
}

void FunctionEmitter::emit_call(CallBase& call) {
  if (auto* assembly = dyn_cast<InlineAsm>(call.getCalledOperand())) {
    // An empty statement is a barrier for the compiler; nothing is moved here.
    if (assembly->getAsmString().empty() && call.arg_empty() && call.getType()->isVoidTy()) return;
    return refuse(&call, "it contains inline assembly", move_out);
  }
  if (marker_of(call) != Marker::none) return emit_marker(call);
  if (as_cut(call)) return emit_merge_point(call);
  Function* callee = call.getCalledFunction();
  if (callee && callee->isIntrinsic()) {
    if (emit_intrinsic(cast<IntrinsicInst>(call)) || refused()) return;
    bool is_pure = call.doesNotAccessMemory() && !call.getType()->isVoidTy();
    return emit_thunk(call, is_pure ? CallEffect::elidable : CallEffect::any, callee->getName().str());
  }
  if (callee && context_.hints[callee].role != BoxRole::none) return emit_box(call, *callee);
  if (call.hasFnAttr(Attribute::ReturnsTwice)) return refuse(&call, "it calls setjmp", move_out);
  CallEffect effect = context_.hints.effect(callee, call);
  std::optional<layout::Signature> signature = signature_of(call);
  if (!signature) return emit_thunk(call, effect, callee ? readable_name(*callee) : std::string());

  layout::CallDescriptor descriptor;
  descriptor.signature = *signature;
  descriptor.effect = effect;
  if (callee) descriptor.name = readable_name(*callee);
  descriptor.look_inside = !callee || !context_.hints[callee].dont_look_inside;
  uint32_t number = image_.call(descriptor, context_.trampolines.trampoline(*signature));
  Operand target = operand(call.getCalledOperand());
  SmallVector<Operand, 8> arguments;
  for (Use& argument : call.args()) arguments.push_back(operand(argument.get()));
  if (!call.getType()->isVoidTy()) define(call);
  code_.begin(callee && context_.is_portal(*callee) ? Opcode::call_portal : Opcode::call).table_index('k', number);
  emit_results(call, *signature);
  code_.operand(target).count(arguments.size());
  for (Operand argument : arguments) code_.operand(argument);
}

/// What jitcode cannot express becomes a call of a native function made for the purpose.
void FunctionEmitter::emit_thunk(Instruction& instruction, CallEffect effect, const std::string& name) {
  Function* thunk = context_.trampolines.thunk(instruction);
  std::optional<layout::Signature> signature;
  if (thunk) signature = signature_of(*thunk);
  if (!signature) {
    auto* call = dyn_cast<CallBase>(&instruction);
    std::string what = call ? "a call of " + (name.empty() ? std::string("an unknown function") : name) +
                                  " passes or returns what does not fit registers"
                            : "an operation on unusual types";
    return refuse(&instruction, what, move_out);
  }
  layout::CallDescriptor descriptor{name, *signature, effect, false, nullptr};
  uint32_t number = image_.call(descriptor, context_.trampolines.trampoline(*signature));
  SmallVector<Operand, 8> arguments;
  for (Use& use : instruction.operands()) {
    if (!isa<GlobalValue>(use.get()) && !isa<ConstantData>(use.get())) arguments.push_back(operand(use.get()));
  }
  if (!instruction.getType()->isVoidTy()) define(instruction);
  Operand target = code_.constant({0, image_.symbol(*thunk)});
  code_.begin(Opcode::call).table_index('k', number);
  emit_results(instruction, *signature);
  code_.operand(target).count(arguments.size());
  for (Operand argument : arguments) code_.operand(argument);
}

void FunctionEmitter::emit_box(CallBase& call, const Function& callee) {
  const FunctionHints& hints = context_.hints[&callee];
  if (call.arg_size() != 1 || component_count(call.getType()) != 1) {
    return refuse(&call, "a JW_BOX, JW_UNBOX or JW_IS_BOX function must take one scalar and return one", "change its signature");
  }
  Opcode opcode = hints.role == BoxRole::box ? Opcode::box : hints.role == BoxRole::unbox ? Opcode::unbox : Opcode::is_box;
  Operand value = operand(call.getArgOperand(0));
  uint32_t family = image_.family(hints.family);
  Type payload = hints.role == BoxRole::box ? register_type(call.getArgOperand(0)->getType()) : register_type(call.getType());
  if (hints.role != BoxRole::is_box) image_.module.families[family].payload = payload == Type::ptr ? Type::i64 : payload;
  code_.begin(opcode).table_index('f', family).destination(define(call)).operand(value);
}

void FunctionEmitter::emit_marker(CallBase& call) {
  auto argument = [&] { return operand(call.getArgOperand(0)); };
  switch (marker_of(call)) {
    case Marker::can_enter_jit: code_.begin(Opcode::can_enter_jit); return;
    case Marker::promote: {
      Operand value = argument();
      code_.begin(Opcode::promote, Type::i64).destination(define(call)).operand(value);
      return;
    }
    case Marker::is_constant:
    case Marker::is_virtual: {
      Operand value = argument();
      code_.begin(marker_of(call) == Marker::is_constant ? Opcode::is_constant : Opcode::is_virtual)
          .destination(define(call))
          .operand(value);
      return;
    }
    case Marker::in_jit: code_.begin(Opcode::in_jit).destination(define(call)); return;
    case Marker::observed: {
      Operand value = argument();
      code_.begin(Opcode::observed).destination(define(call)).operand(value);
      return;
    }
    case Marker::assert_green: code_.begin(Opcode::assert_green).operand(argument()); return;
    case Marker::assume_idle: code_.begin(Opcode::assume_idle).operand(argument()); return;
    case Marker::record_exact: {
      Operand value = argument(), exact = operand(call.getArgOperand(1));
      code_.begin(Opcode::record_exact).operand(value).operand(exact);
      return;
    }
    case Marker::assume: code_.begin(Opcode::assume).operand(argument()); return;
    case Marker::look_inside_iff: code_.begin(Opcode::look_inside_iff).operand(argument()); return;
    case Marker::conditional_call: return emit_conditional_call(call);
    case Marker::merge_point: return refuse(&call, "its merge point could not be used", "see the error above");
    case Marker::none: return;
  }
}

void FunctionEmitter::emit_conditional_call(CallBase& call) {
  auto* callee = dyn_cast<Function>(call.getArgOperand(1)->stripPointerCasts());
  layout::CallDescriptor descriptor;
  if (callee && signature_of(*callee) && callee->arg_size() == call.arg_size() - 2) {
    descriptor.name = readable_name(*callee);
    descriptor.signature = *signature_of(*callee);
    descriptor.look_inside = !context_.hints[callee].dont_look_inside;
    descriptor.effect = context_.hints[callee].readonly         ? CallEffect::readonly
                        : context_.hints[callee].no_heap_effect ? CallEffect::none
                                                                : CallEffect::any;
  } else {
    for (unsigned i = 2; i < call.arg_size(); ++i) {
      std::optional<AbiType> type = abi_type(*call.getArgOperand(i)->getType());
      if (!type) return refuse(&call, "conditional_call takes integers and pointers", "pass a pointer");
      descriptor.signature.parameters.push_back(*type);
    }
  }
  descriptor.signature.result = descriptor.signature.second_result = AbiType::none;
  uint32_t number = image_.call(descriptor, context_.trampolines.trampoline(descriptor.signature));
  Operand condition = operand(call.getArgOperand(0)), target = operand(call.getArgOperand(1));
  SmallVector<Operand, 8> arguments;
  for (unsigned i = 2; i < call.arg_size(); ++i) {
    Operand value = operand(call.getArgOperand(i));
    unsigned from = integer_width(call.getArgOperand(i)->getType());
    Type wanted = layout::register_type(descriptor.signature.parameters[i - 2]);
    if (from == 64 && wanted == Type::i32) {
      AbiType parameter = descriptor.signature.parameters[i - 2];
      unsigned to = parameter == AbiType::i1                               ? 1
                    : parameter == AbiType::i8 || parameter == AbiType::s8 ? 8
                    : parameter == AbiType::i32                            ? 32
                                                                           : 16;
      Register narrow = code_.new_register();
      truncate(narrow, value, 64, to);
      value = VirtualCode::reg(narrow);
    }
    arguments.push_back(value);
  }
  code_.begin(Opcode::conditional_call).table_index('k', number).operand(condition).operand(target).count(arguments.size());
  for (Operand argument : arguments) code_.operand(argument);
}

void FunctionEmitter::emit_merge_point(CallBase& cut) {
  if (!portal_) return refuse(&cut, "internal error: a merge point outside a portal", "please report it");
  auto info = std::make_unique<jitcode::PortalInfo>();
  info->greens = portal_->greens;
  info->live_names = portal_->live_names;
  std::vector<VirtualCode::Move> moves;
  Register first = define(cut);
  unsigned lives = static_cast<unsigned>(cut.arg_size()) - 1;
  for (unsigned k = 0; k < lives; ++k) {
    moves.push_back({first + k, operand(cut.getArgOperand(k + 1))});
    info->live_types.push_back(register_type(cut.getArgOperand(k + 1)->getType()));
  }
  if (auto* driver = dyn_cast<GlobalValue>(cut.getArgOperand(0)->stripPointerCasts())) {
    info->driver_symbol = image_.symbol(*image_.original_of(*driver));
  }
  code_.parallel_moves(std::move(moves));
  code_.begin(Opcode::merge_point).unsigned_16(portal_->greens).count(lives);
  for (unsigned k = 0; k < lives; ++k) code_.live(first + k);
  portal_info_ = std::move(info);
  // Locals of one iteration: their registers do not live across the merge point.
  for (Instruction& instruction : function_.getEntryBlock()) {
    auto* local = dyn_cast<AllocaInst>(&instruction);
    bool live = local && any_of(cut.args(), [&](Use& use) { return use.get() == local; });
    if (local && !live && !started_locals_.count(local)) emit_local(*local);
  }
}

// ---- intrinsics

bool FunctionEmitter::emit_intrinsic(IntrinsicInst& intrinsic) {
  switch (intrinsic.getIntrinsicID()) {
    case Intrinsic::lifetime_start:
      if (auto* local = dyn_cast<AllocaInst>(intrinsic.getArgOperand(1)); local && started_locals_.count(local))
        emit_local(*local);
      return true;
    case Intrinsic::lifetime_end:
    case Intrinsic::assume:
    case Intrinsic::experimental_noalias_scope_decl:
    case Intrinsic::donothing:
    case Intrinsic::sideeffect:
    case Intrinsic::prefetch:
    case Intrinsic::var_annotation:
    case Intrinsic::invariant_end: return true;
    case Intrinsic::invariant_start: code_.move(define(intrinsic), code_.constant(0)); return true;
    case Intrinsic::expect:
    case Intrinsic::expect_with_probability:
    case Intrinsic::annotation:
    case Intrinsic::ptr_annotation:
    case Intrinsic::launder_invariant_group:
    case Intrinsic::strip_invariant_group:
    case Intrinsic::ssa_copy: alias(intrinsic, intrinsic.getArgOperand(0)); return true;
    case Intrinsic::is_constant:
    case Intrinsic::objectsize: {
      bool unknown_is_zero =
          intrinsic.getIntrinsicID() == Intrinsic::is_constant || cast<ConstantInt>(intrinsic.getArgOperand(1))->isOne();
      code_.move(define(intrinsic),
                 code_.constant(unknown_is_zero ? 0 : ~uint64_t{0} >> (64 - integer_width(intrinsic.getType()))));
      return true;
    }
    case Intrinsic::memcpy:
    case Intrinsic::memcpy_inline:
    case Intrinsic::memmove:
    case Intrinsic::memset:
    case Intrinsic::memset_inline: {
      bool fills = isa<MemSetInst>(intrinsic);
      Operand target = operand(intrinsic.getArgOperand(0)), source = operand(intrinsic.getArgOperand(1));
      Operand size = operand(intrinsic.getArgOperand(2));
      if (integer_width(intrinsic.getArgOperand(2)->getType()) <= 32 && !size.constant)
        size = pure(Opcode::int_zero_extend, Type::i64, {size});
      code_.begin(fills ? Opcode::fill_memory : Opcode::copy_memory).operand(target).operand(source).operand(size);
      return true;
    }
    case Intrinsic::threadlocal_address: {
      auto* variable = dyn_cast<GlobalVariable>(intrinsic.getArgOperand(0));
      auto* original = variable ? dyn_cast_or_null<GlobalVariable>(image_.original_of(*variable)) : nullptr;
      if (!original) return false;
      Function* accessor = context_.trampolines.thread_local_address(*original);
      layout::CallDescriptor descriptor{"address of " + variable->getName().str(), *signature_of(*accessor), CallEffect::none,
                                        false, nullptr};
      uint32_t number = image_.call(descriptor, context_.trampolines.trampoline(descriptor.signature));
      Operand target = code_.constant({0, image_.symbol(*accessor)});
      code_.begin(Opcode::call).table_index('k', number).result(define(intrinsic)).operand(target).count(0);
      return true;
    }
    case Intrinsic::trap:
    case Intrinsic::debugtrap:
    case Intrinsic::ubsantrap: return false;
    case Intrinsic::stacksave:
    case Intrinsic::stackrestore:
    case Intrinsic::frameaddress:
    case Intrinsic::returnaddress:
    case Intrinsic::vastart:
    case Intrinsic::vaend:
    case Intrinsic::vacopy:
    case Intrinsic::eh_typeid_for:
      refuse(&intrinsic, "it uses variable arguments, the stack pointer or exceptions", move_out);
      return true;
    default: return emit_integer_intrinsic(intrinsic) || emit_float_intrinsic(intrinsic);
  }
}

bool FunctionEmitter::emit_integer_intrinsic(IntrinsicInst& intrinsic) {
  if (intrinsic.arg_empty() || !intrinsic.getArgOperand(0)->getType()->isIntegerTy()) return false;
  unsigned bits = integer_width(intrinsic.getArgOperand(0)->getType());
  if (bits > 64) return false;
  Type type = class_of(bits);
  unsigned width = class_width(bits);
  auto argument = [&](unsigned i) { return operand(intrinsic.getArgOperand(i)); };
  // The value and its overflow flag; the value is written last, it may share a register with an operand.
  auto with_overflow = [&](Instruction::BinaryOps operation, Opcode overflows, bool is_signed) {
    Operand a = argument(0), b = argument(1);
    Register value = code_.new_register();
    emit_integer_binary(operation, value, a, b, bits);
    Operand flag;
    if (bits == width) {
      flag = pure(overflows, type, {a, b});
    } else {
      // Narrow operands do not overflow their class: the exact result is compared with its own low bits.
      if (is_signed) a = as_signed(a, bits), b = as_signed(b, bits);
      Opcode exact_operation = operation == Instruction::Add   ? Opcode::int_add
                               : operation == Instruction::Sub ? Opcode::int_sub
                                                               : Opcode::int_mul;
      Operand exact = pure(exact_operation, type, {a, b});
      Operand wrapped = is_signed ? as_signed(VirtualCode::reg(value), bits) : VirtualCode::reg(value);
      flag = pure(Opcode::int_ne, type, {exact, wrapped});
      bool wide_product = operation == Instruction::Mul && 2 * bits > width;
      if (wide_product) flag = pure(Opcode::int_or, Type::i32, {flag, pure(overflows, type, {a, b})});
    }
    Register destination = define(intrinsic);
    code_.move(destination, VirtualCode::reg(value));
    code_.move(destination + 1, flag);
    return true;
  };
  auto choose = [&](Opcode comparison, bool is_signed) {
    Operand a = argument(0), b = argument(1);
    Operand condition =
        is_signed ? pure(comparison, type, {as_signed(a, bits), as_signed(b, bits)}) : pure(comparison, type, {a, b});
    pure(Opcode::select, type, define(intrinsic), {condition, a, b});
    return true;
  };
  auto funnel_shift = [&](bool left) {
    // hi:lo shifted by c mod w; the other half moves by w - c in two steps, because c may be 0.
    if ((bits & (bits - 1)) != 0) return false;
    Operand high = argument(0), low = argument(1), one = code_.constant(1), limit = code_.constant(bits - 1);
    Operand distance = pure(Opcode::int_and, type, {argument(2), limit});
    Operand rest = pure(Opcode::int_xor, type, {distance, limit});
    Operand upper = left ? pure(Opcode::int_shl, type, {high, distance})
                         : pure(Opcode::int_shl, type, {pure(Opcode::int_shl, type, {high, one}), rest});
    Operand lower = left ? pure(Opcode::int_lshr, type, {pure(Opcode::int_lshr, type, {low, one}), rest})
                         : pure(Opcode::int_lshr, type, {low, distance});
    mask(define(intrinsic), pure(Opcode::int_or, type, {upper, lower}), bits);
    return true;
  };
  switch (intrinsic.getIntrinsicID()) {
    case Intrinsic::sadd_with_overflow: return with_overflow(Instruction::Add, Opcode::int_sadd_overflows, true);
    case Intrinsic::ssub_with_overflow: return with_overflow(Instruction::Sub, Opcode::int_ssub_overflows, true);
    case Intrinsic::smul_with_overflow: return with_overflow(Instruction::Mul, Opcode::int_smul_overflows, true);
    case Intrinsic::uadd_with_overflow: return with_overflow(Instruction::Add, Opcode::int_uadd_overflows, false);
    case Intrinsic::usub_with_overflow: return with_overflow(Instruction::Sub, Opcode::int_usub_overflows, false);
    case Intrinsic::umul_with_overflow: return with_overflow(Instruction::Mul, Opcode::int_umul_overflows, false);
    case Intrinsic::smin: return choose(Opcode::int_slt, true);
    case Intrinsic::smax: return choose(Opcode::int_sgt, true);
    case Intrinsic::umin: return choose(Opcode::int_ult, false);
    case Intrinsic::umax: return choose(Opcode::int_ugt, false);
    case Intrinsic::abs: {
      Operand value = argument(0);
      Operand negative = pure(Opcode::int_slt, type, {as_signed(value, bits), code_.constant(0)});
      Register opposite = code_.new_register();
      emit_integer_binary(Instruction::Sub, opposite, code_.constant(0), value, bits);
      pure(Opcode::select, type, define(intrinsic), {negative, VirtualCode::reg(opposite), value});
      return true;
    }
    case Intrinsic::fshl: return funnel_shift(true);
    case Intrinsic::fshr: return funnel_shift(false);
    case Intrinsic::ctpop: pure(Opcode::int_popcount, type, define(intrinsic), {argument(0)}); return true;
    case Intrinsic::ctlz: {
      Operand zeros = pure(Opcode::int_clz, type, {argument(0)});
      if (bits == width)
        code_.move(define(intrinsic), zeros);
      else
        pure(Opcode::int_sub, type, define(intrinsic), {zeros, code_.constant(width - bits)});
      return true;
    }
    case Intrinsic::cttz: {
      Operand value = argument(0);
      if (bits != width) value = pure(Opcode::int_or, type, {value, code_.constant(uint64_t{1} << bits)});
      pure(Opcode::int_ctz, type, define(intrinsic), {value});
      return true;
    }
    case Intrinsic::bswap: {
      if (bits % 16 != 0) return false;
      Operand swapped = pure(Opcode::int_bswap, type, {argument(0)});
      if (bits == width)
        code_.move(define(intrinsic), swapped);
      else
        pure(Opcode::int_lshr, type, define(intrinsic), {swapped, code_.constant(width - bits)});
      return true;
    }
    default: return false;
  }
}

bool FunctionEmitter::emit_float_intrinsic(IntrinsicInst& intrinsic) {
  if (intrinsic.arg_empty()) return false;
  Type type = register_type(intrinsic.getArgOperand(0)->getType());
  if (!layout::is_float(type)) return false;
  auto argument = [&](unsigned i) { return operand(intrinsic.getArgOperand(i)); };
  auto unary = [&](Opcode opcode) {
    Operand value = argument(0);
    pure(opcode, type, define(intrinsic), {value});
    return true;
  };
  switch (intrinsic.getIntrinsicID()) {
    case Intrinsic::fabs: return unary(Opcode::float_abs);
    case Intrinsic::sqrt: return unary(Opcode::float_sqrt);
    case Intrinsic::floor: return unary(Opcode::float_floor);
    case Intrinsic::ceil: return unary(Opcode::float_ceil);
    case Intrinsic::trunc: return unary(Opcode::float_trunc);
    case Intrinsic::fmuladd: {
      Operand product = pure(Opcode::float_mul, type, {argument(0), argument(1)});
      Operand addend = argument(2);
      pure(Opcode::float_add, type, define(intrinsic), {product, addend});
      return true;
    }
    case Intrinsic::copysign: {
      Operand size = pure(Opcode::float_abs, type, {argument(0)});
      Operand bits = pure(Opcode::float_to_bits, type, {argument(1)});
      Operand sign = pure(Opcode::int_lshr, Type::i64, {bits, code_.constant(type == Type::f64 ? 63 : 31)});
      Operand negative = pure(Opcode::int_ne, Type::i64, {sign, code_.constant(0)});
      Operand opposite = pure(Opcode::float_neg, type, {size});
      pure(Opcode::select, type, define(intrinsic), {negative, opposite, size});
      return true;
    }
    default: return false;
  }
}

}  // namespace jitwright::translator
