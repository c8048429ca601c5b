// The image: a jitcode module as bytes, the way the plugin embeds it in an object file beside a table of symbol addresses.
//
//   index      header, for each function its symbol and where its record ends, box families; checksum
//   tables     for each access class, call descriptor and file where its details are; the details; checksum
//   functions  a record each: checksum, what it takes to run it, what is for people only
//   names      of symbols, for people
//   checksum of all of it
//
// A program uses little of its jitcode, so an image is read in parts, where it stands: a part's checksum says that it is what the plugin
// wrote, which had verified it. Tools and tests decode the whole image and verify it again.
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
  const uint8_t* index;  ///< a copy: those of all images stand together, so that reading them touches few pages
  uint64_t index_size;
  const void* const* symbols;
  uint64_t symbol_count;
  uint64_t checksum;  ///< of the bytes
};

/// Called by each object file's constructor, before main or at dlopen. Only links the image into a list; read when first needed.
extern "C" void jw_register_image(const jw_image* image);

namespace jitwright::jitcode {

constexpr uint32_t image_magic = 0x434a574a;  // "JWJC"
constexpr uint32_t image_version = 5;

std::vector<uint8_t> encode(const Module& module);
/// The whole image at once, everything checked.
support::Result<std::unique_ptr<Module>> decode(const uint8_t* bytes, size_t size);

uint64_t checksum(const uint8_t* bytes, size_t size);
/// Of an image's bytes: of its index.
size_t index_size(const std::vector<uint8_t>& bytes);

/// An image's parts.
class Image {
 public:
  /// Reads the index, which may be a copy of that in the bytes.
  static support::Result<Image> open(const uint8_t* index, size_t index_size, const uint8_t* bytes, size_t size);
  Image() = default;  ///< no image
  bool is_none() const { return !index_; }

  uint32_t symbol_count() const { return symbols_; }
  uint32_t function_count() const { return functions_; }
  uint32_t class_count() const { return classes_; }
  uint32_t call_count() const { return calls_; }
  int32_t symbol_of_function(uint32_t number) const;
  /// The box families and their symbols go to `module`.
  void read_families(Module& module) const;

  /// False where the tables are not what was written. To be asked before the functions below.
  bool tables_are_sound() const;
  uint8_t access_class_flags(uint32_t number) const;  ///< Module::AccessClassFlag
  layout::AccessClass access_class(uint32_t number) const;
  layout::CallDescriptor call(uint32_t number, int32_t& trampoline_symbol) const;
  std::string file(uint32_t number) const;
  /// All tables, symbol names too.
  support::Result<std::unique_ptr<Module>> tables() const;

  enum class Locations : uint8_t { leave_coded, read };
  /// A function whose record is what was written.
  support::Result<std::unique_ptr<Function>> function(uint32_t number, Locations locations) const;

 private:
  const uint8_t* table(uint32_t number) const { return tables_ + 4 * size_t{number}; }
  const uint8_t* place(uint32_t function) const;

  const uint8_t* index_ = nullptr;
  const uint8_t* families_ = nullptr;  ///< in the index, up to its checksum
  const uint8_t* index_end_ = nullptr;
  const uint8_t* tables_ = nullptr;
  const uint8_t* details_ = nullptr;  ///< up to the tables' checksum
  const uint8_t* functions_begin_ = nullptr;
  const uint8_t* names_ = nullptr;
  const uint8_t* end_ = nullptr;  ///< the checksum
  uint32_t symbols_ = 0, functions_ = 0, classes_ = 0, calls_ = 0, files_ = 0;
};

/// Text form of a module back to a module.
support::Result<std::unique_ptr<Module>> parse(const std::string& text);

}  // namespace jitwright::jitcode
