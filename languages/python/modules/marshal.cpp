/// The module marshal: values as bytes in CPython's format (version 4), but for code objects, whose form is this machine's own.
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "bytecode/serialize.h"
#include "interpreter/code.h"
#include "modules/modules.h"
#include "objects/bytes.h"
#include "objects/floating.h"
#include "objects/operations.h"
#include "objects/set.h"

namespace python {

namespace {

constexpr int64_t current_version = 4;
constexpr int maximum_nesting = 2000;
constexpr uint8_t reference_flag = 0x80;

class Writer {
 public:
  Writer(std::string* out, int64_t version) : out_(out), version_(version) {}

  /// False with ValueError.
  bool write(Value v) {
    if (depth_ > maximum_nesting) return fail("object too deeply nested to marshal");
    depth_++;
    bool good = write_value(v);
    depth_--;
    return good;
  }

 private:
  bool fail(const char* message) {
    if (!vm.exception) raise_value_error(message);
    return false;
  }
  void byte(int c) { out_->push_back(static_cast<char>(c)); }
  void letter(char c, bool flagged) { byte(c | (flagged ? reference_flag : 0)); }
  void word(int64_t n) {
    uint32_t bits = static_cast<uint32_t>(n);
    out_->append(reinterpret_cast<const char*>(&bits), 4);
  }
  void number(double x) { out_->append(reinterpret_cast<const char*>(&x), 8); }

  /// Writes a reference to an object written before; else gives it the next number and says so in `flagged`.
  bool known(Value v, bool* flagged) {
    *flagged = version_ >= 3;
    if (!*flagged) return false;
    auto [place, is_new] = numbers_.try_emplace(v.bits, static_cast<int64_t>(numbers_.size()));
    if (is_new) return false;
    byte('r');
    word(place->second);
    return true;
  }

  bool items(const ValueField* values, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
      if (!write(values[i])) return false;
    }
    return true;
  }

  void integer(Value v) {
    int64_t n = is_small_int(v) ? small_int(v) : is_int64(v) ? int64_of(v) : 0;
    if (is_int64(v) && n >= INT32_MIN && n <= INT32_MAX) {
      byte('i');
      word(n);
      return;
    }
    // Digits of 15 bits, the lowest first; the sign is that of their count.
    bool negative = int_sign(v) < 0;
    std::string hex = to_utf8(int_to_str(int_absolute(v), 16));
    std::vector<uint16_t> digits;
    uint32_t bits = 0, filled = 0;
    for (size_t i = hex.size(); i-- > 0;) {
      uint32_t nibble = static_cast<uint32_t>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
      bits |= nibble << filled;
      filled += 4;
      if (filled >= 15) {
        digits.push_back(bits & 0x7FFF);
        bits >>= 15;
        filled -= 15;
      }
    }
    if (bits) digits.push_back(static_cast<uint16_t>(bits));
    while (!digits.empty() && digits.back() == 0) digits.pop_back();
    byte('l');
    word(negative ? -static_cast<int64_t>(digits.size()) : static_cast<int64_t>(digits.size()));
    for (uint16_t digit : digits) out_->append(reinterpret_cast<const char*>(&digit), 2);
  }

  bool text(Str* s, bool flagged) {
    std::string utf8 = to_utf8(s);
    if (version_ >= 4 && is_ascii(s)) {
      bool is_short = utf8.size() < 256;
      letter(is_interned(s) ? (is_short ? 'Z' : 'A') : (is_short ? 'z' : 'a'), flagged);
      if (is_short)
        byte(static_cast<int>(utf8.size()));
      else
        word(static_cast<int64_t>(utf8.size()));
    } else {
      letter(version_ >= 3 && is_interned(s) ? 't' : 'u', flagged);
      word(static_cast<int64_t>(utf8.size()));
    }
    out_->append(utf8);
    return true;
  }

  bool write_value(Value v) {
    if (!v) {
      byte('0');
      return true;
    }
    if (is_none(v)) return byte('N'), true;
    if (v == true_value()) return byte('T'), true;
    if (v == false_value()) return byte('F'), true;
    if (v == ellipsis()) return byte('.'), true;
    if (v == ref(exception_type(ExceptionKind::stop_iteration))) return byte('S'), true;
    if (is_int(v)) return integer(v), true;
    if (is_float(v)) {
      byte('g');
      number(float_of(v));
      return true;
    }
    Kind kind = is_ref(v) ? kind_of(object_of(v)) : Kind::free;
    std::string_view bytes;
    bool marshallable = kind == Kind::str || kind == Kind::tuple || kind == Kind::list || kind == Kind::dict ||
                        kind == Kind::set || kind == Kind::frozenset || kind == Kind::code || kind == Kind::complex ||
                        bytes_view(v, &bytes);
    if (!marshallable) return fail("unmarshallable object");
    bool flagged;
    if (known(v, &flagged)) return true;
    switch (kind) {
      case Kind::str: return text(as<Str>(v), flagged);
      case Kind::complex:
        letter('y', flagged);
        number(as<Complex>(v)->real);
        number(as<Complex>(v)->imaginary);
        return true;
      case Kind::tuple: {
        Tuple* tuple = as<Tuple>(v);
        bool is_short = version_ >= 4 && tuple->length < 256;
        letter(is_short ? ')' : '(', flagged);
        if (is_short)
          byte(static_cast<int>(tuple->length));
        else
          word(static_cast<int64_t>(tuple->length));
        return items(tuple->items, tuple->length);
      }
      case Kind::list: {
        List* list = as<List>(v);
        letter('[', flagged);
        word(static_cast<int64_t>(list->length));
        return items(list->items->items, list->length);
      }
      case Kind::dict: {
        letter('{', flagged);
        Dict* dict = as<Dict>(v);
        for (int64_t p = next_entry(dict, 0); p >= 0; p = next_entry(dict, static_cast<uint64_t>(p) + 1)) {
          const DictEntry& e = dict->entries->items[p];
          if (!write(e.key) || !write(entry_value(dict, e))) return false;
        }
        byte('0');
        return true;
      }
      case Kind::set:
      case Kind::frozenset: {
        List* list = list_from(v);
        if (!list) return false;
        letter(kind == Kind::set ? '<' : '>', flagged);
        word(static_cast<int64_t>(list->length));
        return items(list->items->items, list->length);
      }
      case Kind::code: {
        std::string payload;
        serialize(**as<Code>(v)->spec, &payload);
        letter('c', flagged);
        word(static_cast<int64_t>(payload.size()));
        out_->append(payload);
        return true;
      }
      default:
        letter('s', flagged);
        word(static_cast<int64_t>(bytes.size()));
        out_->append(bytes);
        return true;
    }
  }

  std::string* out_;
  int64_t version_;
  int depth_ = 0;
  std::unordered_map<uint64_t, int64_t> numbers_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes), objects_(make_list()) {}
  size_t position() const { return at_; }

  /// Null with EOFError, ValueError or TypeError; null without an error only for the end mark of a dict.
  Value read() {
    if (depth_ > maximum_nesting) return raise_value_error("recursion limit exceeded");
    depth_++;
    Value value = read_value();
    depth_--;
    return value;
  }
  Value read_object() {
    Value value = read();
    if (!value && !vm.exception) return raise_type_error("NULL object in marshal data for object");
    return value;
  }

 private:
  Value bad(const char* what) {
    if (vm.exception) return null_value;
    return raise_value_error("bad marshal data (%s)", what);
  }
  const char* take(uint64_t length) {
    if (length > bytes_.size() - at_) {
      if (!vm.exception) raise_error(ExceptionKind::eof_error, "marshal data too short");
      return nullptr;
    }
    const char* from = bytes_.data() + at_;
    at_ += length;
    return from;
  }
  bool word(int64_t* out) {
    int32_t value;
    const char* from = take(4);
    if (!from) return false;
    memcpy(&value, from, 4);
    *out = value;
    return true;
  }
  bool size(int64_t* out, bool is_short, const char* what) {
    if (is_short) {
      const char* from = take(1);
      if (from) *out = static_cast<uint8_t>(*from);
      return from != nullptr;
    }
    if (!word(out)) return false;
    if (*out >= 0) return true;
    bad(what);
    return false;
  }

  /// The number a flagged object will have; kept before its parts are read.
  uint64_t reserve(bool flagged) {
    if (!flagged) return 0;
    list_append(objects_, none());
    return objects_->length;
  }
  Value keep(uint64_t number, Value value) {
    if (number && value) list_set(objects_, number - 1, value);
    return value;
  }

  Value text(bool flagged, bool is_short, bool is_interned_text) {
    uint64_t number = reserve(flagged);
    int64_t length;
    if (!size(&length, is_short, "string size out of range")) return null_value;
    const char* from = take(static_cast<uint64_t>(length));
    if (!from) return null_value;
    Value value = decode_utf8({from, static_cast<size_t>(length)}, "surrogatepass");
    if (value && is_interned_text) value = ref(intern(as<Str>(value)));
    return keep(number, value);
  }

  bool fill(List* list, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
      Value item = read();
      if (!item) {
        if (!vm.exception) raise_type_error("NULL object in marshal data for %s", "sequence");
        return false;
      }
      list_append(list, item);
    }
    return true;
  }

  Value integer() {
    int64_t count;
    if (!word(&count)) return null_value;
    bool negative = count < 0;
    uint64_t digits = static_cast<uint64_t>(negative ? -count : count);
    const char* from = take(digits * 2);
    if (!from) return null_value;
    std::string hex;
    uint32_t bits = 0, filled = 0;
    auto put = [&] {
      hex.push_back("0123456789abcdef"[bits & 15]);
      bits >>= 4;
      filled -= 4;
    };
    for (uint64_t i = 0; i < digits; i++) {
      uint16_t digit;
      memcpy(&digit, from + 2 * i, 2);
      if (digit > 0x7FFF) return bad("digit out of range in long");
      if (i + 1 == digits && digit == 0) return bad("unnormalized long data");
      bits |= uint32_t{digit} << filled;
      filled += 15;
      while (filled >= 4) put();
    }
    while (bits) {
      filled = 4;
      put();
    }
    if (hex.empty()) hex = "0";
    Value value = int_from_digits(std::string(hex.rbegin(), hex.rend()), 16);
    return negative && value ? int_negate(value) : value;
  }

  Value read_value() {
    if (at_ >= bytes_.size()) return raise_error(ExceptionKind::eof_error, "EOF read where object expected");
    uint8_t code = static_cast<uint8_t>(bytes_[at_++]);
    bool flagged = code & reference_flag;
    switch (code & ~reference_flag) {
      case '0': return null_value;
      case 'N': return none();
      case 'T': return true_value();
      case 'F': return false_value();
      case '.': return ellipsis();
      case 'S': return ref(exception_type(ExceptionKind::stop_iteration));
      case 'i': {
        uint64_t number = reserve(flagged);
        int64_t value;
        return word(&value) ? keep(number, int_value(value)) : null_value;
      }
      case 'l': {
        uint64_t number = reserve(flagged);
        return keep(number, integer());
      }
      case 'g':
      case 'y': {
        uint64_t number = reserve(flagged);
        bool is_complex = (code & ~reference_flag) == 'y';
        double parts[2];
        const char* from = take(is_complex ? 16 : 8);
        if (!from) return null_value;
        memcpy(parts, from, is_complex ? 16 : 8);
        return keep(number, is_complex ? complex_value(parts[0], parts[1]) : float_value(parts[0]));
      }
      case 'f':
      case 'x': {
        uint64_t number = reserve(flagged);
        bool is_complex = (code & ~reference_flag) == 'x';
        double parts[2] = {0, 0};
        for (int i = 0; i <= (is_complex ? 1 : 0); i++) {
          int64_t length;
          if (!size(&length, true, "")) return null_value;
          const char* from = take(static_cast<uint64_t>(length));
          if (!from) return null_value;
          if (!float_parse({from, static_cast<size_t>(length)}, &parts[i])) return bad("float");
        }
        return keep(number, is_complex ? complex_value(parts[0], parts[1]) : float_value(parts[0]));
      }
      case 's': {
        uint64_t number = reserve(flagged);
        int64_t length;
        if (!size(&length, false, "bytes object size out of range")) return null_value;
        const char* from = take(static_cast<uint64_t>(length));
        return from ? keep(number, ref(make_bytes(from, static_cast<uint64_t>(length)))) : null_value;
      }
      case 'u': return text(flagged, false, false);
      case 't':
      case 'A': return text(flagged, false, true);
      case 'a': return text(flagged, false, false);
      case 'z': return text(flagged, true, false);
      case 'Z': return text(flagged, true, true);
      case '(':
      case ')': {
        uint64_t number = reserve(flagged);
        int64_t length;
        if (!size(&length, (code & ~reference_flag) == ')', "tuple size out of range")) return null_value;
        List* list = make_list();
        if (!fill(list, length)) return null_value;
        return keep(number, length ? ref(tuple_from(ref(list))) : ref(vm.empty_tuple));
      }
      case '[': {
        int64_t length;
        List* list = make_list();
        keep(reserve(flagged), ref(list));
        return size(&length, false, "list size out of range") && fill(list, length) ? ref(list) : null_value;
      }
      case '<':
      case '>': {
        bool is_set = (code & ~reference_flag) == '<';
        uint64_t number = reserve(flagged);
        int64_t length;
        List* list = make_list();
        if (!size(&length, false, "set size out of range") || !fill(list, length)) return null_value;
        Set* set = set_from(ref(list), is_set ? Kind::set : Kind::frozenset);
        return set ? keep(number, ref(set)) : null_value;
      }
      case '{': {
        Dict* dict = make_dict();
        keep(reserve(flagged), ref(dict));
        for (;;) {
          Value key = read();
          if (!key) return vm.exception ? null_value : ref(dict);
          Value value = read();
          if (!value) return vm.exception ? null_value : ref(dict);
          if (!dict_set(dict, key, value)) return null_value;
        }
      }
      case 'c': {
        uint64_t number = reserve(flagged);
        int64_t length;
        if (!size(&length, false, "code size out of range")) return null_value;
        const char* from = take(static_cast<uint64_t>(length));
        if (!from) return null_value;
        auto spec = deserialize({from, static_cast<size_t>(length)}, BytesAre::passing);
        return spec ? keep(number, ref(make_code(spec))) : bad("code of another build");
      }
      case 'r': {
        int64_t number;
        if (!word(&number)) return null_value;
        if (number < 0 || static_cast<uint64_t>(number) >= objects_->length) return bad("invalid reference");
        return list_get(objects_, static_cast<uint64_t>(number));
      }
      default: return bad("unknown type code");
    }
  }

  std::string_view bytes_;
  size_t at_ = 0;
  int depth_ = 0;
  List* objects_;
};

bool version_argument(Value v, int64_t* version) {
  *version = current_version;
  return !v || index_in_range(v, version);
}

Value dumps(Value value, Value version_value) {
  int64_t version;
  if (!version_argument(version_value, &version)) return null_value;
  std::string out;
  Writer writer(&out, version);
  return writer.write(value) ? ref(make_bytes(out)) : null_value;
}
Value dump(Value value, Value file, Value version) {
  Value bytes = dumps(value, version);
  return bytes ? call_method(file, vm.names.write_name, &bytes, 1) : null_value;
}

Value loads(Value source) {
  std::string_view bytes;
  if (!bytes_view(source, &bytes)) return raise_type_error("a bytes-like object is required, not '%T'", source);
  std::string copy(bytes);
  Reader reader(copy);
  return reader.read_object();
}

/// Reads what is left of the file and puts the position behind the value, if the file can seek.
Value load(Value file) {
  Value content = call_method(file, vm.names.read_name, nullptr, 0);
  std::string_view bytes;
  if (!content) return null_value;
  if (!bytes_view(content, &bytes)) return raise_type_error("file.read() returned not bytes but %T", content);
  Reader reader(bytes);
  Value value = reader.read_object();
  if (!value) return null_value;
  if (reader.position() < bytes.size()) {
    Value arguments[] = {int_value(static_cast<int64_t>(reader.position()) - static_cast<int64_t>(bytes.size())), int_value(1)};
    if (!call_method(file, intern("seek"), arguments, 2)) return null_value;
  }
  return value;
}

}  // namespace

void fill_marshal(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("dumps", dumps, 1),
      entry("dump", dump, 2),
      entry("loads", loads),
      entry("load", load),
  };
  define(module, functions);
  set_member(module, "version", int_value(current_version));
}

}  // namespace python
