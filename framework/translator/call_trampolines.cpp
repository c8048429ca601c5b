#include "call_trampolines.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>

#include "image_builder.h"

namespace jitwright::translator {

using namespace llvm;
using layout::AbiType;
using layout::Signature;

std::optional<AbiType> abi_type(const Type& type) {
  if (type.isPointerTy()) return type.getPointerAddressSpace() == 0 ? std::optional(AbiType::ptr) : std::nullopt;
  if (type.isDoubleTy()) return AbiType::f64;
  if (type.isFloatTy()) return AbiType::f32;
  if (type.isIntegerTy(1)) return AbiType::i1;
  if (type.isIntegerTy(8)) return AbiType::i8;
  if (type.isIntegerTy(16)) return AbiType::i16;
  if (type.isIntegerTy(32)) return AbiType::i32;
  if (type.isIntegerTy(64)) return AbiType::i64;
  return std::nullopt;
}

namespace {

bool set_results(Signature& signature, const Type& type) {
  if (type.isVoidTy()) return true;
  auto* structure = dyn_cast<StructType>(&type);
  if (!structure) {
    std::optional<AbiType> result = abi_type(type);
    if (result) signature.result = *result;
    return result.has_value();
  }
  if (structure->getNumElements() != 2 && structure->getNumElements() != 1) return false;
  std::optional<AbiType> first = abi_type(*structure->getElementType(0));
  if (!first) return false;
  signature.result = *first;
  if (structure->getNumElements() == 1) return true;
  std::optional<AbiType> second = abi_type(*structure->getElementType(1));
  if (!second) return false;
  signature.second_result = *second;
  return true;
}

/// `has(i, kind)` tells the attributes of parameter i.
template <class Has>
std::optional<Signature> make_signature(const FunctionType& type, Has has) {
  Signature signature;
  if (type.isVarArg() || !set_results(signature, *type.getReturnType())) return std::nullopt;
  for (unsigned i = 0; i < type.getNumParams(); ++i) {
    std::optional<AbiType> parameter = abi_type(*type.getParamType(i));
    if (!parameter) return std::nullopt;
    for (Attribute::AttrKind kind : {Attribute::ByVal, Attribute::InAlloca, Attribute::Preallocated, Attribute::InReg,
                                     Attribute::Nest, Attribute::SwiftError, Attribute::SwiftSelf, Attribute::SwiftAsync}) {
      if (has(i, kind)) return std::nullopt;
    }
    if (has(i, Attribute::SExt) && *parameter == AbiType::i8) parameter = AbiType::s8;
    if (has(i, Attribute::SExt) && *parameter == AbiType::i16) parameter = AbiType::s16;
    signature.parameters.push_back(*parameter);
  }
  return signature;
}

bool plain_convention(CallingConv::ID convention) { return convention == CallingConv::C; }

Type* llvm_type(LLVMContext& context, AbiType type) {
  switch (type) {
    case AbiType::none: return Type::getVoidTy(context);
    case AbiType::i1: return Type::getInt1Ty(context);
    case AbiType::i8:
    case AbiType::s8: return Type::getInt8Ty(context);
    case AbiType::i16:
    case AbiType::s16: return Type::getInt16Ty(context);
    case AbiType::i32: return Type::getInt32Ty(context);
    case AbiType::i64: return Type::getInt64Ty(context);
    case AbiType::f32: return Type::getFloatTy(context);
    case AbiType::f64: return Type::getDoubleTy(context);
    case AbiType::ptr: return PointerType::get(context, 0);
  }
  return nullptr;
}

}  // namespace

std::optional<Signature> signature_of(const CallBase& call) {
  if (!plain_convention(call.getCallingConv()) || call.hasOperandBundles()) return std::nullopt;
  return make_signature(*call.getFunctionType(),
                        [&](unsigned i, Attribute::AttrKind kind) { return call.paramHasAttr(i, kind); });
}

std::optional<Signature> signature_of(const Function& function) {
  if (!plain_convention(function.getCallingConv())) return std::nullopt;
  return make_signature(*function.getFunctionType(),
                        [&](unsigned i, Attribute::AttrKind kind) { return function.hasParamAttribute(i, kind); });
}

Function* Trampolines::trampoline(const Signature& signature) {
  std::string name = "jw.call." + std::string(layout::name(signature.result));
  if (signature.second_result != AbiType::none) name += "_" + std::string(layout::name(signature.second_result));
  for (AbiType type : signature.parameters) name += "." + std::string(layout::name(type));
  Function*& function = trampolines_[name];
  if (function) return function;

  Module& module = image_.original();
  LLVMContext& context = module.getContext();
  Type* pointer = PointerType::get(context, 0);
  Type* word = Type::getInt64Ty(context);
  function = Function::Create(FunctionType::get(Type::getVoidTy(context), {pointer, pointer, pointer}, false),
                              GlobalValue::LinkOnceODRLinkage, name, module);
  function->setVisibility(GlobalValue::HiddenVisibility);
  function->setComdat(module.getOrInsertComdat(name));
  function->setUWTableKind(UWTableKind::Default);
  IRBuilder<> builder(BasicBlock::Create(context, "", function));
  std::vector<Value*> arguments;
  std::vector<Type*> types;
  AttributeList attributes;
  for (unsigned i = 0; i < signature.parameters.size(); ++i) {
    AbiType parameter = signature.parameters[i];
    Type* type = llvm_type(context, parameter);
    types.push_back(type);
    arguments.push_back(builder.CreateLoad(type->isIntegerTy(1) ? builder.getInt8Ty() : type,
                                           builder.CreateConstInBoundsGEP1_64(word, function->getArg(1), i)));
    if (type->isIntegerTy(1)) arguments.back() = builder.CreateTrunc(arguments.back(), type);
    bool is_signed = parameter == AbiType::s8 || parameter == AbiType::s16;
    if (type->isIntegerTy() && type->getIntegerBitWidth() < 32)
      attributes = attributes.addParamAttribute(context, i, is_signed ? Attribute::SExt : Attribute::ZExt);
  }
  Type* result = llvm_type(context, signature.result);
  if (signature.second_result != AbiType::none)
    result = StructType::get(context, {result, llvm_type(context, signature.second_result)});
  CallInst* call = builder.CreateCall(FunctionType::get(result, types, false), function->getArg(0), arguments);
  call->setAttributes(attributes);
  auto store = [&](Value* value, unsigned index) {
    if (value->getType()->isIntegerTy()) value = builder.CreateZExtOrTrunc(value, word);
    if (value->getType()->isFloatTy()) value = builder.CreateZExt(builder.CreateBitCast(value, builder.getInt32Ty()), word);
    builder.CreateStore(value, builder.CreateConstInBoundsGEP1_64(word, function->getArg(2), index));
  };
  if (isa<StructType>(result)) {
    store(builder.CreateExtractValue(call, 0), 0);
    store(builder.CreateExtractValue(call, 1), 1);
  } else if (!result->isVoidTy()) {
    store(call, 0);
  }
  builder.CreateRetVoid();
  return function;
}

Function* Trampolines::thunk(const Instruction& instruction) {
  Module& module = image_.original();
  LLVMContext& context = module.getContext();
  std::vector<Type*> parameters;
  std::string key;
  raw_string_ostream text(key);
  text << instruction.getOpcodeName() << ' ' << *instruction.getType();
  auto* call = dyn_cast<CallBase>(&instruction);
  if (call && !isa<CallInst>(call)) return nullptr;
  Signature results;
  if (!set_results(results, *instruction.getType())) return nullptr;
  std::vector<unsigned> variable_operands;
  std::vector<std::pair<unsigned, Value*>> originals;
  for (unsigned i = 0; i < instruction.getNumOperands(); ++i) {
    Value* operand = instruction.getOperand(i);
    if (auto* global = dyn_cast<GlobalValue>(operand)) {
      GlobalValue* original = nullptr;
      if (auto* function = dyn_cast<Function>(global); function && function->isIntrinsic()) {
        original = cast<Function>(
            module.getOrInsertFunction(function->getName(), function->getFunctionType(), function->getAttributes()).getCallee());
      } else {
        original = image_.original_of(*global);
      }
      if (!original) return nullptr;
      originals.push_back({i, original});
      text << " @" << original->getName();
    } else if (isa<ConstantData>(operand)) {
      text << ' ' << *operand;
    } else {
      bool by_value = call && i < call->arg_size() && call->paramHasAttr(i, Attribute::ByVal);
      if (isa<MetadataAsValue>(operand) || (!by_value && !abi_type(*operand->getType()))) return nullptr;
      parameters.push_back(operand->getType());
      variable_operands.push_back(i);
      text << " %" << *operand->getType();
    }
  }
  if (auto* compare = dyn_cast<CmpInst>(&instruction)) text << ' ' << compare->getPredicate();
  Function*& function = thunks_[key];
  if (!function) {
    function = Function::Create(FunctionType::get(instruction.getType(), parameters, false), GlobalValue::InternalLinkage,
                                "jw.thunk", module);
    function->setUWTableKind(UWTableKind::Default);
    Instruction* copy = instruction.clone();
    // Nothing of the clone's may be kept alive by the copy.
    copy->setDebugLoc(DebugLoc());
    copy->dropUnknownNonDebugMetadata();
    for (auto [i, original] : originals) copy->setOperand(i, original);
    for (unsigned p = 0; p < parameters.size(); ++p) {
      if (parameters[p]->isIntegerTy() && parameters[p]->getIntegerBitWidth() < 32) function->addParamAttr(p, Attribute::ZExt);
      copy->setOperand(variable_operands[p], function->getArg(p));
    }
    IRBuilder<> builder(BasicBlock::Create(context, "", function));
    builder.Insert(copy);
    if (copy->getType()->isVoidTy())
      builder.CreateRetVoid();
    else
      builder.CreateRet(copy);
  }
  return function;
}

Function* Trampolines::thread_local_address(GlobalVariable& variable) {
  Function*& function = thunks_["thread local " + std::to_string(reinterpret_cast<uintptr_t>(&variable))];
  if (function) return function;
  Module& module = image_.original();
  function = Function::Create(FunctionType::get(PointerType::get(module.getContext(), 0), false), GlobalValue::InternalLinkage,
                              "jw.address." + variable.getName(), module);
  IRBuilder<> builder(BasicBlock::Create(module.getContext(), "", function));
  builder.CreateRet(builder.CreateThreadLocalAddress(&variable));
  return function;
}

}  // namespace jitwright::translator
