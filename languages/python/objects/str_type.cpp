/// The methods of str: search, splitting, padding, joining, operators. Case and classification are in str_case.cpp.
#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/codec.h"
#include "objects/errors.h"
#include "objects/format.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

Value compare_builtin(Comparison op, Value a, Value b);
void define_str_case_methods();

bool is_space_char(uint32_t c) {
  if (c > ' ' && c < 0x80) return false;
  return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

namespace {

Str* self_str(Value self) { return as<Str>(self); }

/// A str argument; null with TypeError.
Str* text_argument(Value v, const char* function, int position) {
  Str* s = as_str(v);
  if (!s) {
    if (position)
      raise_type_error("%s() argument %s must be str, not %T", function, position, v);
    else
      raise_type_error("%s() argument must be str, not %T", function, v);
  }
  return s;
}

/// Optional start and end of a search, clipped to the length.
bool bounds(Str* s, Value start, Value end, int64_t* from, int64_t* to) {
  int64_t length = s->length;
  *from = 0;
  *to = length;
  if (start && !is_none(start) && !clamped_index(start, from)) return false;
  if (end && !is_none(end) && !clamped_index(end, to)) return false;
  if (*from < 0) *from = *from + length < 0 ? 0 : *from + length;
  if (*to < 0) *to = *to + length < 0 ? 0 : *to + length;
  if (*to > length) *to = length;
  return true;
}

// -- search --

bool search(Value self, Value needle, Value start, Value end, bool last, int64_t* out) {
  Str* s = self_str(self);
  Str* text = as_str(needle);
  if (!text) {
    raise_type_error("must be str, not %T", needle);
    return false;
  }
  int64_t from, to;
  if (!bounds(s, start, end, &from, &to)) return false;
  *out = last ? str_find_last(s, text, from, to) : str_find(s, text, from, to);
  return true;
}
Value find(Value self, Value needle, Value start, Value end) {
  int64_t at;
  return search(self, needle, start, end, false, &at) ? small_int_value(at) : null_value;
}
Value rfind(Value self, Value needle, Value start, Value end) {
  int64_t at;
  return search(self, needle, start, end, true, &at) ? small_int_value(at) : null_value;
}
Value index(Value self, Value needle, Value start, Value end) {
  int64_t at;
  if (!search(self, needle, start, end, false, &at)) return null_value;
  return at < 0 ? raise_value_error("substring not found") : small_int_value(at);
}
Value rindex(Value self, Value needle, Value start, Value end) {
  int64_t at;
  if (!search(self, needle, start, end, true, &at)) return null_value;
  return at < 0 ? raise_value_error("substring not found") : small_int_value(at);
}
Value count(Value self, Value needle, Value start, Value end) {
  Str* s = self_str(self);
  Str* text = as_str(needle);
  if (!text) return raise_type_error("must be str, not %T", needle);
  int64_t from, to;
  if (!bounds(s, start, end, &from, &to)) return null_value;
  if (text->length == 0) return small_int_value(to >= from ? to - from + 1 : 0);
  int64_t total = 0;
  while ((from = str_find(s, text, from, to)) >= 0) {
    total++;
    from += text->length;
  }
  return small_int_value(total);
}

bool matches_at(Str* s, Str* part, int64_t at) {
  for (uint64_t i = 0; i < part->length; i++) {
    if (char_at(s, static_cast<uint64_t>(at) + i) != char_at(part, i)) return false;
  }
  return true;
}
Value affix(Value self, Value part, Value start, Value end, bool suffix, const char* name) {
  Str* s = self_str(self);
  int64_t from, to;
  if (!bounds(s, start, end, &from, &to)) return null_value;
  auto test = [&](Str* p) {
    int64_t length = p->length;
    return from <= to && length <= to - from && matches_at(s, p, suffix ? to - length : from);
  };
  if (Str* p = as_str(part)) return boolean(test(p));
  Tuple* tuple = as_tuple(part);
  if (!tuple) return raise_type_error("%s first arg must be str or a tuple of str, not %T", name, part);
  for (uint64_t i = 0; i < tuple->length; i++) {
    Str* p = as_str(tuple->items[i]);
    if (!p) return raise_type_error("tuple for %s must only contain str, not %T", name, tuple->items[i].get());
    if (test(p)) return true_value();
  }
  return false_value();
}
Value startswith(Value self, Value part, Value start, Value end) { return affix(self, part, start, end, false, "startswith"); }
Value endswith(Value self, Value part, Value start, Value end) { return affix(self, part, start, end, true, "endswith"); }
Value removeprefix(Value self, Value prefix) {
  Str* p = text_argument(prefix, "removeprefix", 0);
  if (!p) return null_value;
  Str* s = self_str(self);
  return p->length <= s->length && matches_at(s, p, 0) ? ref(str_slice(s, p->length, s->length)) : self;
}
Value removesuffix(Value self, Value suffix) {
  Str* p = text_argument(suffix, "removesuffix", 0);
  if (!p) return null_value;
  Str* s = self_str(self);
  if (p->length == 0 || p->length > s->length || !matches_at(s, p, s->length - p->length)) return self;
  return ref(str_slice(s, 0, s->length - p->length));
}

// -- splitting and joining --

bool read_maximum(Value v, int64_t* out) {
  *out = -1;
  return !v || index_in_range(v, out, "Python int too large to convert to C ssize_t");
}

/// Where the word that begins at `i` ends. Of ASCII eight characters are looked at at once, for one up to a blank.
uint64_t end_of_word(const Str* s, uint64_t i) {
  uint64_t length = s->length;
  if (is_ascii(s)) {
    constexpr uint64_t ones = 0x0101'0101'0101'0101, tops = ones << 7;
    for (; i + 8 <= length; i += 8) {
      uint64_t word;
      std::memcpy(&word, s->data() + i, 8);
      uint64_t low = (word - ones * (' ' + 1)) & tops;
      if (!low) continue;
      // The lowest is right, those above it need not be.
      i += static_cast<uint64_t>(__builtin_ctzll(low)) / 8;
      break;
    }
  }
  while (i < length && !is_space_char(char_at(s, i))) i++;
  return i;
}

Value split(Value self, Value separator, Value maximum) {
  Str* s = self_str(self);
  int64_t limit;
  if (!read_maximum(maximum, &limit)) return null_value;
  if (limit < 0) limit = INT64_MAX;
  List* parts = make_list(4);
  uint64_t length = s->length, i = 0;
  if (!separator || is_none(separator)) {
    for (;;) {
      while (i < length && is_space_char(char_at(s, i))) i++;
      if (i >= length) break;
      if (limit-- == 0) {
        uint64_t end = length;
        list_append(parts, ref(str_slice(s, i, end)));
        break;
      }
      uint64_t start = i;
      i = end_of_word(s, i);
      list_append(parts, ref(str_slice(s, start, i)));
    }
    return ref(parts);
  }
  Str* sep = as_str(separator);
  if (!sep) return raise_type_error("must be str or None, not %T", separator);
  if (sep->length == 0) return raise_value_error("empty separator");
  int64_t from = 0;
  while (limit-- > 0) {
    int64_t at = str_find(s, sep, from, static_cast<int64_t>(length));
    if (at < 0) break;
    list_append(parts, ref(str_slice(s, static_cast<uint64_t>(from), static_cast<uint64_t>(at))));
    from = at + sep->length;
  }
  list_append(parts, ref(str_slice(s, static_cast<uint64_t>(from), length)));
  return ref(parts);
}

Value rsplit(Value self, Value separator, Value maximum) {
  Str* s = self_str(self);
  int64_t limit;
  if (!read_maximum(maximum, &limit)) return null_value;
  if (limit < 0) limit = INT64_MAX;
  List* parts = make_list();
  int64_t end = s->length;
  if (!separator || is_none(separator)) {
    for (;;) {
      while (end > 0 && is_space_char(char_at(s, static_cast<uint64_t>(end) - 1))) end--;
      if (end <= 0) break;
      if (limit-- == 0) {
        list_append(parts, ref(str_slice(s, 0, static_cast<uint64_t>(end))));
        break;
      }
      int64_t start = end;
      while (start > 0 && !is_space_char(char_at(s, static_cast<uint64_t>(start) - 1))) start--;
      list_append(parts, ref(str_slice(s, static_cast<uint64_t>(start), static_cast<uint64_t>(end))));
      end = start;
    }
  } else {
    Str* sep = as_str(separator);
    if (!sep) return raise_type_error("must be str or None, not %T", separator);
    if (sep->length == 0) return raise_value_error("empty separator");
    while (limit-- > 0) {
      int64_t at = str_find_last(s, sep, 0, end);
      if (at < 0) break;
      list_append(parts, ref(str_slice(s, static_cast<uint64_t>(at) + sep->length, static_cast<uint64_t>(end))));
      end = at;
    }
    list_append(parts, ref(str_slice(s, 0, static_cast<uint64_t>(end))));
  }
  list_reverse(parts);
  return ref(parts);
}

bool is_line_end(uint32_t c) {
  return (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
}
Value splitlines(Value self, Value keep_ends) {
  int keep = keep_ends ? truth(keep_ends) : 0;
  if (keep < 0) return null_value;
  Str* s = self_str(self);
  List* lines = make_list();
  uint64_t i = 0, length = s->length;
  while (i < length) {
    uint64_t start = i;
    while (i < length && !is_line_end(char_at(s, i))) i++;
    uint64_t end = i;
    if (i < length) {
      i += char_at(s, i) == '\r' && i + 1 < length && char_at(s, i + 1) == '\n' ? 2 : 1;
      if (keep) end = i;
    }
    list_append(lines, ref(str_slice(s, start, end)));
  }
  return ref(lines);
}

Value partition_at(Str* s, Str* separator, int64_t at, bool last) {
  Tuple* parts = make_tuple(3);
  parts->items[0] = parts->items[1] = parts->items[2] = ref(vm.empty_str);
  if (at < 0) {
    parts->items[last ? 2 : 0] = ref(s);
    return ref(parts);
  }
  Str* before = str_slice(s, 0, static_cast<uint64_t>(at));
  parts->items[0] = ref(before);
  parts->items[1] = ref(separator);
  Str* after = str_slice(s, static_cast<uint64_t>(at) + separator->length, s->length);
  parts->items[2] = ref(after);
  return ref(parts);
}
Value partition(Value self, Value separator) {
  Str* sep = as_str(separator);
  if (!sep) return raise_type_error("must be str, not %T", separator);
  if (sep->length == 0) return raise_value_error("empty separator");
  return partition_at(self_str(self), sep, str_find(self_str(self), sep, 0, self_str(self)->length), false);
}
Value rpartition(Value self, Value separator) {
  Str* sep = as_str(separator);
  if (!sep) return raise_type_error("must be str, not %T", separator);
  if (sep->length == 0) return raise_value_error("empty separator");
  return partition_at(self_str(self), sep, str_find_last(self_str(self), sep, 0, self_str(self)->length), true);
}

Value join(Value self, Value iterable) {
  if (is_list(iterable)) return str_join(self_str(self), as<List>(iterable)->items->items, as<List>(iterable)->length);
  if (is_tuple(iterable)) return str_join(self_str(self), as<Tuple>(iterable)->items, as<Tuple>(iterable)->length);
  List* items = list_from(iterable);
  if (!items) {
    if (error_matches(ExceptionKind::type_error) && !lookup_special(iterable, vm.names.__iter__) &&
        !lookup_special(iterable, vm.names.__getitem__)) {
      clear_error(ExceptionKind::type_error);
      raise_type_error("can only join an iterable");
    }
    return null_value;
  }
  return str_join(self_str(self), items->items->items, items->length);
}

Value replace(Value self, Value old, Value replacement, Value maximum) {
  Str* a = text_argument(old, "replace", 1);
  Str* b = a ? text_argument(replacement, "replace", 2) : nullptr;
  int64_t limit;
  if (!b || !read_maximum(maximum, &limit)) return null_value;
  return ref(str_replace(self_str(self), a, b, limit));
}

// -- trimming and padding --

Value trim(Value self, Value characters, bool left, bool right, const char* name) {
  Str* s = self_str(self);
  Str* set = nullptr;
  if (characters && !is_none(characters)) {
    set = as_str(characters);
    if (!set) return raise_type_error("%s arg must be None or str", name);
  }
  auto drop = [&](uint32_t c) {
    if (!set) return is_space_char(c);
    for (uint64_t i = 0; i < set->length; i++) {
      if (char_at(set, i) == c) return true;
    }
    return false;
  };
  uint64_t start = 0, end = s->length;
  while (left && start < end && drop(char_at(s, start))) start++;
  while (right && end > start && drop(char_at(s, end - 1))) end--;
  return ref(str_slice(s, start, end));
}
Value strip(Value self, Value characters) { return trim(self, characters, true, true, "strip"); }
Value lstrip(Value self, Value characters) { return trim(self, characters, true, false, "lstrip"); }
Value rstrip(Value self, Value characters) { return trim(self, characters, false, true, "rstrip"); }

Value justify(Value self, Value width, Value fill, char where) {
  Str* s = self_str(self);
  int64_t wanted;
  if (!index_in_range(width, &wanted)) return null_value;
  uint32_t c = ' ';
  if (fill) {
    Str* text = as_str(fill);
    if (!text) return raise_type_error("The fill character must be a unicode character, not %T", fill);
    if (text->length != 1) return raise_type_error("The fill character must be exactly one character long");
    c = char_at(text, 0);
  }
  int64_t padding = wanted - s->length;
  if (padding <= 0) return self;
  // CPython's centre: an odd place goes to the left if the width is odd.
  int64_t left = where == '<' ? 0 : where == '>' ? padding : padding / 2 + (padding & wanted & 1);
  StrBuilder builder;
  builder.append_repeated(c, left);
  builder.append(s);
  builder.append_repeated(c, padding - left);
  return ref(builder.finish());
}
Value ljust(Value self, Value width, Value fill) { return justify(self, width, fill, '<'); }
Value rjust(Value self, Value width, Value fill) { return justify(self, width, fill, '>'); }
Value center(Value self, Value width, Value fill) { return justify(self, width, fill, '^'); }
Value zfill(Value self, Value width) {
  Str* s = self_str(self);
  int64_t wanted;
  if (!index_in_range(width, &wanted)) return null_value;
  int64_t padding = wanted - s->length;
  if (padding <= 0) return self;
  StrBuilder builder;
  bool sign = s->length && (char_at(s, 0) == '-' || char_at(s, 0) == '+');
  if (sign) builder.append(char_at(s, 0));
  builder.append_repeated('0', padding);
  builder.append(s, sign, s->length);
  return ref(builder.finish());
}
Value expandtabs(Value self, Value size) {
  int64_t tab = 8;
  if (size && !index_in_range(size, &tab)) return null_value;
  Str* s = self_str(self);
  StrBuilder builder;
  int64_t column = 0;
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i);
    if (c == '\t') {
      int64_t spaces = tab > 0 ? tab - column % tab : 0;
      builder.append_repeated(' ', spaces);
      column += spaces;
      continue;
    }
    builder.append(c);
    column = c == '\n' || c == '\r' ? 0 : column + 1;
  }
  return ref(builder.finish());
}

// -- translation, encoding, formatting --

Value translate(Value self, Value table) {
  Str* s = self_str(self);
  StrBuilder builder;
  // A table is asked once for each of the first characters, in an ASCII text even if asking has effects, as CPython does.
  uint32_t known[128] = {};  // plus one
  bool remembers = is_ascii(s) || is_dict(table);
  for (uint64_t i = 0; i < s->length; i++) {
    uint32_t c = char_at(s, i), mapped = c;
    if (c < std::size(known) && known[c]) {
      builder.append(known[c] - 1);
      continue;
    }
    Value found = get_item(table, small_int_value(c));
    if (!found) {
      if (!clear_error(ExceptionKind::key_error) && !clear_error(ExceptionKind::index_error) &&
          !clear_error(ExceptionKind::lookup_error)) {
        return null_value;
      }
    } else if (Str* text = as_str(found)) {
      builder.append(text);
      continue;
    } else if (is_small_int(found)) {
      if (small_int(found) < 0 || small_int(found) > 0x10FFFF)
        return raise_value_error("character mapping must be in range(0x110000)");
      mapped = static_cast<uint32_t>(small_int(found));
    } else if (is_none(found)) {
      continue;
    } else {
      return raise_type_error("character mapping must return integer, None or str");
    }
    builder.append(mapped);
    if (remembers && c < std::size(known)) known[c] = mapped + 1;
  }
  return ref(builder.finish());
}
Value maketrans(Value x, Value y, Value z) {
  Dict* table = make_dict();
  if (!y) {
    Dict* source = as_dict(x);
    if (!source) return raise_type_error("if you give only one argument to maketrans it must be a dict");
    for (int64_t i = next_entry(source, 0); i >= 0; i = next_entry(source, static_cast<uint64_t>(i) + 1)) {
      Value key = source->entries->items[i].key;
      if (Str* text = as_str(key)) {
        if (text->length != 1) return raise_value_error("string keys in translate table must be of length 1");
        key = small_int_value(char_at(text, 0));
      } else if (!as_exact_int(key)) {
        return raise_type_error("keys in translate table must be strings or integers");
      }
      dict_set(table, key, entry_value(source, source->entries->items[i]));
    }
    return ref(table);
  }
  Str* from = as_str(x);
  if (!from) return raise_type_error("first maketrans argument must be a string if there is a second argument");
  Str* to = text_argument(y, "maketrans", 2);
  if (!to) return null_value;
  if (from->length != to->length) return raise_value_error("the first two maketrans arguments must have equal length");
  for (uint64_t i = 0; i < from->length; i++) dict_set(table, small_int_value(char_at(from, i)), small_int_value(char_at(to, i)));
  if (z) {
    Str* deleted = text_argument(z, "maketrans", 3);
    if (!deleted) return null_value;
    for (uint64_t i = 0; i < deleted->length; i++) dict_set(table, small_int_value(char_at(deleted, i)), none());
  }
  return ref(table);
}
Value encode(Value self, Value encoding, Value errors) {
  Str *name, *mode;
  if (!codec_arguments("encode", encoding, errors, &name, &mode)) return null_value;
  return encode_str(self_str(self), name, mode);
}
Value format_function(const Value* arguments, uint32_t count, Tuple* names) {
  return format_method(as_str(arguments[0]), arguments + 1, count - 1, names, null_value);
}
Value format_map(Value self, Value mapping) { return format_method(self_str(self), nullptr, 0, nullptr, mapping); }
Value format_self(Value self, Value spec) {
  Str* text = as_str(spec);
  if (!text) return raise_type_error("__format__() argument must be str, not %T", spec);
  if (text->length == 0) return to_str(self);
  return format_str(as_str(self), text);
}

// -- operators --

Value add_str(Value self, Value other) {
  Str* b = as_str(other);
  return b ? ref(str_concat(self_str(self), b)) : not_implemented();
}
Value multiply_str(Value self, Value times) {
  if (!as_exact_int(times) && !lookup_special(times, vm.names.__index__)) return not_implemented();
  int64_t n;
  if (!index_in_range(times, &n, "cannot fit 'int' into an index-sized integer")) return null_value;
  return str_repeat(self_str(self), n);
}
Value modulo_str(Value self, Value values) { return format_percent(self_str(self), values); }
Value rmodulo_str(Value self, Value format) {
  Str* text = as_str(format);
  return text ? format_percent(text, self) : not_implemented();
}
Value get_item_str(Value self, Value key) { return get_item(self, key); }
Value contains_str(Value self, Value item) {
  int result = contains_general(self, item);
  return result < 0 ? null_value : boolean(result);
}
Value length_str(Value self) { return small_int_value(self_str(self)->length); }
Value iterate_str(Value self) { return iterate(self); }
Value hash_str(Value self) { return int_value(static_cast<int64_t>(str_hash(self_str(self)))); }
Value repr_str(Value self) { return ref(str_repr(self_str(self))); }
Value str_str(Value self) { return self; }
Value get_new_args(Value self) { return ref(make_tuple_1(self)); }
template <Comparison op>
Value compare_str(Value self, Value other) {
  Str* b = as_str(other);
  return b ? compare_builtin(op, self, ref(b)) : not_implemented();
}

const BuiltinDefinition methods[] = {
    entry("find", find, 2),
    entry("rfind", rfind, 2),
    entry("index", index, 2),
    entry("rindex", rindex, 2),
    entry("count", count, 2),
    entry("startswith", startswith, 2),
    entry("endswith", endswith, 2),
    entry("removeprefix", removeprefix),
    entry("removesuffix", removesuffix),
    entry("split", split, 1, "sep maxsplit"),
    entry("rsplit", rsplit, 1, "sep maxsplit"),
    entry("splitlines", splitlines, 1, "keepends"),
    entry("partition", partition),
    entry("rpartition", rpartition),
    entry("join", join),
    entry("replace", replace, 3),
    entry("strip", strip, 1),
    entry("lstrip", lstrip, 1),
    entry("rstrip", rstrip, 1),
    entry("ljust", ljust, 2),
    entry("rjust", rjust, 2),
    entry("center", center, 2),
    entry("zfill", zfill),
    entry("expandtabs", expandtabs, 1, "tabsize"),
    entry("translate", translate),
    entry("maketrans", maketrans, 1, nullptr, builtin_static),
    entry("encode", encode, 1, "encoding errors"),
    entry("format", format_function, 1),
    entry("format_map", format_map),
    entry("__format__", format_self, 2, nullptr, builtin_raw_self),
    entry("__add__", add_str),
    entry("__mul__", multiply_str),
    entry("__rmul__", multiply_str),
    entry("__mod__", modulo_str),
    entry("__rmod__", rmodulo_str),
    entry("__getitem__", get_item_str),
    entry("__contains__", contains_str),
    entry("__len__", length_str),
    entry("__iter__", iterate_str),
    entry("__hash__", hash_str),
    entry("__repr__", repr_str),
    entry("__str__", str_str),
    entry("__getnewargs__", get_new_args),
    entry("__eq__", compare_str<Comparison::equal>),
    entry("__ne__", compare_str<Comparison::not_equal>),
    entry("__lt__", compare_str<Comparison::less>),
    entry("__le__", compare_str<Comparison::less_equal>),
    entry("__gt__", compare_str<Comparison::greater>),
    entry("__ge__", compare_str<Comparison::greater_equal>),
};

}  // namespace

Value construct_str(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 1 && !names) {
    Value text = to_str(arguments[0]);
    return text ? ref(as_str(text)) : null_value;
  }
  Value given[3];
  if (!parse_arguments("str", "object encoding errors", 0, arguments, count, names, given)) return null_value;
  if (!given[1] && !given[2]) {
    if (!given[0]) return ref(vm.empty_str);
    Value text = to_str(given[0]);
    return text ? ref(as_str(text)) : null_value;
  }
  std::string_view bytes;
  Str *name, *mode;
  if (!codec_arguments("str", given[1], given[2], &name, &mode)) return null_value;
  if (!given[0]) return ref(vm.empty_str);
  if (as_str(given[0])) return raise_type_error("decoding str is not supported");
  if (!bytes_view(given[0], &bytes)) return raise_type_error("decoding to str: need a bytes-like object, %T found", given[0]);
  return decode_bytes(bytes, name, mode);
}

void define_str_type() {
  define(builtin_type(Kind::str), methods);
  define_str_case_methods();
}

}  // namespace python
