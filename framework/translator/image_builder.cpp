#include "image_builder.h"

#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Module.h>

namespace jitwright::translator {

using namespace llvm;

ImageBuilder::ImageBuilder(Module& original, std::unordered_map<const GlobalValue*, GlobalValue*> originals)
    : original_(original), originals_(std::move(originals)) {
  module.source = original.getSourceFileName();
}

GlobalValue* ImageBuilder::original_of(const GlobalValue& clone) {
  auto position = originals_.find(&clone);
  // A pass may have put a new global where an old one was.
  if (position != originals_.end() && position->second->getName() == clone.getName()) return position->second;
  GlobalValue* made = nullptr;
  if (auto* function = dyn_cast<Function>(&clone); function && function->isDeclaration() && !function->isIntrinsic()) {
    made = dyn_cast<Function>(original_.getOrInsertFunction(function->getName(), function->getFunctionType()).getCallee());
  } else if (auto* variable = dyn_cast<GlobalVariable>(&clone)) {
    // Plain data only: an initialiser with addresses would name the clone's globals.
    if (variable->hasInitializer() && variable->isConstant() && isa<ConstantData>(variable->getInitializer()))
      made = new GlobalVariable(original_, variable->getValueType(), true, GlobalValue::PrivateLinkage,
                                const_cast<Constant*>(variable->getInitializer()), "jw.data");
  }
  if (made) originals_[&clone] = made;
  return made;
}

int32_t ImageBuilder::add_symbol(const void* key, Symbol symbol, std::string name) {
  auto [position, added] = symbol_numbers_.try_emplace(key, static_cast<int32_t>(symbols_.size()));
  if (added) {
    symbols_.push_back(symbol);
    module.symbols.push_back(std::move(name));
  }
  return position->second;
}

int32_t ImageBuilder::symbol(GlobalValue& original) {
  return add_symbol(&original, {&original, nullptr}, original.hasName() ? original.getName().str() : "unnamed");
}

int32_t ImageBuilder::block_symbol(BasicBlock& block) {
  return add_symbol(&block, {nullptr, &block}, block.getParent()->getName().str() + ".label" + std::to_string(symbols_.size()));
}

uint32_t ImageBuilder::access_class(const layout::AccessClass& access_class) {
  std::string key = access_class.field + "|" + access_class.scalar + "|" +
                    std::to_string(access_class.element | access_class.immutable << 1 | access_class.quasi_immutable << 2 |
                                   access_class.virtualizable << 3);
  auto [position, added] = classes_.try_emplace(std::move(key), module.access_classes.size());
  if (added) module.access_classes.push_back(access_class);
  return position->second;
}

uint32_t ImageBuilder::call(const layout::CallDescriptor& descriptor, Function* trampoline) {
  std::string key = descriptor.name + "|";
  for (layout::AbiType type : descriptor.signature.parameters) key += static_cast<char>('a' + static_cast<int>(type));
  key += '|';
  key += static_cast<char>('a' + static_cast<int>(descriptor.signature.result));
  key += static_cast<char>('a' + static_cast<int>(descriptor.signature.second_result));
  key += static_cast<char>('a' + static_cast<int>(descriptor.effect));
  key += descriptor.look_inside ? 'i' : '-';
  auto [position, added] = calls_.try_emplace(std::move(key), module.calls.size());
  if (added) {
    module.calls.push_back(descriptor);
    module.call_trampolines.push_back(trampoline ? symbol(*trampoline) : -1);
  }
  return position->second;
}

uint32_t ImageBuilder::family(const std::string& name) {
  auto [position, added] = families_.try_emplace(name, module.families.size());
  if (added) {
    module.families.push_back({name, layout::Type::none, nullptr, nullptr, nullptr});
    module.family_symbols.push_back({});
  }
  return position->second;
}

uint32_t ImageBuilder::file(const std::string& name) {
  auto [position, added] = files_.try_emplace(name, module.files.size());
  if (added) module.files.push_back(name);
  return position->second;
}

bool ImageBuilder::tables_fit() const {
  return module.access_classes.size() < 0xffff && module.calls.size() < 0xffff && module.families.size() < 0xffff;
}

std::vector<Constant*> ImageBuilder::symbol_addresses() const {
  std::vector<Constant*> result;
  for (const Symbol& symbol : symbols_) {
    result.push_back(symbol.block ? static_cast<Constant*>(BlockAddress::get(symbol.block)) : symbol.global);
  }
  return result;
}

}  // namespace jitwright::translator
