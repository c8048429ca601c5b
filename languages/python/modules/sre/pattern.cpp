#include "modules/sre/pattern.h"

#include "interpreter/import.h"
#include "modules/sre/collector.h"
#include "objects/buffer.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/integer.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python::sre {

bool open_subject(const Pattern* pattern, Value string, Subject* out) {
  bool is_text;
  if (Str* text = as_str(string)) {
    *out = {text->data(), static_cast<int64_t>(text->length), text->width};
    is_text = true;
  } else {
    Buffer buffer;
    if (!get_buffer(string, &buffer)) {
      raise_type_error("expected string or bytes-like object, got '%T'", string);
      return false;
    }
    *out = {buffer.data, static_cast<int64_t>(buffer.length), 1};
    is_text = false;
  }
  if (is_none(pattern->pattern)) return true;
  bool text_pattern = as_str(pattern->pattern) != nullptr;
  if (text_pattern == is_text) return true;
  raise_type_error(text_pattern ? "cannot use a string pattern on a bytes-like object"
                                : "cannot use a bytes pattern on a string-like object");
  return false;
}

Value slice_subject(Value string, int64_t start, int64_t end) {
  if (Str* text = as_str(string)) {
    if (start == 0 && end == static_cast<int64_t>(text->length)) return ref(text);
    return ref(end - start == 1 ? str_item(text, static_cast<uint64_t>(start))
                                : str_slice(text, static_cast<uint64_t>(start), static_cast<uint64_t>(end)));
  }
  if (has_kind(string, Kind::bytes) && start == 0 && end == static_cast<int64_t>(as<Bytes>(string)->length)) return string;
  Buffer buffer;
  if (!get_buffer(string, &buffer)) return null_value;
  // A guest may have shortened it since the match.
  int64_t length = static_cast<int64_t>(buffer.length);
  if (end > length) end = length;
  if (start > end) start = end;
  return ref(make_bytes(buffer.data + start, static_cast<uint64_t>(end - start)));
}

namespace {

Pattern* pattern_of(Value self) { return as<Pattern>(self); }

struct Range {
  int64_t position, end;
};

bool range_of(const Subject& subject, Value position, Value end, Range* out) {
  *out = {0, subject.length};
  if (position && !clamped_index(position, &out->position)) return false;
  if (end && !clamped_index(end, &out->end)) return false;
  auto clamp = [&](int64_t x) { return x < 0 ? 0 : x > subject.length ? subject.length : x; };
  *out = {clamp(out->position), clamp(out->end)};
  return true;
}

const Program* whole_program(Pattern* pattern) {
  if (!pattern->whole) {
    const Program* program = program_of(pattern->program);
    pattern->whole = make_program(program->code, program->code_count, pattern->groups, true);
  }
  return program_of(pattern->whole);
}

enum class How { search, match, fullmatch };

template <How how>
Value find(Value self, Value string, Value position, Value end) {
  Pattern* pattern = pattern_of(self);
  Subject subject;
  Range range;
  if (!open_subject(pattern, string, &subject) || !range_of(subject, position, end, &range)) return null_value;
  const Program* program = how == How::fullmatch ? whole_program(pattern) : program_of(pattern->program);
  Outcome outcome =
      run_program(program, subject, range.position, range.end, how == How::search ? Mode::search : Mode::match, false);
  if (outcome == Outcome::error) return null_value;
  return outcome == Outcome::found ? make_match(pattern, string, range.position, range.end) : none();
}

Collector make_collector(Collect kind, Pattern* pattern, Value string, const Subject& subject, const Range& range) {
  return {kind, pattern, string, subject, make_list(), null_value, 0, 0, 0, range.position, range.end};
}

Value findall(Value self, Value string, Value position, Value end) {
  Pattern* pattern = pattern_of(self);
  Subject subject;
  Range range;
  if (!open_subject(pattern, string, &subject) || !range_of(subject, position, end, &range)) return null_value;
  Collector collector = make_collector(Collect::findall, pattern, string, subject, range);
  return collect_all(&collector) ? ref(collector.list) : null_value;
}

Value split(Value self, Value string, Value most) {
  Pattern* pattern = pattern_of(self);
  Subject subject;
  Range range;
  int64_t limit = 0;
  if (most && !clamped_index(most, &limit)) return null_value;
  if (!open_subject(pattern, string, &subject) || !range_of(subject, null_value, null_value, &range)) return null_value;
  Collector collector = make_collector(Collect::split, pattern, string, subject, range);
  collector.most = limit;
  if (limit < 0) {
    list_append(collector.list, slice_subject(string, 0, subject.length));
    return ref(collector.list);
  }
  return collect_all(&collector) ? ref(collector.list) : null_value;
}

/// A function of one of the modules of the package re.
Value library_function(const char* module_name, const char* name) {
  Value module = import_module(module_name);
  return module ? get_attr(module, intern(name)) : null_value;
}

Value joined(Value string, List* pieces) {
  if (as_str(string)) return str_join(vm.empty_str, pieces->items->items, pieces->length);
  Value argument = ref(pieces);
  return call_method(ref(make_bytes("")), intern("join"), &argument, 1);
}

/// sub with a function: guest code runs between the matches.
bool replace_by_call(Collector* collector, Value function) {
  const Program* program = program_of(collector->pattern->program);
  int64_t position = 0;
  bool must_advance = false;
  while (collector->most == 0 || collector->count < collector->most) {
    // A bytearray may have changed.
    if (!open_subject(collector->pattern, collector->string, &collector->subject)) return false;
    int64_t end = collector->subject.length;
    if (position > end) break;
    Outcome outcome = run_program(program, collector->subject, position, end, Mode::search, must_advance);
    if (outcome == Outcome::error) return false;
    if (outcome == Outcome::none) break;
    int64_t start = matcher.start, match_end = matcher.match_end;
    if (collector->last < start) list_append(collector->list, slice_subject(collector->string, collector->last, start));
    Value item = call_1(function, make_match(collector->pattern, collector->string, 0, end));
    if (!item) return false;
    if (!is_none(item)) list_append(collector->list, item);
    collector->last = match_end;
    collector->count++;
    must_advance = start == match_end;
    position = match_end;
  }
  if (!open_subject(collector->pattern, collector->string, &collector->subject)) return false;
  if (collector->last < collector->subject.length) {
    list_append(collector->list, slice_subject(collector->string, collector->last, collector->subject.length));
  }
  return true;
}

bool has_backslash(Value text) {
  if (Str* s = as_str(text)) {
    for (uint64_t i = 0; i < s->length; i++) {
      if (char_at(s, i) == '\\') return true;
    }
    return false;
  }
  std::string_view bytes;
  return !bytes_view(text, &bytes) || bytes.find('\\') != bytes.npos;
}

/// The result and the number of replacements.
Value substitute(Value self, Value replacement, Value string, Value count, int64_t* replaced) {
  Pattern* pattern = pattern_of(self);
  Subject subject;
  Range range;
  int64_t most = 0;
  if (count && !clamped_index(count, &most)) return null_value;
  Collector collector{};
  if (is_callable(replacement)) {
    if (!open_subject(pattern, string, &subject)) return null_value;
    collector = make_collector(Collect::replace, pattern, string, subject, {0, subject.length});
    collector.most = most;
    if (most >= 0 && !replace_by_call(&collector, replacement)) return null_value;
  } else {
    Collect kind = Collect::replace;
    if (has_backslash(replacement) || !(as_str(replacement) || has_kind(replacement, Kind::bytes))) {
      Value function = library_function("re", "_compile_repl");
      if (!function) return null_value;
      Value compiled = call_2(function, replacement, self);
      Tuple* parts = compiled ? as_tuple(compiled) : nullptr;
      if (!parts) return null_value;
      List* holes = as_list(parts->items[0]);
      List* literals = as_list(parts->items[1]);
      if (holes && literals && holes->length == 0 && literals->length <= 1) {
        replacement = literals->length ? list_get(literals, 0) : slice_subject(string, 0, 0);
      } else {
        kind = Collect::expand;
        replacement = compiled;
      }
    }
    if (!open_subject(pattern, string, &subject) || !range_of(subject, null_value, null_value, &range)) return null_value;
    collector = make_collector(kind, pattern, string, subject, range);
    collector.most = most;
    collector.replacement = replacement;
    if (most >= 0 && !collect_all(&collector)) return null_value;
  }
  *replaced = collector.count;
  if (most < 0) return slice_subject(string, 0, subject.length);
  return joined(string, collector.list);
}
Value sub(Value self, Value replacement, Value string, Value count) {
  int64_t replaced;
  return substitute(self, replacement, string, count, &replaced);
}
Value subn(Value self, Value replacement, Value string, Value count) {
  int64_t replaced;
  Value result = substitute(self, replacement, string, count, &replaced);
  return result ? ref(make_pair(result, int_value(replaced))) : null_value;
}

// -- stepping --

Scanner* make_scanner(Value self, Value string, Value position, Value end, Kind kind = Kind::sre_scanner) {
  Pattern* pattern = pattern_of(self);
  Subject subject;
  Range range;
  if (!open_subject(pattern, string, &subject) || !range_of(subject, position, end, &range)) return nullptr;
  Scanner* scanner = make<Scanner>(kind);
  scanner->pattern.initialise(pattern);
  scanner->string.initialise(string);
  scanner->position = scanner->next = range.position;
  scanner->end = range.end;
  return scanner;
}
Value scanner(Value self, Value string, Value position, Value end) { return ref(make_scanner(self, string, position, end)); }

template <Mode mode>
Value step(Value self) {
  Scanner* scanner = as<Scanner>(self);
  if (scanner->next > scanner->end) return none();
  Pattern* pattern = scanner->pattern;
  Subject subject;
  if (!open_subject(pattern, scanner->string, &subject)) return null_value;
  int64_t end = scanner->end < subject.length ? scanner->end : subject.length;
  Outcome outcome = run_program(program_of(pattern->program), subject, scanner->next, end, mode, scanner->must_advance != 0);
  if (outcome == Outcome::error) return null_value;
  if (outcome == Outcome::none) {
    if (mode == Mode::search)
      scanner->next = scanner->end + 1;
    else
      scanner->next = scanner->end + 1;
    return none();
  }
  scanner->must_advance = matcher.start == matcher.match_end;
  scanner->next = matcher.match_end;
  return make_match(pattern, scanner->string, scanner->position, end);
}

Value finditer(Value self, Value string, Value position, Value end) {
  Scanner* scanner = make_scanner(self, string, position, end, Kind::match_iterator);
  return ref(scanner);
}
Value iterator_self(Value self) { return self; }
Value iterator_next(Value self) {
  Value match = next_match(as<Scanner>(self));
  if (!match && !has_error()) return raise_stop_iteration(none());
  return match;
}

// -- the rest --

Value copy_self(Value self) { return self; }
Value deep_copy(Value self, Value) { return self; }
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

constexpr struct {
  uint32_t bit;
  const char* name;
} flag_names[] = {{1, "re.TEMPLATE"}, {2, "re.IGNORECASE"}, {4, "re.LOCALE"},  {8, "re.MULTILINE"}, {16, "re.DOTALL"},
                  {32, "re.UNICODE"}, {64, "re.VERBOSE"},   {128, "re.DEBUG"}, {256, "re.ASCII"}};

Value repr(Value self) {
  Pattern* pattern = pattern_of(self);
  Value shown = to_repr(pattern->pattern);
  if (!shown) return null_value;
  Str* text = as_str(shown);
  StrBuilder out;
  out.append_ascii("re.compile(");
  out.append(text, 0, text->length < 200 ? text->length : 200);
  uint32_t flags = pattern->flags;
  // UNICODE goes without saying.
  if (as_str(pattern->pattern) && (flags & (4 | 32 | 256)) == 32) flags &= ~32u;
  const char* separator = ", ";
  for (auto& [bit, name] : flag_names) {
    if (!(flags & bit)) continue;
    out.append_ascii(separator);
    out.append_ascii(name);
    separator = "|";
    flags &= ~bit;
  }
  if (flags) {
    char rest[16];
    snprintf(rest, sizeof rest, "0x%x", flags);
    out.append_ascii(separator);
    out.append_ascii(rest);
  }
  out.append_ascii(")");
  return ref(out.finish());
}

std::string_view code_of(const Pattern* pattern) {
  const Program* program = program_of(pattern->program);
  return {reinterpret_cast<const char*>(program->code), program->code_count * sizeof(uint32_t)};
}

template <bool wanted>
Value compare(Value self, Value other) {
  if (!has_kind(other, Kind::pattern)) return not_implemented();
  Pattern *a = pattern_of(self), *b = pattern_of(other);
  if (a == b) return boolean(wanted);
  bool same =
      a->flags == b->flags && a->groups == b->groups && code_of(a) == code_of(b) && type_of(a->pattern) == type_of(b->pattern);
  int equal = same ? equals(a->pattern, b->pattern) : 0;
  return equal < 0 ? null_value : boolean((equal != 0) == wanted);
}

Value hash_pattern(Value self) {
  Pattern* pattern = pattern_of(self);
  int64_t text = hash(pattern->pattern);
  if (text == -1 && has_error()) return null_value;
  uint64_t mixed = static_cast<uint64_t>(text) * 31 + std::hash<std::string_view>()(code_of(pattern)) + pattern->flags;
  return int_value(static_cast<int64_t>(mixed >> 4));
}

Value get_pattern(Value self) { return pattern_of(self)->pattern; }
Value get_flags(Value self) { return int_value(pattern_of(self)->flags); }
Value get_groups(Value self) { return int_value(pattern_of(self)->groups); }
Value get_group_index(Value self) {
  MappingProxy* proxy = make<MappingProxy>(Kind::mapping_proxy);
  proxy->mapping.initialise(ref(pattern_of(self)->group_index.get()));
  return ref(proxy);
}

Value scanner_pattern(Value self) { return ref(as<Scanner>(self)->pattern.get()); }

const char subject_parameters[] = "string pos endpos";
const BuiltinDefinition methods[] = {
    entry("match", find<How::match>, 2, subject_parameters),
    entry("fullmatch", find<How::fullmatch>, 2, subject_parameters),
    entry("search", find<How::search>, 2, subject_parameters),
    entry("findall", findall, 2, subject_parameters),
    entry("finditer", finditer, 2, subject_parameters),
    entry("scanner", scanner, 2, subject_parameters),
    entry("split", split, 2, "string maxsplit"),
    entry("sub", sub, 3, "repl string count"),
    entry("subn", subn, 3, "repl string count"),
    entry("__copy__", copy_self),
    entry("__deepcopy__", deep_copy),
    entry("__repr__", repr),
    entry("__hash__", hash_pattern),
    entry("__eq__", compare<true>),
    entry("__ne__", compare<false>),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};
const GetSetDefinition attributes[] = {
    {"pattern", get_pattern}, {"flags", get_flags}, {"groups", get_groups}, {"groupindex", get_group_index}};

const BuiltinDefinition scanner_methods[] = {entry("match", step<Mode::match>), entry("search", step<Mode::search>)};
const BuiltinDefinition iterator_methods[] = {entry("__iter__", iterator_self), entry("__next__", iterator_next)};
const GetSetDefinition scanner_attributes[] = {{"pattern", scanner_pattern}};

}  // namespace

Value make_pattern(Value pattern, uint32_t flags, Value code, uint32_t groups, Value group_index, Value group_names) {
  List* words = as_list(code);
  std::vector<uint32_t> copy;
  copy.reserve(words->length);
  for (uint64_t i = 0; i < words->length; i++) {
    Value word = as_exact_int(list_get(words, i));
    if (!word || !is_small_int(word) || small_int(word) < 0 || small_int(word) > 0xFFFF'FFFF) {
      return raise_overflow_error("regular expression code size limit exceeded");
    }
    copy.push_back(static_cast<uint32_t>(small_int(word)));
  }
  Bytes* program = make_program(copy.data(), static_cast<uint32_t>(copy.size()), groups, false);
  if (!program) return raise_runtime_error("invalid SRE code");
  Pattern* result = make<Pattern>(Kind::pattern);
  result->program.initialise(program);
  result->pattern.initialise(pattern);
  result->group_index.initialise(as_dict(group_index));
  result->group_names.initialise(as_tuple(group_names));
  result->flags = flags;
  result->groups = groups;
  return ref(result);
}

Value next_match(Scanner* scanner) {
  Value match = step<Mode::search>(ref(scanner));
  return match == none() ? null_value : match;
}

void define_pattern_type() {
  define(builtin_type(Kind::pattern), methods);
  define_attributes(builtin_type(Kind::pattern), attributes);
  define(builtin_type(Kind::sre_scanner), scanner_methods);
  define_attributes(builtin_type(Kind::sre_scanner), scanner_attributes);
  define(builtin_type(Kind::match_iterator), iterator_methods);
}

}  // namespace python::sre
