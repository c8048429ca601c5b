// The image: a jitcode module as bytes, the way the plugin embeds it in an object file beside a table of symbol addresses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jitcode/function.h"
#include "support/result.h"

/// Emitted as a constant by the plugin into each object file; its constructor passes it to jw_register_image.
/// The text section may be found in an executable by the section name "jw_image" (array of jw_image).
struct jw_image {
  uint32_t magic;    ///< jitwright::jitcode::image_magic
  uint32_t version;  ///< jitwright::jitcode::image_version
  const uint8_t* bytes;
  uint64_t size;
  const void* const* symbols;
  uint64_t symbol_count;
  uint64_t checksum;  ///< of the bytes
};

/// Called by each object file's constructor, before main or at dlopen. Only links the image into a list; decoded when first
/// needed.
extern "C" void jw_register_image(const jw_image* image);

namespace jitwright::jitcode {

constexpr uint32_t image_magic = 0x434a574a;  // "JWJC"
constexpr uint32_t image_version = 4;

std::vector<uint8_t> encode(const Module& module);
/// The whole image at once, checksum included.
support::Result<std::unique_ptr<Module>> decode(const uint8_t* bytes, size_t size);

// By parts, for Library: most of a program's functions never come into a trace.

/// What must be known of an image from the start: its functions' symbols and its box families.
struct ImageIndex {
  struct FunctionPlace {
    int32_t symbol = -1;
    uint32_t end = 0;  ///< of its bytes, which begin where the one before ends, behind the tables
  };
  size_t symbol_count = 0;
  std::vector<layout::BoxFamily> families;
  std::vector<Module::FamilySymbols> family_symbols;
  std::vector<FunctionPlace> functions;
  size_t tables_offset = 0, tables_size = 0;
};

support::Result<ImageIndex> read_index(const uint8_t* bytes, size_t size);
enum class SymbolNames : uint8_t { leave_out, read };
/// A module with all tables and a null for each function.
support::Result<std::unique_ptr<Module>> read_tables(const uint8_t* bytes, const ImageIndex& index, SymbolNames names);
/// Reads and verifies one function, and puts it into its place in the module.
support::Result<Function*> read_function(const uint8_t* bytes, const ImageIndex& index, size_t number, Module& module);

uint64_t checksum(const uint8_t* bytes, size_t size);
/// Text form of a module back to a module.
support::Result<std::unique_ptr<Module>> parse(const std::string& text);

}  // namespace jitwright::jitcode
