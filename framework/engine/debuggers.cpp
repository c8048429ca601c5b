#include "engine/debuggers.h"

#include <elf.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

// The interface gdb looks for by name: a list of object files in memory, and a function it puts a breakpoint on.
extern "C" {
struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  uint64_t symfile_size;
};
struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};
[[gnu::noinline, gnu::used]] void __jit_debug_register_code() { asm volatile(""); }
[[gnu::used]] jit_descriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};
}

namespace jitwright::engine {

namespace {
constexpr uint32_t jit_register = 1;

/// An object file whose .text is `code` where it lies, with one function symbol.
std::vector<char> make_object(const void* code, size_t size, const std::string& name) {
  const std::string section_names("\0.text\0.symtab\0.strtab\0.shstrtab\0", 33);
  const std::string symbol_names = std::string(1, '\0') + name + '\0';
  struct Layout {
    Elf64_Ehdr header;
    Elf64_Shdr sections[5];
    Elf64_Sym symbols[2];
  } layout{};
  std::memcpy(layout.header.e_ident, ELFMAG, SELFMAG);
  layout.header.e_ident[EI_CLASS] = ELFCLASS64;
  layout.header.e_ident[EI_DATA] = ELFDATA2LSB;
  layout.header.e_ident[EI_VERSION] = EV_CURRENT;
  layout.header.e_type = ET_REL;
  layout.header.e_machine = EM_X86_64;
  layout.header.e_version = EV_CURRENT;
  layout.header.e_ehsize = sizeof(Elf64_Ehdr);
  layout.header.e_shoff = offsetof(Layout, sections);
  layout.header.e_shentsize = sizeof(Elf64_Shdr);
  layout.header.e_shnum = 5;
  layout.header.e_shstrndx = 4;
  uint64_t strings = sizeof(Layout), names = strings + symbol_names.size();
  layout.sections[1] = {1, SHT_NOBITS, SHF_ALLOC | SHF_EXECINSTR, reinterpret_cast<uint64_t>(code), 0, size, 0, 0, 16, 0};
  layout.sections[2] = {7, SHT_SYMTAB, 0, 0, offsetof(Layout, symbols), sizeof layout.symbols, 3, 1, 8, sizeof(Elf64_Sym)};
  layout.sections[3] = {15, SHT_STRTAB, 0, 0, strings, symbol_names.size(), 0, 0, 1, 0};
  layout.sections[4] = {23, SHT_STRTAB, 0, 0, names, section_names.size(), 0, 0, 1, 0};
  layout.symbols[1] = {1, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), STV_DEFAULT, 1, 0, size};
  std::vector<char> object(sizeof layout);
  std::memcpy(object.data(), &layout, sizeof layout);
  object.insert(object.end(), symbol_names.begin(), symbol_names.end());
  object.insert(object.end(), section_names.begin(), section_names.end());
  return object;
}

std::mutex gdb_mutex;
}  // namespace

void register_with_perf(const void* code, size_t size, const std::string& name) {
  std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  if (std::FILE* file = std::fopen(path.c_str(), "a")) {
    std::fprintf(file, "%llx %zx %s\n", reinterpret_cast<unsigned long long>(code), size, name.c_str());
    std::fclose(file);
  }
}

void register_with_gdb(const void* code, size_t size, const std::string& name) {
  static std::vector<std::pair<std::unique_ptr<jit_code_entry>, std::vector<char>>> registered;
  std::lock_guard lock(gdb_mutex);
  registered.emplace_back(std::make_unique<jit_code_entry>(), make_object(code, size, name));
  auto& [entry, object] = registered.back();
  *entry = {__jit_debug_descriptor.first_entry, nullptr, object.data(), object.size()};
  if (entry->next_entry) entry->next_entry->prev_entry = entry.get();
  __jit_debug_descriptor.first_entry = entry.get();
  __jit_debug_descriptor.relevant_entry = entry.get();
  __jit_debug_descriptor.action_flag = jit_register;
  __jit_debug_register_code();
}

}  // namespace jitwright::engine
