#include "engine/read_only_memory.h"

#include <link.h>

namespace jitwright::engine {

bool is_read_only_memory(uint64_t address, uint32_t size) {
  struct Query {
    uint64_t begin, end;
    bool found;
  } query{address, address + size, false};
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        auto& query = *static_cast<Query*>(data);
        for (int i = 0; i < info->dlpi_phnum; i++) {
          const auto& header = info->dlpi_phdr[i];
          bool read_only = (header.p_type == PT_LOAD && !(header.p_flags & PF_W)) || header.p_type == PT_GNU_RELRO;
          uint64_t begin = info->dlpi_addr + header.p_vaddr;
          if (read_only && query.begin >= begin && query.end <= begin + header.p_memsz) query.found = true;
        }
        return query.found ? 1 : 0;
      },
      &query);
  return query.found;
}

}  // namespace jitwright::engine
