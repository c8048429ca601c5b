// A tag of ours is a scalar TBAA node whose name is read back by access_class_of:
//   jw:any   <-   jw:type:int   <-   jw:field:i-:Frame.3[]      (flags: immutable, virtualizable, quasi-immutable, element)
#include "access_classes.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include "hints.h"

namespace jitwright::translator {

using namespace llvm;

namespace {

constexpr StringRef any_name = "jw:any", type_prefix = "jw:type:", field_prefix = "jw:field:";
constexpr const char* pin_kind = "jw.class";

struct Place {
  std::string field;  ///< empty: unknown
  bool element = false, immutable = false, virtualizable = false, quasi_immutable = false;
  bool is_hinted() const { return immutable || virtualizable || quasi_immutable; }
};

/// "struct.ns::Frame.base" → "ns::Frame". Numbers that LLVM appends differ between units, so they go: types of one name share
/// their classes.
std::string struct_name(const StructType& type) {
  StringRef name = type.getName();
  if (!name.consume_front("struct.")) name.consume_front("class.");
  name.consume_back(".base");
  size_t dot = name.rfind('.');
  if (dot != StringRef::npos && dot + 1 < name.size() &&
      name.drop_front(dot + 1).find_first_not_of("0123456789") == StringRef::npos)
    name = name.take_front(dot);
  return name.str();
}

bool is_union(const StructType& type) { return type.hasName() && type.getName().starts_with("union."); }

/// The only scalar inside `type`, or null: such a struct is a wrapper, and its container names the place. An array is none, even
/// of one element: it may be the old spelling of an array without bound.
Type* sole_scalar(Type* type) {
  while (auto* structure = dyn_cast<StructType>(type)) {
    if (structure->isOpaque() || structure->getNumElements() != 1 || is_union(*structure)) return nullptr;
    type = structure->getElementType(0);
  }
  return isa<ArrayType>(type) ? nullptr : type;
}

/// The scalar at offset 0 of `type`.
Type* first_scalar(Type* type) {
  while (type) {
    if (auto* structure = dyn_cast<StructType>(type)) {
      if (structure->isOpaque() || structure->getNumElements() == 0 || is_union(*structure)) return nullptr;
      type = structure->getElementType(0);
    } else if (auto* array = dyn_cast<ArrayType>(type)) {
      type = array->getElementType();
    } else {
      return type;
    }
  }
  return nullptr;
}

class PlaceFinder {
 public:
  PlaceFinder(const Instruction& access, Type* accessed) : layout_(access.getModule()->getDataLayout()), accessed_(accessed) {}

  Place find(const Value* pointer) {
    for (int depth = 0; depth < 32; ++depth) {
      if (auto* address = dyn_cast<GEPOperator>(pointer)) {
        look_at(*address);
        pointer = address->getPointerOperand();
        continue;
      }
      auto* intrinsic = dyn_cast<IntrinsicInst>(pointer);
      if (!intrinsic) break;
      Intrinsic::ID id = intrinsic->getIntrinsicID();
      if (id == Intrinsic::ptr_annotation) {
        std::string annotation = field_annotation(*intrinsic);
        if (annotation == "jw.immutable") place_.immutable = true;
        if (annotation == "jw.virtualizable") place_.virtualizable = true;
        if (annotation == "jw.quasi_immutable") place_.quasi_immutable = true;
      } else if (id != Intrinsic::launder_invariant_group && id != Intrinsic::strip_invariant_group) {
        break;
      }
      pointer = intrinsic->getArgOperand(0);
    }
    return place_;
  }

 private:
  void give_up() { done_ = true; }

  /// One address computation, from its last index (closest to the access) to its first.
  void look_at(const GEPOperator& address) {
    if (done_ || address.getNumIndices() == 0) return;
    SmallVector<Type*, 8> containers;
    SmallVector<const Value*, 8> indices(address.idx_begin(), address.idx_end());
    Type* type = address.getSourceElementType();
    for (const Value* index : ArrayRef<const Value*>(indices).drop_front()) {
      containers.push_back(type);
      type = GetElementPtrInst::getTypeAtIndex(type, const_cast<Value*>(index));
      if (!type) return give_up();
    }
    for (size_t i = containers.size(); i-- > 0 && !done_;) {
      if (auto* structure = dyn_cast<StructType>(containers[i]))
        step_out_of(*structure, indices[i + 1]);
      else
        step_over_elements(cast<ArrayType>(containers[i])->getElementType());
    }
    auto* first = dyn_cast<Constant>(indices[0]);
    if (!done_ && !(first && first->isNullValue())) step_over_elements(address.getSourceElementType());
  }

  void step_over_elements(Type* element) {
    place_.element = true;
    if (!fits(element)) give_up();
  }

  void step_out_of(StructType& type, const Value* index) {
    uint64_t number = cast<ConstantInt>(index)->getZExtValue();
    Type* member = type.getElementType(number);
    if (sole_scalar(&type)) return;
    give_up();
    if (!type.hasName() || is_union(type) || !fits(member)) return;
    bool array = isa<ArrayType>(member);
    if (place_.element && !array) return;
    place_.field = struct_name(type) + "." + std::to_string(number) + (array ? "[]" : "");
    place_.element = array;
  }

  /// The access touches exactly the scalar that `type` starts with. Bytes are the exception: untyped addresses step over them.
  bool fits(Type* type) const {
    Type* scalar = first_scalar(type);
    return scalar && layout_.getTypeStoreSize(scalar) == layout_.getTypeStoreSize(accessed_);
  }

  const DataLayout& layout_;
  Type* accessed_;
  Place place_;
  bool done_ = false;
};

MDNode* node(LLVMContext& context, StringRef name, MDNode* parent) {
  return MDBuilder(context).createTBAAScalarTypeNode(name, parent);
}

MDNode* any_node(LLVMContext& context) { return node(context, any_name, MDBuilder(context).createTBAARoot("jw:root")); }

StringRef node_name(const MDNode* type) {
  auto* name = type && type->getNumOperands() > 0 ? dyn_cast<MDString>(type->getOperand(0)) : nullptr;
  return name ? name->getString() : StringRef();
}

const MDNode* access_node(const MDNode* tag) {
  if (!tag || tag->getNumOperands() < 3) return nullptr;
  return dyn_cast<MDNode>(tag->getOperand(1));
}

MDNode* make_tag(LLVMContext& context, StringRef scalar, const Place& place) {
  MDNode* type = any_node(context);
  if (!scalar.empty()) type = node(context, (type_prefix + scalar).str(), type);
  if (!place.field.empty() || place.is_hinted()) {
    std::string flags = {place.immutable ? 'i' : '-', place.virtualizable ? 'v' : '-', place.quasi_immutable ? 'q' : '-', place.element ? 'e' : '-'};
    type = node(context, (field_prefix + flags + ":" + place.field).str(), type);
  }
  return MDBuilder(context).createTBAAStructTagNode(type, type, 0);
}

Type* accessed_type(const Instruction& instruction) {
  if (auto* load = dyn_cast<LoadInst>(&instruction)) return load->getType();
  if (auto* store = dyn_cast<StoreInst>(&instruction)) return store->getValueOperand()->getType();
  return nullptr;
}

/// The tag for an access, or null where nothing is known.
MDNode* classify(Instruction& instruction) {
  const MDNode* tag = instruction.getMetadata(LLVMContext::MD_tbaa);
  StringRef scalar = node_name(access_node(tag));
  if (scalar.starts_with(field_prefix)) return nullptr;
  scalar.consume_front(type_prefix);
  if (scalar == any_name || scalar == "omnipotent char") scalar = "";
  LLVMContext& context = instruction.getContext();
  Place place = PlaceFinder(instruction, accessed_type(instruction)).find(getLoadStorePointerOperand(&instruction));
  if (scalar == vtable_scalar) return make_tag(context, scalar, {"", false, true});
  // A union member or a may_alias type: the front end says it may alias anything. Without tags (no strict aliasing, -O0) only
  // what the author annotated is taken at its word.
  bool byte = accessed_type(instruction)->isIntegerTy(8);
  bool trusted = tag ? !scalar.empty() || byte : place.is_hinted();
  if (!trusted) place = Place{"", false, place.immutable, false, place.quasi_immutable};
  if (!tag && place.field.empty() && !place.immutable && !place.quasi_immutable) return nullptr;
  return make_tag(context, scalar, place);
}

}  // namespace

void pin_access_classes(Function& function) {
  for (Instruction& instruction : instructions(function)) {
    if (!accessed_type(instruction)) continue;
    if (MDNode* tag = classify(instruction)) instruction.setMetadata(pin_kind, tag);
  }
}

void unpin_access_classes(Function& function) {
  for (Instruction& instruction : instructions(function)) instruction.setMetadata(pin_kind, nullptr);
}

void tag_accesses(Function& function) {
  for (Instruction& instruction : instructions(function)) {
    if (!accessed_type(instruction)) continue;
    MDNode* pin = instruction.getMetadata(pin_kind);
    instruction.setMetadata(pin_kind, nullptr);
    if (pin && node_name(access_node(pin)).starts_with(field_prefix))
      instruction.setMetadata(LLVMContext::MD_tbaa, pin);
    else if (MDNode* tag = classify(instruction))
      instruction.setMetadata(LLVMContext::MD_tbaa, tag);
  }
}

namespace {

struct CopiedField {
  uint64_t offset;
  Type* type;
  MDNode* tag;
};

/// The fields that the front end says a copy moves; empty if they cannot all be loaded and stored one by one.
SmallVector<CopiedField, 8> copied_fields(const MemTransferInst& copy) {
  const MDNode* fields = copy.getMetadata(LLVMContext::MD_tbaa_struct);
  auto* length = dyn_cast<ConstantInt>(copy.getLength());
  if (!fields || !length || copy.isVolatile() || length->getZExtValue() > 64) return {};
  SmallVector<CopiedField, 8> result;
  LLVMContext& context = copy.getContext();
  for (unsigned i = 0; i + 2 < fields->getNumOperands(); i += 3) {
    uint64_t offset = mdconst::extract<ConstantInt>(fields->getOperand(i))->getZExtValue();
    uint64_t size = mdconst::extract<ConstantInt>(fields->getOperand(i + 1))->getZExtValue();
    auto* tag = dyn_cast<MDNode>(fields->getOperand(i + 2));
    if (size != 1 && size != 2 && size != 4 && size != 8) return {};
    StringRef scalar = node_name(access_node(tag));
    Type* type = Type::getIntNTy(context, static_cast<unsigned>(size * 8));
    if (scalar == "double")
      type = Type::getDoubleTy(context);
    else if (scalar == "float")
      type = Type::getFloatTy(context);
    else if (scalar == "any pointer")
      type = PointerType::get(context, 0);
    else if (scalar == "omnipotent char" && size != 1)
      return {};
    result.push_back({offset, type, tag});
  }
  return result;
}

/// The type that an address computation or a local says is at `pointer`, or null.
Type* pointee(Value* pointer) {
  pointer = pointer->stripPointerCasts();
  if (auto* local = dyn_cast<AllocaInst>(pointer)) return local->getAllocatedType();
  if (auto* global = dyn_cast<GlobalVariable>(pointer)) return global->getValueType();
  if (!field_annotation(*pointer).empty()) return pointee(cast<IntrinsicInst>(pointer)->getArgOperand(0));
  auto* address = dyn_cast<GEPOperator>(pointer);
  return address ? address->getResultElementType() : nullptr;
}

/// The address of the scalar at `offset` of a `type` at `base`, computed field by field so that it can be classified; by bytes if
/// the type is not known.
Value* field_address(IRBuilder<>& builder, const DataLayout& layout, Type* type, Value* base, uint64_t offset) {
  auto* structure = dyn_cast_or_null<StructType>(type);
  if (!structure || structure->isOpaque() || offset >= layout.getTypeAllocSize(structure).getFixedValue()) {
    return offset == 0 ? base : builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), base, offset);
  }
  const StructLayout* fields = layout.getStructLayout(structure);
  unsigned number = fields->getElementContainingOffset(offset);
  Value* field = builder.CreateStructGEP(structure, base, number);
  return field_address(builder, layout, structure->getElementType(number), field, offset - fields->getElementOffset(number));
}

}  // namespace

void split_struct_copies(Function& function) {
  const DataLayout& layout = function.getDataLayout();
  for (Instruction& instruction : make_early_inc_range(instructions(function))) {
    auto* copy = dyn_cast<MemTransferInst>(&instruction);
    if (!copy) continue;
    SmallVector<CopiedField, 8> fields = copied_fields(*copy);
    if (fields.empty()) continue;
    IRBuilder<> builder(copy);
    Type* type = pointee(copy->getRawSource());
    if (!type) type = pointee(copy->getRawDest());
    SmallVector<Value*, 8> values;
    auto address = [&](Value* base, uint64_t offset) { return field_address(builder, layout, type, base, offset); };
    for (const CopiedField& field : fields) {
      LoadInst* load = builder.CreateAlignedLoad(field.type, address(copy->getRawSource(), field.offset), Align(1));
      load->setMetadata(LLVMContext::MD_tbaa, field.tag);
      values.push_back(load);
    }
    for (auto [field, value] : zip(fields, values)) {
      StoreInst* store = builder.CreateAlignedStore(value, address(copy->getRawDest(), field.offset), Align(1));
      store->setMetadata(LLVMContext::MD_tbaa, field.tag);
    }
    copy->eraseFromParent();
  }
}

bool is_quasi_immutable(const Instruction& instruction) {
  StringRef pinned = node_name(access_node(instruction.getMetadata(pin_kind)));
  if (pinned.consume_front(field_prefix) && pinned.split(':').first.contains('q')) return true;
  return PlaceFinder(instruction, accessed_type(instruction)).find(getLoadStorePointerOperand(&instruction)).quasi_immutable;
}

layout::AccessClass access_class_of(const Instruction& instruction) {
  layout::AccessClass result;
  const MDNode* type = access_node(instruction.getMetadata(LLVMContext::MD_tbaa));
  while (type) {
    StringRef name = node_name(type);
    if (name.consume_front(field_prefix)) {
      auto [flags, field] = name.split(':');
      result.immutable = flags.contains('i');
      result.virtualizable = flags.contains('v');
      result.quasi_immutable = flags.contains('q');
      result.element = flags.contains('e');
      result.field = field.str();
      type = type->getNumOperands() > 1 ? dyn_cast<MDNode>(type->getOperand(1)) : nullptr;
    } else {
      // Tags that passes made from tbaa.struct are the front end's own.
      name.consume_front(type_prefix);
      if (name != any_name && name != "omnipotent char") result.scalar = name.str();
      if (result.scalar == vtable_scalar) result.immutable = true;
      break;
    }
  }
  return result;
}

}  // namespace jitwright::translator
