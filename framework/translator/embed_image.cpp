#include "embed_image.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include "image_builder.h"
#include "jitcode/image.h"

namespace jitwright::translator {

using namespace llvm;

namespace {
constexpr int constructor_priority = 101;  // before anything that might run an interpreter
}

void embed_image(ImageBuilder& image) {
  Module& module = image.original();
  LLVMContext& context = module.getContext();
  std::vector<uint8_t> bytes = jitcode::encode(image.module);
  Type* pointer = PointerType::get(context, 0);
  Type* word = Type::getInt64Ty(context);
  Type* half = Type::getInt32Ty(context);

  Constant* data = ConstantDataArray::get(context, bytes);
  auto* header_type = StructType::get(context, {half, half, word, data->getType()});
  Constant* header_fields[] = {ConstantInt::get(half, jitcode::image_magic), ConstantInt::get(half, jitcode::image_version),
                               ConstantInt::get(word, bytes.size()), data};
  auto* header = new GlobalVariable(module, header_type, true, GlobalValue::PrivateLinkage,
                                    ConstantStruct::get(header_type, header_fields), "jw.bytes");
  header->setSection("jw_bytes");
  header->setAlignment(Align(8));

  std::vector<Constant*> addresses = image.symbol_addresses();
  auto* table_type = ArrayType::get(pointer, addresses.size());
  auto* table = new GlobalVariable(module, table_type, true, GlobalValue::PrivateLinkage,
                                   ConstantArray::get(table_type, addresses), "jw.symbols");

  size_t index_size = jitcode::index_size(bytes);
  Constant* index_data = ConstantDataArray::get(context, ArrayRef<uint8_t>(bytes.data(), index_size));
  auto* index = new GlobalVariable(module, index_data->getType(), true, GlobalValue::PrivateLinkage, index_data, "jw.index");
  index->setSection("jw_index");
  index->setAlignment(Align(8));

  auto* image_type = StructType::get(context, {half, half, pointer, word, pointer, word, pointer, word, word});
  Constant* first_byte = ConstantExpr::getInBoundsGetElementPtr(
      header_type, header, ArrayRef<Constant*>{ConstantInt::get(half, 0), ConstantInt::get(half, 3), ConstantInt::get(half, 0)});
  Constant* fields[] = {ConstantInt::get(half, jitcode::image_magic),
                        ConstantInt::get(half, jitcode::image_version),
                        first_byte,
                        ConstantInt::get(word, bytes.size()),
                        index,
                        ConstantInt::get(word, index_size),
                        table,
                        ConstantInt::get(word, addresses.size()),
                        ConstantInt::get(word, jitcode::checksum(bytes.data(), bytes.size()))};
  auto* record = new GlobalVariable(module, image_type, true, GlobalValue::PrivateLinkage,
                                    ConstantStruct::get(image_type, fields), "jw.image");
  record->setSection("jw_image");
  record->setAlignment(Align(8));

  auto* constructor =
      Function::Create(FunctionType::get(Type::getVoidTy(context), false), GlobalValue::InternalLinkage, "jw.register", module);
  constructor->setDoesNotThrow();
  constructor->setSection(".text.startup");  // with the others: spread over the program, each would be a page read at every start
  IRBuilder<> builder(BasicBlock::Create(context, "", constructor));
  builder.CreateCall(module.getOrInsertFunction("jw_register_image", Type::getVoidTy(context), pointer), {record});
  builder.CreateRetVoid();
  appendToGlobalCtors(module, constructor, constructor_priority);
}

}  // namespace jitwright::translator
