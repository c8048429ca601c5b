/// The module _csv: readers and writers.
#include "modules/csv/dialect.h"
#include "objects/floating.h"
#include "objects/operations.h"

namespace python {

namespace {

int64_t field_limit = 128 * 1024;
Type* reader_type;
Type* writer_type;

// ---- reading ----

enum { reader_input, reader_dialect, reader_line, reader_field_count };

enum class State : uint8_t {
  start_record,
  start_field,
  escaped,
  in_field,
  in_quotes,
  escape_in_quotes,
  quote_in_quotes,
  end_of_line,
  after_escaped_newline
};

/// One record being read, over as many lines as it takes.
class RecordParser {
 public:
  explicit RecordParser(const CsvDialect& dialect) : dialect_(dialect), fields_(make_list()) {}

  /// False with an error pending.
  bool feed(Str* line) {
    for (uint64_t i = 0; i < line->length; i++) {
      if (!take(char_at(line, i))) return false;
    }
    return take(end);
  }
  bool done() const { return state_ == State::start_record; }
  /// The input ended inside a record: false with an error pending if that is wrong.
  bool finish() {
    if (length_ == 0 && state_ != State::in_quotes) return true;
    if (dialect_.strict) {
      raise_csv_error("unexpected end of data");
      return false;
    }
    return save();
  }
  bool has_part() const { return length_ != 0 || state_ == State::in_quotes; }
  List* fields() { return fields_; }

 private:
  static constexpr uint32_t end = 0xFFFF'FFFF;  // of a line: no character
  static bool is_newline(uint32_t c) { return c == '\n' || c == '\r'; }

  bool add(uint32_t c) {
    if (static_cast<int64_t>(length_) >= field_limit) {
      raise_csv_error("field larger than field limit (%s)", field_limit);
      return false;
    }
    text_.append(c);
    length_++;
    return true;
  }
  bool save() {
    Value field = ref(text_.take());
    length_ = 0;
    if (numeric_) {
      numeric_ = false;
      field = call_1(ref(builtin_type(Kind::floating)), field);
      if (!field) return false;
    }
    list_append(fields_, field);
    return true;
  }

  bool take(uint32_t c) {
    switch (state_) {
      case State::start_record:
        if (c == end) return true;
        if (is_newline(c)) {
          state_ = State::end_of_line;
          return true;
        }
        state_ = State::start_field;
        [[fallthrough]];
      case State::start_field:
        if (is_newline(c) || c == end) {
          state_ = c == end ? State::start_record : State::end_of_line;
          return save();
        }
        if (c == dialect_.quote && c && dialect_.quoting != CsvQuoting::none) {
          state_ = State::in_quotes;
        } else if (c == dialect_.escape && c) {
          state_ = State::escaped;
        } else if (c == ' ' && dialect_.skip_initial_space) {
          return true;
        } else if (c == dialect_.delimiter) {
          return save();
        } else {
          numeric_ = dialect_.quoting == CsvQuoting::non_numeric;
          state_ = State::in_field;
          return add(c);
        }
        return true;
      case State::escaped:
        if (is_newline(c)) {
          state_ = State::after_escaped_newline;
          return add(c);
        }
        state_ = State::in_field;
        return add(c == end ? '\n' : c);
      case State::after_escaped_newline:
        if (c == end) return true;
        [[fallthrough]];
      case State::in_field:
        state_ = State::in_field;
        if (is_newline(c) || c == end) {
          state_ = c == end ? State::start_record : State::end_of_line;
          return save();
        }
        if (c == dialect_.escape && c) {
          state_ = State::escaped;
          return true;
        }
        if (c == dialect_.delimiter) {
          state_ = State::start_field;
          return save();
        }
        return add(c);
      case State::in_quotes:
        if (c == end) return true;
        if (c == dialect_.escape && c) {
          state_ = State::escape_in_quotes;
        } else if (c == dialect_.quote && c && dialect_.quoting != CsvQuoting::none) {
          state_ = dialect_.double_quote ? State::quote_in_quotes : State::in_field;
        } else {
          return add(c);
        }
        return true;
      case State::escape_in_quotes: state_ = State::in_quotes; return add(c == end ? '\n' : c);
      case State::quote_in_quotes:
        if (dialect_.quoting != CsvQuoting::none && c == dialect_.quote) {
          state_ = State::in_quotes;
          return add(c);
        }
        if (c == dialect_.delimiter) {
          state_ = State::start_field;
          return save();
        }
        if (is_newline(c) || c == end) {
          state_ = c == end ? State::start_record : State::end_of_line;
          return save();
        }
        if (!dialect_.strict) {
          state_ = State::in_field;
          return add(c);
        }
        raise_csv_error("'%s' expected after '%s'", make_str_of_char(dialect_.delimiter), make_str_of_char(dialect_.quote));
        return false;
      default:
        if (is_newline(c)) return true;
        if (c == end) {
          state_ = State::start_record;
          return true;
        }
        raise_csv_error("new-line character seen in unquoted field - do you need to open the file in universal-newline mode?");
        return false;
    }
  }

  /// Collects one field after the other.
  struct Text {
    std::string narrow;
    std::u32string wide;
    void append(uint32_t c) {
      if (wide.empty() && c < 0x80) {
        narrow += static_cast<char>(c);
        return;
      }
      if (wide.empty()) wide.assign(narrow.begin(), narrow.end());
      wide += static_cast<char32_t>(c);
    }
    Str* take() {
      Str* s = wide.empty() ? make_str(narrow)
                            : make_str_from_code_points(reinterpret_cast<const uint32_t*>(wide.data()), wide.size());
      narrow.clear();
      wide.clear();
      return s;
    }
  };

  const CsvDialect& dialect_;
  List* fields_;
  Text text_;
  uint64_t length_ = 0;
  bool numeric_ = false;
  State state_ = State::start_record;
};

Value reader_next(Value self) {
  NativeObject* reader = as<NativeObject>(self);
  CsvDialect dialect = read_csv_dialect(reader->fields[reader_dialect]);
  RecordParser parser(dialect);
  do {
    Value line = next(reader->fields[reader_input]);
    if (!line) {
      if (has_error()) return null_value;
      if (!parser.has_part()) return raise_stop_iteration(null_value);
      return parser.finish() ? ref(parser.fields()) : null_value;
    }
    Str* text = as_str(line);
    if (!text) return raise_csv_error("iterator should return strings, not %T (the file should be opened in text mode)", line);
    reader->fields[reader_line] = int_add(reader->fields[reader_line], small_int_value(1));
    if (!parser.feed(text)) return null_value;
  } while (!parser.done());
  return ref(parser.fields());
}
Value reader_self(Value self) { return self; }

Value make_reader(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0) return raise_type_error(" expected at least 1 argument, got 0");
  Value input = iterate(arguments[0]);
  if (!input) return null_value;
  Value dialect = csv_dialect_argument("reader", arguments + 1, count - 1, names);
  if (!dialect) return null_value;
  NativeObject* reader = make_native(reader_type, reader_field_count);
  reader->fields[reader_input] = input;
  reader->fields[reader_dialect] = dialect;
  reader->fields[reader_line] = small_int_value(0);
  return ref(reader);
}

// ---- writing ----

enum { writer_write, writer_dialect, writer_field_count };

/// One record being written.
class RecordWriter {
 public:
  explicit RecordWriter(const CsvDialect& dialect) : dialect_(dialect) {}

  bool add(Value field) {
    bool quoted = dialect_.quoting == CsvQuoting::all ||
                  (dialect_.quoting == CsvQuoting::non_numeric && !is_float(field) && !as_exact_int(field) && !is_number(field));
    Str* text = as_str(field);
    if (!text && !is_none(field)) {
      Value shown = to_str(field);
      if (!shown) return false;
      text = as_str(shown);
    }
    if (!text) text = vm.empty_str;
    // The end of an empty record and of an empty last field look the same, so the only field of a record is quoted.
    if (count_++) out_.append(dialect_.delimiter);
    for (uint64_t i = 0; i < text->length && !quoted; i++) {
      uint32_t c = char_at(text, i);
      quoted = needs_care(c) && dialect_.quoting != CsvQuoting::none && !(c == dialect_.escape && c != dialect_.quote) &&
               !(c == dialect_.quote && !dialect_.double_quote);
    }
    last_empty_ = text->length == 0 && !quoted;
    if (quoted) out_.append(dialect_.quote);
    for (uint64_t i = 0; i < text->length; i++) {
      uint32_t c = char_at(text, i);
      if (needs_care(c)) {
        bool escaped = dialect_.quoting == CsvQuoting::none;
        if (!escaped && c == dialect_.quote) {
          if (dialect_.double_quote)
            out_.append(c);
          else
            escaped = true;
        } else if (!escaped && c == dialect_.escape) {
          escaped = true;
        }
        if (escaped) {
          if (!dialect_.escape) {
            raise_csv_error("need to escape, but no escapechar set");
            return false;
          }
          out_.append(dialect_.escape);
        }
      }
      out_.append(c);
    }
    if (quoted) out_.append(dialect_.quote);
    return true;
  }
  /// The line; null with an error pending.
  Str* finish() {
    if (count_ == 1 && last_empty_) {
      if (dialect_.quoting == CsvQuoting::none) {
        raise_csv_error("single empty field record must be quoted");
        return nullptr;
      }
      out_.append(dialect_.quote);
      out_.append(dialect_.quote);
    }
    out_.append(dialect_.line_terminator);
    return out_.finish();
  }

 private:
  bool needs_care(uint32_t c) const {
    if (c == dialect_.delimiter || (c == dialect_.escape && c) || (c == dialect_.quote && c)) return true;
    for (uint64_t i = 0; i < dialect_.line_terminator->length; i++) {
      if (char_at(dialect_.line_terminator, i) == c) return true;
    }
    return false;
  }
  static bool is_number(Value v) {
    return lookup_special(v, vm.names.__float__) || lookup_special(v, vm.names.__index__) || has_kind(v, Kind::complex);
  }

  const CsvDialect& dialect_;
  StrBuilder out_;
  uint64_t count_ = 0;
  bool last_empty_ = false;
};

Value write_row(Value self, Value row) {
  NativeObject* writer = as<NativeObject>(self);
  Value iterator = iterate(row);
  if (!iterator) {
    if (clear_error(ExceptionKind::type_error)) return raise_csv_error("iterable expected, not %T", row);
    return null_value;
  }
  CsvDialect dialect = read_csv_dialect(writer->fields[writer_dialect]);
  RecordWriter record(dialect);
  while (Value field = next(iterator)) {
    if (!record.add(field)) return null_value;
  }
  if (has_error()) return null_value;
  Str* line = record.finish();
  return line ? call_1(writer->fields[writer_write], ref(line)) : null_value;
}
Value write_rows(Value self, Value rows) {
  Value iterator = iterate(rows);
  if (!iterator) return null_value;
  while (Value row = next(iterator)) {
    if (!write_row(self, row)) return null_value;
  }
  return has_error() ? null_value : none();
}

Value make_writer(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0) return raise_type_error(" expected at least 1 argument, got 0");
  Value write = find_attr(arguments[0], intern("write"));
  if (!write && has_error()) return null_value;
  if (!write || !is_callable(write)) return raise_type_error("argument 1 must have a \"write\" method");
  Value dialect = csv_dialect_argument("writer", arguments + 1, count - 1, names);
  if (!dialect) return null_value;
  NativeObject* writer = make_native(writer_type, writer_field_count);
  writer->fields[writer_write] = write;
  writer->fields[writer_dialect] = dialect;
  return ref(writer);
}

template <uint32_t index>
Value field(Value self) {
  return as<NativeObject>(self)->fields[index];
}

Value field_size_limit(Value limit) {
  int64_t old = field_limit;
  if (limit) {
    if (!as_exact_int(limit)) return raise_type_error("limit must be an integer");
    if (!index_in_range(limit, &field_limit)) return null_value;
  }
  return int_value(old);
}

}  // namespace

void fill_csv(Module* module) {
  static const BuiltinDefinition functions[] = {entry("reader", make_reader), entry("writer", make_writer),
                                                entry("field_size_limit", field_size_limit, 0)};
  static const BuiltinDefinition reader_methods[] = {entry("__iter__", reader_self), entry("__next__", reader_next)};
  static const GetSetDefinition reader_attributes[] = {{"dialect", field<reader_dialect>}, {"line_num", field<reader_line>}};
  static const BuiltinDefinition writer_methods[] = {entry("writerow", write_row), entry("writerows", write_rows)};
  static const GetSetDefinition writer_attributes[] = {{"dialect", field<writer_dialect>}};
  define_csv_dialects(module);
  define(module, functions);
  reader_type = make_module_type(module, "reader", Kind::native, 0, nullptr);
  define(reader_type, reader_methods);
  define_attributes(reader_type, reader_attributes);
  writer_type = make_module_type(module, "writer", Kind::native, 0, nullptr);
  define(writer_type, writer_methods);
  define_attributes(writer_type, writer_attributes);
  set_member(module, "QUOTE_MINIMAL", small_int_value(0));
  set_member(module, "QUOTE_ALL", small_int_value(1));
  set_member(module, "QUOTE_NONNUMERIC", small_int_value(2));
  set_member(module, "QUOTE_NONE", small_int_value(3));
  set_member(module, "__version__", ref(intern("1.0")));
}

}  // namespace python
