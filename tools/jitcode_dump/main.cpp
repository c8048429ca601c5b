// jitcode_dump FILE [--function=TEXT] [--lines]: prints the jitcode that the plugin embedded in an ELF object or executable.
//
// Section jw_bytes is a row of { u32 magic, u32 version, u64 size, bytes }, each aligned to 8 (translator/embed_image.h).
#include <elf.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "jitcode/function.h"
#include "jitcode/image.h"

using namespace jitwright;

namespace {

struct Options {
  std::string file, function;
  bool lines = false;
};

struct Span {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

/// The contents of section jw_bytes; empty if the file has none or is no 64-bit ELF file.
Span find_section(const std::vector<uint8_t>& file) {
  if (file.size() < sizeof(Elf64_Ehdr) || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0) return {};
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  auto section = [&](size_t index) {
    Elf64_Shdr result{};
    size_t at = header.e_shoff + index * sizeof result;
    if (at + sizeof result <= file.size()) std::memcpy(&result, file.data() + at, sizeof result);
    return result;
  };
  Elf64_Shdr names = section(header.e_shstrndx);
  for (size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr candidate = section(i);
    size_t name = names.sh_offset + candidate.sh_name;
    if (name + 9 > file.size() || std::strcmp(reinterpret_cast<const char*>(&file[name]), "jw_bytes") != 0) continue;
    if (candidate.sh_offset + candidate.sh_size <= file.size()) return {file.data() + candidate.sh_offset, candidate.sh_size};
  }
  return {};
}

void print_module(const jitcode::Module& module, const Options& options) {
  if (options.function.empty() && !options.lines) {
    std::fputs(jitcode::print(module).c_str(), stdout);
    return;
  }
  for (const auto& function : module.functions) {
    if (function->name.find(options.function) == std::string::npos) continue;
    std::fputs(jitcode::print(*function, module, options.lines).c_str(), stdout);
  }
}

int dump(const Options& options) {
  std::ifstream stream(options.file, std::ios::binary);
  std::vector<uint8_t> file((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  Span section = find_section(file);
  if (section.size == 0) {
    std::fprintf(stderr, "jitcode_dump: %s holds no jitcode\n", options.file.c_str());
    return 1;
  }
  for (size_t at = 0; at + 16 <= section.size;) {
    uint32_t magic;
    uint64_t size;
    std::memcpy(&magic, section.data + at, 4);
    std::memcpy(&size, section.data + at + 8, 8);
    if (magic != jitcode::image_magic || size > section.size - at - 16) {
      std::fprintf(stderr, "jitcode_dump: %s: no image at offset %zu of section jw_bytes\n", options.file.c_str(), at);
      return 1;
    }
    auto module = jitcode::decode(section.data + at + 16, size);
    if (!module) {
      std::fprintf(stderr, "jitcode_dump: %s: %s\n", options.file.c_str(), module.error().c_str());
      return 1;
    }
    print_module(**module, options);
    at += (16 + size + 7) & ~size_t{7};
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument.rfind("--function=", 0) == 0)
      options.function = argument.substr(11);
    else if (argument == "--lines")
      options.lines = true;
    else
      options.file = argument;
  }
  if (options.file.empty()) {
    std::fprintf(stderr, "usage: jitcode_dump FILE [--function=TEXT] [--lines]\n");
    return 2;
  }
  return dump(options);
}
