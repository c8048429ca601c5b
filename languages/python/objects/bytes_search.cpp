/// bytes and bytearray: finding, splitting and replacing.
#include <cstring>

#include "objects/bytes_methods.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

size_t find_bytes(std::string_view content, std::string_view part, size_t from) {
  if (from > content.size()) return std::string_view::npos;
  const void* found = memmem(content.data() + from, content.size() - from, part.data(), part.size());
  return found ? static_cast<size_t>(static_cast<const char*>(found) - content.data()) : std::string_view::npos;
}

namespace {

constexpr size_t nowhere = std::string_view::npos;

/// What to look for: bytes-like, or an int, whose byte goes to *single. False with an error pending.
bool needle_argument(Value v, char* single, std::string_view* out) {
  if (bytes_view(v, out)) return true;
  if (!as_exact_int(v) && !lookup_special(v, vm.names.__index__)) {
    raise_type_error("argument should be integer or bytes-like object, not '%T'", v);
    return false;
  }
  uint8_t byte;
  if (!byte_argument(v, &byte)) return false;
  *single = static_cast<char>(byte);
  *out = {single, 1};
  return true;
}

/// The optional bounds, as slices take them, within [0, length]. False with an error pending.
bool bounds(Value start, Value end, int64_t length, int64_t* from, int64_t* to) {
  *from = 0;
  *to = length;
  if (start && !is_none(start) && !clamped_index(start, from)) return false;
  if (end && !is_none(end) && !clamped_index(end, to)) return false;
  if (*from < 0) *from = *from + length < 0 ? 0 : *from + length;
  if (*to < 0) *to = *to + length < 0 ? 0 : *to + length;
  if (*to > length) *to = length;
  return true;
}

/// The position of the needle: -1 if it is not there, -2 with an error pending.
int64_t position(Value self, Value needle, Value start, Value end, bool last) {
  std::string_view part;
  char single;
  int64_t from, to;
  if (!needle_argument(needle, &single, &part)) return -2;
  if (!bounds(start, end, static_cast<int64_t>(bytes_content(self).size()), &from, &to)) return -2;
  if (from > to) return -1;
  std::string_view window = bytes_content(self).substr(0, static_cast<size_t>(to));
  size_t at = last ? window.rfind(part) : find_bytes(window, part, static_cast<size_t>(from));
  return at == nowhere || static_cast<int64_t>(at) < from ? -1 : static_cast<int64_t>(at);
}
template <bool last>
Value find(Value self, Value needle, Value start, Value end) {
  int64_t at = position(self, needle, start, end, last);
  return at == -2 ? null_value : int_value(at);
}
template <bool last>
Value index(Value self, Value needle, Value start, Value end) {
  int64_t at = position(self, needle, start, end, last);
  if (at == -2) return null_value;
  return at < 0 ? raise_value_error("subsection not found") : int_value(at);
}

Value count(Value self, Value needle, Value start, Value end) {
  std::string_view part;
  char single;
  int64_t from, to;
  if (!needle_argument(needle, &single, &part)) return null_value;
  if (!bounds(start, end, static_cast<int64_t>(bytes_content(self).size()), &from, &to)) return null_value;
  if (from > to) return small_int_value(0);
  std::string_view window = bytes_content(self).substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
  if (part.empty()) return int_value(to - from + 1);
  int64_t n = 0;
  for (size_t i = 0; (i = find_bytes(window, part, i)) != nowhere; i += part.size()) n++;
  return int_value(n);
}

template <bool suffix>
Value affix(Value self, Value part, Value start, Value end) {
  int64_t from, to;
  if (!bounds(start, end, static_cast<int64_t>(bytes_content(self).size()), &from, &to)) return null_value;
  bool empty = from > to;
  std::string_view window =
      empty ? std::string_view() : bytes_content(self).substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
  auto test = [&](std::string_view p) {
    if (empty || p.size() > window.size()) return false;
    return (suffix ? window.substr(window.size() - p.size()) : window.substr(0, p.size())) == p;
  };
  std::string_view p;
  if (Tuple* tuple = as_tuple(part)) {
    for (uint64_t i = 0; i < tuple->length; i++) {
      if (!get_bytes(tuple->items[i], &p)) return null_value;
      if (test(p)) return true_value();
    }
    return false_value();
  }
  if (!bytes_view(part, &p)) {
    return raise_type_error("%s first arg must be bytes or a tuple of bytes, not %T", suffix ? "endswith" : "startswith", part);
  }
  return boolean(test(p));
}

template <bool suffix>
Value remove_affix(Value self, Value part) {
  std::string_view content = bytes_content(self), p;
  if (!get_bytes(part, &p)) return null_value;
  if (!p.empty() && p.size() <= content.size() &&
      (suffix ? content.substr(content.size() - p.size()) : content.substr(0, p.size())) == p) {
    return bytes_like(self, suffix ? content.substr(0, content.size() - p.size()) : content.substr(p.size()));
  }
  return is_bytearray(self) ? bytes_like(self, content) : self;
}

bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }

template <bool left, bool right>
Value strip(Value self, Value characters) {
  std::string_view content = bytes_content(self), set;
  bool blanks = !characters || is_none(characters);
  if (!blanks && !get_bytes(characters, &set)) return null_value;
  auto drop = [&](char c) { return blanks ? is_blank(c) : set.find(c) != nowhere; };
  size_t size = content.size();
  while (left && !content.empty() && drop(content.front())) content.remove_prefix(1);
  while (right && !content.empty() && drop(content.back())) content.remove_suffix(1);
  return content.size() == size && !is_bytearray(self) ? self : bytes_like(self, content);
}

/// The separator, null for blanks; and the limit, INT64_MAX for none. False with an error pending.
bool split_arguments(Value separator, Value maximum, std::string_view* out, bool* blanks, int64_t* limit) {
  *limit = -1;
  if (maximum && !index_in_range(maximum, limit)) return false;
  if (*limit < 0) *limit = INT64_MAX;
  *blanks = !separator || is_none(separator);
  if (*blanks) return true;
  if (!get_bytes(separator, out)) return false;
  if (!out->empty()) return true;
  raise_value_error("empty separator");
  return false;
}

Value split(Value self, Value separator, Value maximum) {
  std::string_view sep, content;
  bool blanks;
  int64_t limit;
  if (!split_arguments(separator, maximum, &sep, &blanks, &limit)) return null_value;
  content = bytes_content(self);
  List* parts = make_list();
  size_t i = 0;
  if (blanks) {
    for (;;) {
      while (i < content.size() && is_blank(content[i])) i++;
      if (i >= content.size()) break;
      size_t start = i, end;
      if (limit-- == 0) {
        end = content.size();
        i = content.size();
      } else {
        while (i < content.size() && !is_blank(content[i])) i++;
        end = i;
      }
      list_append(parts, bytes_like(self, content.substr(start, end - start)));
    }
    return ref(parts);
  }
  size_t at;
  while (limit-- > 0 && (at = find_bytes(content, sep, i)) != nowhere) {
    list_append(parts, bytes_like(self, content.substr(i, at - i)));
    i = at + sep.size();
  }
  list_append(parts, bytes_like(self, content.substr(i)));
  return ref(parts);
}

Value rsplit(Value self, Value separator, Value maximum) {
  std::string_view sep, content;
  bool blanks;
  int64_t limit;
  if (!split_arguments(separator, maximum, &sep, &blanks, &limit)) return null_value;
  content = bytes_content(self);
  List* parts = make_list();
  size_t end = content.size();
  if (blanks) {
    for (;;) {
      while (end > 0 && is_blank(content[end - 1])) end--;
      if (end == 0) break;
      size_t start = end;
      if (limit-- == 0) {
        list_append(parts, bytes_like(self, content.substr(0, end)));
        break;
      }
      while (start > 0 && !is_blank(content[start - 1])) start--;
      list_append(parts, bytes_like(self, content.substr(start, end - start)));
      end = start;
    }
  } else {
    size_t at;
    while (limit-- > 0 && end >= sep.size() && (at = content.rfind(sep, end - sep.size())) != nowhere) {
      list_append(parts, bytes_like(self, content.substr(at + sep.size(), end - at - sep.size())));
      end = at;
    }
    list_append(parts, bytes_like(self, content.substr(0, end)));
  }
  list_reverse(parts);
  return ref(parts);
}

template <bool last>
Value partition(Value self, Value separator) {
  std::string_view sep, content = bytes_content(self);
  if (!get_bytes(separator, &sep)) return null_value;
  if (sep.empty()) return raise_value_error("empty separator");
  size_t at = last ? content.rfind(sep) : find_bytes(content, sep, 0);
  Tuple* parts = make_tuple(3);
  Value whole = is_bytearray(self) ? bytes_like(self, content) : self;
  if (at == nowhere) {
    parts->items[last ? 2 : 0] = whole;
    parts->items[1] = bytes_like(self, "");
    parts->items[last ? 0 : 2] = bytes_like(self, "");
  } else {
    parts->items[0] = bytes_like(self, content.substr(0, at));
    parts->items[1] = bytes_like(self, sep);
    parts->items[2] = bytes_like(self, content.substr(at + sep.size()));
  }
  return ref(parts);
}

Value splitlines(Value self, Value keep_ends) {
  int keep = keep_ends ? truth(keep_ends) : 0;
  if (keep < 0) return null_value;
  std::string_view content = bytes_content(self);
  List* lines = make_list();
  for (size_t i = 0; i < content.size();) {
    size_t start = i;
    while (i < content.size() && content[i] != '\n' && content[i] != '\r') i++;
    size_t end = i;
    if (i < content.size()) i += content[i] == '\r' && i + 1 < content.size() && content[i + 1] == '\n' ? 2 : 1;
    list_append(lines, bytes_like(self, content.substr(start, (keep ? i : end) - start)));
  }
  return ref(lines);
}

Value replace(Value self, Value old, Value replacement, Value maximum) {
  std::string_view a, b;
  int64_t limit = -1;
  if (!get_bytes(old, &a) || !get_bytes(replacement, &b)) return null_value;
  if (maximum && !index_in_range(maximum, &limit)) return null_value;
  if (limit < 0) limit = INT64_MAX;
  std::string_view content = bytes_content(self);
  std::string out;
  size_t i = 0, at;
  if (a.empty()) {
    for (; limit > 0 && i <= content.size(); limit--, i++) {
      out += b;
      if (i < content.size()) out += content[i];
    }
    if (i < content.size()) out += content.substr(i);
    return bytes_like(self, out);
  }
  while (limit-- > 0 && (at = find_bytes(content, a, i)) != nowhere) {
    out += content.substr(i, at - i);
    out += b;
    i = at + a.size();
  }
  if (i == 0 && !is_bytearray(self)) return self;
  return bytes_like(self, out += content.substr(i));
}

Value translate(Value self, Value table, Value removed) {
  std::string_view map, drop;
  if (!is_none(table)) {
    if (!get_bytes(table, &map)) return null_value;
    if (map.size() != 256) return raise_value_error("translation table must be 256 characters long");
  }
  if (removed && !get_bytes(removed, &drop)) return null_value;
  bool dropped[256] = {};
  for (char c : drop) dropped[static_cast<uint8_t>(c)] = true;
  std::string out;
  for (char c : bytes_content(self)) {
    if (!dropped[static_cast<uint8_t>(c)]) out += map.empty() ? c : map[static_cast<uint8_t>(c)];
  }
  return bytes_like(self, out);
}

Value maketrans(Value from, Value to) {
  std::string_view a, b;
  if (!get_bytes(from, &a) || !get_bytes(to, &b)) return null_value;
  if (a.size() != b.size()) return raise_value_error("maketrans arguments must have same length");
  char table[256];
  for (int i = 0; i < 256; i++) table[i] = static_cast<char>(i);
  for (size_t i = 0; i < a.size(); i++) table[static_cast<uint8_t>(a[i])] = b[i];
  return ref(make_bytes(table, 256));
}

const BuiltinDefinition methods[] = {
    entry("find", find<false>, 2),
    entry("rfind", find<true>, 2),
    entry("index", index<false>, 2),
    entry("rindex", index<true>, 2),
    entry("count", count, 2),
    entry("startswith", affix<false>, 2),
    entry("endswith", affix<true>, 2),
    entry("removeprefix", remove_affix<false>),
    entry("removesuffix", remove_affix<true>),
    entry("strip", strip<true, true>, 1),
    entry("lstrip", strip<true, false>, 1),
    entry("rstrip", strip<false, true>, 1),
    entry("split", split, 1, "sep maxsplit"),
    entry("rsplit", rsplit, 1, "sep maxsplit"),
    entry("partition", partition<false>),
    entry("rpartition", partition<true>),
    entry("splitlines", splitlines, 1, "keepends"),
    entry("replace", replace, 3),
    entry("translate", translate, 2, "table / delete"),
    entry("maketrans", maketrans, 2, nullptr, builtin_static),
};

}  // namespace

void define_bytes_search(Type* type) { define(type, methods); }

}  // namespace python
