// Operands, constants, addresses and memory accesses.
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Analysis/ConstantFolding.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

#include "access_classes.h"
#include "function_emitter.h"
#include "image_builder.h"

namespace jitwright::translator {

using namespace llvm;
using layout::MemoryType;

unsigned integer_width(const Type* type) {
  return type->isPointerTy() ? 64 : type->isIntegerTy() ? type->getIntegerBitWidth() : 0;
}

layout::Type register_type(const Type* type) {
  if (type->isPointerTy()) return type->getPointerAddressSpace() == 0 ? layout::Type::ptr : layout::Type::none;
  if (type->isDoubleTy()) return layout::Type::f64;
  if (type->isFloatTy()) return layout::Type::f32;
  if (type->isIntegerTy() && type->getIntegerBitWidth() <= 64) return class_of(type->getIntegerBitWidth());
  return layout::Type::none;
}

namespace {

bool collect_components(Type* type, SmallVectorImpl<Type*>& out) {
  if (auto* structure = dyn_cast<StructType>(type)) {
    return all_of(structure->elements(), [&](Type* element) { return collect_components(element, out); });
  }
  if (auto* array = dyn_cast<ArrayType>(type)) {
    if (array->getNumElements() > 16) return false;
    for (uint64_t i = 0; i < array->getNumElements(); ++i) {
      if (!collect_components(array->getElementType(), out)) return false;
    }
    return true;
  }
  out.push_back(type);
  return register_type(type) != layout::Type::none;
}

/// The scalar of `value` at `component`, descending through aggregates.
Constant* scalar_of(Constant* value, unsigned component) {
  while (isa<StructType, ArrayType>(value->getType())) {
    unsigned i = 0;
    for (;; ++i) {
      Constant* element = value->getAggregateElement(i);
      if (!element) return nullptr;
      unsigned count = component_count(element->getType());
      if (component < count) {
        value = element;
        break;
      }
      component -= count;
    }
  }
  return value;
}

/// Number of scalars before the element that `indices` name, in `type`; `type` becomes the element's.
unsigned component_index(Type*& type, ArrayRef<unsigned> indices) {
  unsigned result = 0;
  for (unsigned index : indices) {
    for (unsigned i = 0; i < index; ++i) result += component_count(ExtractValueInst::getIndexedType(type, i));
    type = ExtractValueInst::getIndexedType(type, index);
  }
  return result;
}

MemoryType memory_type(const Type* type) {
  if (type->isPointerTy()) return MemoryType::ptr;
  if (type->isDoubleTy()) return MemoryType::f64;
  if (type->isFloatTy()) return MemoryType::f32;
  switch (type->getIntegerBitWidth()) {
    case 64: return MemoryType::i64;
    case 32: return MemoryType::i32;
    case 16: return MemoryType::i16;
    default: return MemoryType::i8;
  }
}

bool plain_memory_type(const Type* type) {
  if (!type->isIntegerTy()) return register_type(type) != layout::Type::none;
  unsigned bits = type->getIntegerBitWidth();
  return bits == 1 || bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

Value* skip_pointer_markers(Value* pointer) {
  auto* intrinsic = dyn_cast<IntrinsicInst>(pointer);
  if (!intrinsic) return nullptr;
  switch (intrinsic->getIntrinsicID()) {
    case Intrinsic::ptr_annotation:
    case Intrinsic::launder_invariant_group:
    case Intrinsic::strip_invariant_group: return intrinsic->getArgOperand(0);
    default: return nullptr;
  }
}

}  // namespace

unsigned component_count(Type* type) {
  if (type->isVoidTy()) return 0;
  SmallVector<Type*, 4> components;
  return collect_components(type, components) ? static_cast<unsigned>(components.size()) : 0;
}

Type* component_type(Type* type, unsigned component) {
  SmallVector<Type*, 4> components;
  collect_components(type, components);
  return components[component];
}

Register FunctionEmitter::define(Value& value) {
  unsigned count = component_count(value.getType());
  if (count == 0) {
    refuse(dyn_cast<Instruction>(&value), "a value has a type that does not fit registers (vector, wide integer, long double)",
           "move the operation into a function marked JW_DONT_LOOK_INSIDE");
    count = 1;
  }
  Register first = code_.new_register();
  for (unsigned c = 1; c < count; ++c) code_.new_register();
  registers_[&value] = first;
  return first;
}

void FunctionEmitter::alias(Value& value, Value* same) {
  auto position = registers_.find(same);
  if (position != registers_.end()) {
    Register first = position->second;
    registers_[&value] = first;
    return;
  }
  Register destination = define(value);
  for (unsigned c = 0; c < component_count(value.getType()); ++c) code_.move(destination + c, operand(same, c));
}

Operand FunctionEmitter::symbol(GlobalValue& clone_global, int64_t offset) {
  if (clone_global.isThreadLocal()) {
    refuse(current_, "it uses the address of a thread-local variable as a constant", "please report it");
    return code_.constant(0);
  }
  GlobalValue* original = image_.original_of(clone_global);
  if (!original) {
    refuse(current_, "a constant has no counterpart in the program: " + clone_global.getName().str(), "please report it");
    return code_.constant(0);
  }
  return code_.constant({static_cast<uint64_t>(offset), image_.symbol(*original)});
}

Operand FunctionEmitter::constant(Constant* value, unsigned component) {
  value = scalar_of(value, component);
  if (value && (isa<UndefValue>(value) || value->isNullValue())) return code_.constant(0);
  if (auto* integer = dyn_cast_or_null<ConstantInt>(value); integer && integer->getBitWidth() <= 64) {
    return code_.constant(integer->getZExtValue());
  }
  if (auto* number = dyn_cast_or_null<ConstantFP>(value); number && register_type(number->getType()) != layout::Type::none) {
    return code_.constant(number->getValueAPF().bitcastToAPInt().getZExtValue());
  }
  if (auto* address = dyn_cast_or_null<BlockAddress>(value)) {
    if (BasicBlock* original = context_.original_block(address->getBasicBlock())) {
      return code_.constant({0, image_.block_symbol(*original)});
    }
  }
  GlobalValue* global = nullptr;
  APInt offset;
  if (value && IsConstantOffsetFromGlobal(value, global, offset, layout_) && integer_width(value->getType()) == 64) {
    return symbol(*global, offset.getSExtValue());
  }
  refuse(current_, "a constant expression is not an address plus a number",
         "compute it at run time in a function marked JW_DONT_LOOK_INSIDE");
  return code_.constant(0);
}

Operand FunctionEmitter::operand(Value* value, unsigned component) {
  if (auto* fixed = dyn_cast<Constant>(value)) return constant(fixed, component);
  auto position = registers_.find(value);
  if (position != registers_.end()) return VirtualCode::reg(position->second + component);
  refuse(current_, "internal error: a value has no register", "please report it");
  return code_.constant(0);
}

// ---- addresses

Address FunctionEmitter::address_of(Value* pointer) {
  Address address;
  address.base = pointer;
  for (;;) {
    if (Value* inner = skip_pointer_markers(address.base)) {
      address.base = inner;
      continue;
    }
    auto* step = dyn_cast<GetElementPtrInst>(address.base);
    if (!step || step->getType()->isVectorTy()) return address;
    MapVector<Value*, APInt> variable;
    APInt fixed(64, 0);
    if (!step->collectOffset(layout_, 64, variable, fixed) || variable.size() > 1) return address;
    int64_t offset = address.offset + fixed.getSExtValue();
    if (offset != static_cast<int32_t>(offset)) return address;
    if (!variable.empty()) {
      auto& [index, scale] = *variable.begin();
      bool fits =
          !address.index && index->getType()->isIntegerTy(64) && scale.getSExtValue() > 0 && scale.getSExtValue() <= 0xffff;
      if (!fits) return address;
      address.index = index;
      address.scale = static_cast<uint32_t>(scale.getZExtValue());
    }
    address.offset = offset;
    address.base = step->getPointerOperand();
  }
}

/// Address computations that only feed memory operands have no instruction of their own.
void FunctionEmitter::find_needed_addresses() {
  SmallVector<GetElementPtrInst*, 32> work;
  auto need = [&](Value* value) {
    while (Value* inner = skip_pointer_markers(value)) value = inner;
    auto* step = dyn_cast<GetElementPtrInst>(value);
    if (step && needed_addresses_.insert(step).second) work.push_back(step);
  };
  for (Instruction& instruction : instructions(function_)) {
    if (isa<GetElementPtrInst>(instruction) || skip_pointer_markers(&instruction) || instruction.isDebugOrPseudoInst()) continue;
    const Value* pointer = getLoadStorePointerOperand(&instruction);
    for (Use& use : instruction.operands()) {
      if (use.get() == pointer && use.getOperandNo() == (isa<LoadInst>(instruction) ? LoadInst::getPointerOperandIndex()
                                                                                    : StoreInst::getPointerOperandIndex()))
        need(address_of(use.get()).base);
      else
        need(use.get());
    }
  }
  while (!work.empty()) {
    GetElementPtrInst* step = work.pop_back_val();
    Address address = address_of(step);
    if (address.base == step)
      need(step->getPointerOperand());
    else
      need(address.base);
  }
}

void FunctionEmitter::add_offset(Register destination, Operand base, int64_t offset) {
  if (offset == static_cast<int32_t>(offset)) {
    code_.begin(Opcode::ptr_add, layout::Type::ptr)
        .destination(destination)
        .operand(base)
        .immediate(static_cast<int32_t>(offset));
  } else {
    code_.begin(Opcode::ptr_add_item, layout::Type::ptr)
        .destination(destination)
        .operand(base)
        .operand(code_.constant(static_cast<uint64_t>(offset)))
        .unsigned_16(1)
        .immediate(0);
  }
}

void FunctionEmitter::emit_address(GetElementPtrInst& instruction) {
  if (!needed_addresses_.count(&instruction)) return;
  Address address = address_of(&instruction);
  if (address.base != &instruction) {
    if (!address.index && address.offset == 0) return alias(instruction, address.base);
    Register destination = define(instruction);
    Operand base = operand(address.base);
    if (!address.index) return add_offset(destination, base, address.offset);
    code_.begin(Opcode::ptr_add_item, layout::Type::ptr)
        .destination(destination)
        .operand(base)
        .operand(operand(address.index))
        .unsigned_16(address.scale)
        .immediate(static_cast<int32_t>(address.offset));
    return;
  }
  MapVector<Value*, APInt> variable;
  APInt fixed(64, 0);
  if (instruction.getType()->isVectorTy() || !instruction.collectOffset(layout_, 64, variable, fixed)) {
    return refuse(&instruction, "an address computation uses vectors", "move it into a function marked JW_DONT_LOOK_INSIDE");
  }
  Operand current = operand(instruction.getPointerOperand());
  for (auto& [index, scale] : variable) {
    Operand item = operand(index);
    unsigned bits = integer_width(index->getType());
    if (bits < 64) {
      Register wide = code_.new_register();
      sign_extend(wide, item, bits, 64);
      item = VirtualCode::reg(wide);
    }
    uint64_t factor = scale.getZExtValue();
    if (factor == 0 || factor > 0xffff) {
      item = pure(Opcode::int_mul, layout::Type::i64, {item, code_.constant(factor)});
      factor = 1;
    }
    Register next = code_.new_register();
    code_.begin(Opcode::ptr_add_item, layout::Type::ptr)
        .destination(next)
        .operand(current)
        .operand(item)
        .unsigned_16(static_cast<uint32_t>(factor))
        .immediate(0);
    current = VirtualCode::reg(next);
  }
  add_offset(define(instruction), current, fixed.getSExtValue());
}

Operand FunctionEmitter::plain_address(const Address& address) {
  Operand base = operand(address.base);
  if (!address.index && address.offset == 0) return base;
  Register result = code_.new_register();
  if (!address.index) {
    add_offset(result, base, address.offset);
  } else {
    Operand index = operand(address.index);
    code_.begin(Opcode::ptr_add_item, layout::Type::ptr)
        .destination(result)
        .operand(base)
        .operand(index)
        .unsigned_16(address.scale)
        .immediate(static_cast<int32_t>(address.offset));
  }
  return VirtualCode::reg(result);
}

// ---- memory

void FunctionEmitter::emit_load_scalar(Instruction& access, Type* type, Register destination, Address address, bool is_volatile) {
  if (!plain_memory_type(type)) return refuse(&access, "a load of an unusual integer width", "please report it");
  auto memory = static_cast<uint8_t>(memory_type(type));
  bool truth = type->isIntegerTy(1);
  Register target = truth ? code_.new_register() : destination;
  if (is_volatile) {
    if (address.index) {
      Operand plain = plain_address(address);
      code_.begin(Opcode::load_volatile, memory).destination(target).operand(plain).immediate(0);
    } else {
      code_.begin(Opcode::load_volatile, memory)
          .destination(target)
          .operand(operand(address.base))
          .immediate(static_cast<int32_t>(address.offset));
    }
  } else {
    uint32_t access_class = image_.access_class(access_class_of(access));
    if (address.index) {
      code_.begin(Opcode::load_item, memory)
          .destination(target)
          .operand(operand(address.base))
          .operand(operand(address.index))
          .unsigned_16(address.scale);
    } else {
      code_.begin(Opcode::load, memory).destination(target).operand(operand(address.base));
    }
    code_.immediate(static_cast<int32_t>(address.offset)).table_index('c', access_class);
  }
  if (truth) mask(destination, VirtualCode::reg(target), 1);
}

void FunctionEmitter::emit_store_scalar(Instruction& access, Type* type, Operand value, Address address, bool is_volatile) {
  if (!plain_memory_type(type)) return refuse(&access, "a store of an unusual integer width", "please report it");
  auto memory = static_cast<uint8_t>(memory_type(type));
  if (is_volatile) {
    Operand plain = address.index ? plain_address(address) : operand(address.base);
    code_.begin(Opcode::store_volatile, memory)
        .operand(value)
        .operand(plain)
        .immediate(address.index ? 0 : static_cast<int32_t>(address.offset));
    return;
  }
  uint32_t access_class = image_.access_class(access_class_of(access));
  if (address.index) {
    code_.begin(Opcode::store_item, memory)
        .operand(value)
        .operand(operand(address.base))
        .operand(operand(address.index))
        .unsigned_16(address.scale);
  } else {
    code_.begin(Opcode::store, memory).operand(value).operand(operand(address.base));
  }
  code_.immediate(static_cast<int32_t>(address.offset)).table_index('c', access_class);
}

namespace {

/// Calls `visit(component, type, offset)` for each scalar of `type` in memory.
template <class Visit>
void for_each_component(const DataLayout& layout, Type* type, unsigned& component, uint64_t offset, Visit visit) {
  if (auto* structure = dyn_cast<StructType>(type)) {
    for (unsigned i = 0; i < structure->getNumElements(); ++i) {
      for_each_component(layout, structure->getElementType(i), component,
                         offset + layout.getStructLayout(structure)->getElementOffset(i), visit);
    }
  } else if (auto* array = dyn_cast<ArrayType>(type)) {
    for (uint64_t i = 0; i < array->getNumElements(); ++i) {
      for_each_component(layout, array->getElementType(), component,
                         offset + i * layout.getTypeAllocSize(array->getElementType()), visit);
    }
  } else {
    visit(component++, type, offset);
  }
}

}  // namespace

void FunctionEmitter::emit_load(LoadInst& load) {
  if (load.isAtomic() && isStrongerThan(load.getOrdering(), AtomicOrdering::Acquire))
    return refuse(&load, "it loads atomically in sequentially consistent order", "use memory_order_acquire, or move it out");
  bool is_volatile = load.isVolatile() || load.isAtomic();
  Register destination = define(load);
  if (refused()) return;
  Address address = address_of(load.getPointerOperand());
  unsigned component = 0;
  for_each_component(layout_, load.getType(), component, 0, [&](unsigned c, Type* type, uint64_t offset) {
    Address place = address;
    place.offset += static_cast<int64_t>(offset);
    emit_load_scalar(load, type, destination + c, place, is_volatile);
  });
  // The function a virtual call reaches depends on it: one guard here makes the rest constant.
  if (access_class_of(load).scalar == vtable_scalar) {
    code_.begin(Opcode::promote, layout::Type::ptr).destination(destination).operand(VirtualCode::reg(destination));
  }
}

void FunctionEmitter::emit_store(StoreInst& store) {
  if (store.isAtomic() && isStrongerThan(store.getOrdering(), AtomicOrdering::Release))
    return refuse(&store, "it stores atomically in sequentially consistent order", "use memory_order_release, or move it out");
  bool is_volatile = store.isVolatile() || store.isAtomic();
  Value* value = store.getValueOperand();
  if (component_count(value->getType()) == 0) return refuse(&store, "it stores a vector or a wide integer", "please report it");
  Address address = address_of(store.getPointerOperand());
  unsigned component = 0;
  for_each_component(layout_, value->getType(), component, 0, [&](unsigned c, Type* type, uint64_t offset) {
    Address place = address;
    place.offset += static_cast<int64_t>(offset);
    emit_store_scalar(store, type, operand(value, c), place, is_volatile);
  });
}

void FunctionEmitter::emit_aggregate(Instruction& instruction) {
  if (auto* extract = dyn_cast<ExtractValueInst>(&instruction)) {
    Value* aggregate = extract->getAggregateOperand();
    Type* type = aggregate->getType();
    if (component_count(type) == 0)
      return refuse(&instruction, "a struct value holds a vector or a wide integer", "please report it");
    unsigned first = component_index(type, extract->getIndices());
    auto position = registers_.find(aggregate);
    if (position != registers_.end()) return set_registers(instruction, position->second + first);
    Register destination = define(instruction);
    for (unsigned c = 0; c < component_count(type); ++c) code_.move(destination + c, operand(aggregate, first + c));
    return;
  }
  auto& insert = cast<InsertValueInst>(instruction);
  Register destination = define(insert);
  if (refused()) return;
  Type* type = insert.getType();
  unsigned first = component_index(type, insert.getIndices()), inserted = component_count(type);
  for (unsigned c = 0; c < component_count(insert.getType()); ++c) {
    bool from_value = c >= first && c < first + inserted;
    Value* source = from_value ? insert.getInsertedValueOperand() : insert.getAggregateOperand();
    if (!from_value && isa<UndefValue>(source))
      code_.move(destination + c, code_.constant(0));
    else
      code_.move(destination + c, from_value ? operand(source, c - first) : operand(source, c));
  }
}

}  // namespace jitwright::translator
