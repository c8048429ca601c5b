#include "bytecode/serialize.h"

#include <elf.h>
#include <link.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

namespace python {

namespace {

/// Bytes in front, so that code behind the 21 bytes that head an entry of the cache is aligned to 8.
constexpr size_t padding = 3;

struct Text {
  uint32_t offset, length;
};

/// Collects the bytes. Texts are named by their number; a table of them stands at the end, and where that is in front.
class Writer {
 public:
  explicit Writer(std::string* out) : out_(out), start_(out->size()) {}

  void file(const CodeSpec& c) {
    raw(build_number());
    size_t place_of_table = reserve_offset();
    code(c);
    std::string bytes;
    for (const std::string* each : order_) {
      table_.push_back({static_cast<uint32_t>(out_->size() - start_ + bytes.size()), static_cast<uint32_t>(each->size())});
      bytes += *each;
    }
    *out_ += bytes;
    while ((out_->size() - start_) % alignof(Text)) out_->push_back('\0');
    set_offset(place_of_table);
    out_->append(reinterpret_cast<const char*>(table_.data()), table_.size() * sizeof(Text));
  }

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
    auto [known, is_new] = texts_.try_emplace(s, texts_.size());
    number(known->second);
    if (is_new) order_.push_back(&known->first);
  }
  /// Four bytes for an offset that is known later: how far the output has come by then.
  size_t reserve_offset() {
    out_->append(sizeof(uint32_t), '\0');
    return out_->size() - sizeof(uint32_t);
  }
  void set_offset(size_t place) {
    auto offset = static_cast<uint32_t>(out_->size() - start_);
    memcpy(out_->data() + place, &offset, sizeof offset);
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
    complete(c);
    text(c.name);
    text(c.qualname);
    text(c.filename);
    for (int32_t n : {c.first_line, static_cast<int32_t>(c.flags), c.positional_only_count, c.positional_count,
                      c.keyword_only_count, c.parameter_count, c.local_count, c.register_count}) {
      number(static_cast<uint32_t>(n));
    }
    number(c.names.size());
    raw(mentions_frames(c));
    size_t place_of_end = reserve_offset();
    texts(c.register_names);
    array(c.cell_registers);
    texts(c.free_names);
    texts(c.names);
    array(c.instructions);
    array(c.positions);
    array(c.handlers);
    array(c.comprehensions);
    constants(c.constants);
    set_offset(place_of_end);
  }

 private:
  std::string* out_;
  size_t start_;
  std::unordered_map<std::string, uint64_t> texts_;
  std::vector<const std::string*> order_;
  std::vector<Text> table_;
};

}  // namespace

/// A file of the cache, which stays mapped, or the bytes of marshalled code.
struct CodeFile {
  const char* start;
  const char* end;
  const char* texts;  ///< the table, up to the end
  bool is_kept;       ///< and arrays in it are aligned
};

namespace {

class Reader {
 public:
  Reader(std::shared_ptr<const CodeFile> file, std::string_view part)
      : file_(std::move(file)), at_(part.data()), end_(part.data() + part.size()) {}
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
    uint64_t number_of_text = number();
    if (number_of_text >= static_cast<uint64_t>(file_->end - file_->texts) / sizeof(Text)) {
      good_ = false;
      return {};
    }
    Text place;
    memcpy(&place, file_->texts + number_of_text * sizeof place, sizeof place);
    uint64_t size = static_cast<uint64_t>(file_->texts - file_->start);
    if (place.offset > size || place.length > size - place.offset) good_ = false;
    return good_ ? std::string(file_->start + place.offset, place.length) : std::string();
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
    take((alignof(T) - static_cast<size_t>(at_ - file_->start) % alignof(T)) % alignof(T));
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
    if (!file_->is_kept) return array(&items->own());
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
    c->name_count = static_cast<uint32_t>(number());
    c->asks_for_frames = raw<bool>();
    uint32_t end = raw<uint32_t>();
    if (file_->is_kept && good_) {
      uint64_t length = end - static_cast<uint64_t>(at_ - file_->start);
      c->file = file_;
      c->rest = {at_, length};
      take(length);
    } else {
      rest(c.get());
    }
    return c;
  }
  void rest(CodeSpec* c) {
    texts(&c->register_names);
    array(&c->cell_registers);
    texts(&c->free_names);
    texts(&c->names);
    array(&c->instructions);
    array(&c->positions);
    array(&c->handlers);
    array(&c->comprehensions);
    constants(&c->constants);
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

  std::shared_ptr<const CodeFile> file_;
  const char* at_;
  const char* end_;
  bool good_ = true;
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

bool mentions_frames(const CodeSpec& code) {
  if (code.file) return code.asks_for_frames;
  for (const std::string& name : code.names) {
    for (const char* asking : {"_getframe", "settrace", "setprofile", "breakpoint"}) {
      if (name == asking) return true;
    }
  }
  for (const Constant& constant : code.constants) {
    if (constant.kind == Constant::Kind::str && constant.text == "_getframe") return true;
  }
  return false;
}

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
  Writer(out).file(code);
}

void complete(const CodeSpec& code) {
  if (!code.file) return;
  // Nobody can tell: whoever looks at more than the head calls this before.
  CodeSpec& spec = const_cast<CodeSpec&>(code);
  Reader reader(std::move(spec.file), spec.rest);
  spec.file = nullptr;
  reader.rest(&spec);
  if (reader.good() && reader.at_end()) return;
  fprintf(stderr, "Fatal Python error: the cached code of %s is damaged\n", spec.filename.c_str());
  abort();
}

std::shared_ptr<const CodeSpec> deserialize(std::string_view bytes, BytesAre lifetime) {
  if (bytes.size() < padding) return nullptr;
  bytes.remove_prefix(padding);
  auto file = std::make_shared<CodeFile>();
  uint64_t build;
  uint32_t table;
  constexpr size_t head = sizeof build + sizeof table;
  if (bytes.size() < head) return nullptr;
  memcpy(&build, bytes.data(), sizeof build);
  memcpy(&table, bytes.data() + sizeof build, sizeof table);
  if (build == 0 || build != build_number() || table < head || table > bytes.size()) return nullptr;
  file->start = bytes.data();
  file->end = bytes.data() + bytes.size();
  file->texts = bytes.data() + table;
  file->is_kept = lifetime == BytesAre::kept && reinterpret_cast<uintptr_t>(bytes.data()) % 8 == 0;
  Reader reader(file, bytes.substr(head, table - head));
  std::shared_ptr<const CodeSpec> code = reader.code();
  return reader.good() ? code : nullptr;
}

}  // namespace python
