#include "bytecode/serialize.h"

#include <elf.h>
#include <link.h>
#include <cstring>
#include <unordered_map>

namespace python {

namespace {

/// Bytes in front, so that code behind the 21 bytes that head an entry of the cache is aligned to 8.
constexpr size_t padding = 3;

/// Collects the bytes; equal texts are written once and then named by their number.
class Writer {
 public:
  explicit Writer(std::string* out) : out_(out), start_(out->size()) {}

  template <class T>
  void raw(const T& value) {
    out_->append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void number(uint64_t n) {
    while (n >= 0x80) {
      out_->push_back(static_cast<char>(n | 0x80));
      n >>= 7;
    }
    out_->push_back(static_cast<char>(n));
  }
  void text(const std::string& s) {
    auto [known, is_new] = texts_.try_emplace(s, texts_.size() + 1);
    number(is_new ? 0 : known->second);
    if (!is_new) return;
    number(s.size());
    out_->append(s);
  }
  void texts(const std::vector<std::string>& list) {
    number(list.size());
    for (const std::string& s : list) text(s);
  }
  template <class T, template <class...> class Array>
  void array(const Array<T>& items) {
    number(items.size());
    if (items.size() == 0) return;
    while ((out_->size() - start_) % alignof(T)) out_->push_back('\0');
    out_->append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T));
  }
  void constants(const std::vector<Constant>& items) {
    number(items.size());
    for (const Constant& item : items) constant(item);
  }
  void constant(const Constant& c) {
    using Kind = Constant::Kind;
    raw(c.kind);
    switch (c.kind) {
      case Kind::none:
      case Kind::ellipsis: break;
      case Kind::boolean:
      case Kind::integer: raw(c.integer); break;
      case Kind::floating: raw(c.floating); break;
      case Kind::complex:
        raw(c.real);
        raw(c.floating);
        break;
      case Kind::big_integer:
      case Kind::str:
      case Kind::bytes: text(c.text); break;
      case Kind::tuple:
      case Kind::frozenset: constants(c.items); break;
      case Kind::code: code(*c.code); break;
    }
  }
  void code(const CodeSpec& c) {
    text(c.name);
    text(c.qualname);
    text(c.filename);
    for (int32_t n : {c.first_line, static_cast<int32_t>(c.flags), c.positional_only_count, c.positional_count,
                      c.keyword_only_count, c.parameter_count, c.local_count, c.register_count}) {
      number(static_cast<uint32_t>(n));
    }
    texts(c.register_names);
    array(c.cell_registers);
    texts(c.free_names);
    texts(c.names);
    array(c.instructions);
    array(c.positions);
    array(c.handlers);
    array(c.comprehensions);
    constants(c.constants);
  }

 private:
  std::string* out_;
  size_t start_;
  std::unordered_map<std::string, uint64_t> texts_;
};

class Reader {
 public:
  Reader(std::string_view bytes, BytesAre lifetime)
      : start_(bytes.data()),
        at_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        shows_(lifetime == BytesAre::kept && reinterpret_cast<uintptr_t>(bytes.data()) % 8 == 0) {}
  bool good() const { return good_; }
  bool at_end() const { return at_ == end_; }

  template <class T>
  T raw() {
    T value{};
    if (const char* from = take(sizeof value)) memcpy(&value, from, sizeof value);
    return value;
  }
  uint64_t number() {
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) break;
      uint8_t byte = static_cast<uint8_t>(*at_++);
      n |= uint64_t{byte & 0x7Fu} << shift;
      if (!(byte & 0x80)) return n;
    }
    good_ = false;
    return 0;
  }
  std::string text() {
    uint64_t known = number();
    if (known) {
      if (known > texts_.size()) good_ = false;
      return good_ ? std::string(texts_[known - 1]) : std::string();
    }
    uint64_t length = number();
    const char* from = take(length);
    if (!from) return {};
    texts_.emplace_back(from, length);
    return std::string(from, length);
  }
  void texts(std::vector<std::string>* list) {
    uint64_t count = count_of(1);
    list->reserve(count);
    for (uint64_t i = 0; i < count && good_; i++) list->push_back(text());
  }
  /// The bytes of an array of T, null if it is empty.
  template <class T>
  const char* array_bytes(uint64_t* count) {
    *count = count_of(sizeof(T));
    if (*count == 0) return nullptr;
    take((alignof(T) - static_cast<size_t>(at_ - start_) % alignof(T)) % alignof(T));
    return take(*count * sizeof(T));
  }
  template <class T>
  void array(std::vector<T>* items) {
    uint64_t count;
    const char* from = array_bytes<T>(&count);
    if (!from) return;
    items->resize(count);
    memcpy(static_cast<void*>(items->data()), from, count * sizeof(T));
  }
  template <class T>
  void array(SharedArray<T>* items) {
    if (!shows_) return array(&items->own());
    uint64_t count;
    const char* from = array_bytes<T>(&count);
    if (from) items->show(reinterpret_cast<const T*>(from), count);
  }
  void constants(std::vector<Constant>* items) {
    uint64_t count = count_of(1);
    items->resize(count);
    for (uint64_t i = 0; i < count && good_; i++) constant(&(*items)[i]);
  }
  void constant(Constant* c) {
    using Kind = Constant::Kind;
    c->kind = raw<Kind>();
    switch (c->kind) {
      case Kind::none:
      case Kind::ellipsis: break;
      case Kind::boolean:
      case Kind::integer: c->integer = raw<int64_t>(); break;
      case Kind::floating: c->floating = raw<double>(); break;
      case Kind::complex:
        c->real = raw<double>();
        c->floating = raw<double>();
        break;
      case Kind::big_integer:
      case Kind::str:
      case Kind::bytes: c->text = text(); break;
      case Kind::tuple:
      case Kind::frozenset: constants(&c->items); break;
      case Kind::code: c->code = code(); break;
      default: good_ = false;
    }
  }
  std::shared_ptr<const CodeSpec> code() {
    auto c = std::make_shared<CodeSpec>();
    c->name = text();
    c->qualname = text();
    c->filename = text();
    c->first_line = static_cast<int32_t>(number());
    c->flags = static_cast<uint32_t>(number());
    for (int32_t* field : {&c->positional_only_count, &c->positional_count, &c->keyword_only_count, &c->parameter_count,
                           &c->local_count, &c->register_count}) {
      *field = static_cast<int32_t>(number());
    }
    texts(&c->register_names);
    array(&c->cell_registers);
    texts(&c->free_names);
    texts(&c->names);
    array(&c->instructions);
    array(&c->positions);
    array(&c->handlers);
    array(&c->comprehensions);
    constants(&c->constants);
    return c;
  }

 private:
  /// A count of things of at least `size` bytes each: more than there are bytes left is damage.
  uint64_t count_of(uint64_t size) {
    uint64_t count = number();
    if (count > static_cast<uint64_t>(end_ - at_) / size) good_ = false;
    return good_ ? count : 0;
  }
  const char* take(uint64_t length) {
    if (length > static_cast<uint64_t>(end_ - at_)) good_ = false;
    if (!good_) return nullptr;
    const char* from = at_;
    at_ += length;
    return from;
  }

  const char* start_;
  const char* at_;
  const char* end_;
  bool shows_;
  bool good_ = true;
  std::vector<std::string_view> texts_;
};

/// The linker's build id of the main program, the first object the loader reports.
int read_build_id(dl_phdr_info* info, size_t, void* out) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_NOTE) continue;
    const char* at = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
    const char* end = at + header.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      const ElfW(Nhdr)* note = reinterpret_cast<const ElfW(Nhdr)*>(at);
      const char* name = at + sizeof *note;
      const char* content = name + ((note->n_namesz + 3) & ~3u);
      if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0 && note->n_descsz >= 8) {
        memcpy(out, content, 8);
        return 1;
      }
      at = content + ((note->n_descsz + 3) & ~3u);
    }
  }
  return 1;
}

}  // namespace

uint64_t build_number() {
  static const uint64_t number = [] {
    uint64_t id = 0;
    dl_iterate_phdr(read_build_id, &id);
    return id;
  }();
  return number;
}

void serialize(const CodeSpec& code, std::string* out) {
  out->append(padding, '\0');
  Writer writer(out);
  writer.raw(build_number());
  writer.code(code);
}

std::shared_ptr<const CodeSpec> deserialize(std::string_view bytes, BytesAre lifetime) {
  if (bytes.size() < padding) return nullptr;
  Reader reader(bytes.substr(padding), lifetime);
  uint64_t build = reader.raw<uint64_t>();
  if (build == 0 || build != build_number()) return nullptr;
  std::shared_ptr<const CodeSpec> code = reader.code();
  return reader.good() && reader.at_end() ? code : nullptr;
}

}  // namespace python
