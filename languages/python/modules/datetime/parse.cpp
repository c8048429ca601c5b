/// Reading ISO 8601 as fromisoformat does: extended and basic forms, weeks, offsets, fractions of any length.
#include "modules/datetime/datetime.h"

namespace python::datetime {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A position in text; `peek` beyond the end is 0.
struct Reader {
  std::string_view text;
  size_t at = 0;

  char peek(size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool at_end() const { return at >= text.size(); }
  bool take(char c) {
    if (peek() != c || at_end()) return false;
    at++;
    return true;
  }
  /// Exactly `count` digits.
  bool number(int count, int* out) {
    *out = 0;
    for (int i = 0; i < count; i++, at++) {
      if (!is_digit(peek())) return false;
      *out = *out * 10 + (peek() - '0');
    }
    return true;
  }
};

/// Microseconds: digits beyond the sixth are dropped. What else follows them is let pass if `is_followed`.
bool parse_fraction(Reader& reader, int* out, bool is_followed) {
  int scale = 100000;
  for (*out = 0; scale > 0 && !reader.at_end(); reader.at++, scale /= 10) {
    if (!is_digit(reader.peek())) return false;
    *out += (reader.peek() - '0') * scale;
  }
  while (is_digit(reader.peek())) reader.at++;
  return reader.at_end() || is_followed;
}

/// HH[:MM[:SS]] or HH[MM[SS]], the last with a fraction after '.' or ',' (or, as CPython has it, ':'). `is_followed`: by an
/// offset, before which CPython does not look at a single character.
bool parse_clock(std::string_view text, Clock* out, bool is_followed) {
  Reader reader{text};
  int* parts[] = {&out->hour, &out->minute, &out->second};
  bool separated = false;
  for (int i = 0; i < 3; i++) {
    if (!reader.number(2, parts[i])) return false;
    if (reader.at_end()) return true;
    if (reader.at + 1 == text.size()) return is_followed;
    if (i == 0) separated = reader.peek() == ':';
    if (reader.take('.') || reader.take(',')) break;
    if (separated && !reader.take(':')) return false;
  }
  return parse_fraction(reader, &out->microsecond, is_followed);
}

/// Where the time begins less its separator, which may be any character; npos if the date cannot be one. Dates differ in length,
/// and a digit may separate: then the number of digits decides.
size_t find_separator(std::string_view text) {
  constexpr size_t week = 7, basic = 8, extended = 10;
  size_t length = text.size();
  if (length == week) return week;
  if (text[4] == '-') {
    if (text[5] != 'W') return extended;
    if (length < 8) return std::string_view::npos;
    if (length == 8 || text[8] != '-') return basic;  // YYYY-Www
    if (length == 9) return std::string_view::npos;
    return length > 10 && is_digit(text[10]) ? basic : extended;  // YYYY-Www-HH, YYYY-Www-D
  }
  if (text[4] != 'W') return basic;
  size_t digits_end = week;
  while (digits_end < length && is_digit(text[digits_end])) digits_end++;
  if (digits_end < 9) return digits_end;
  return digits_end % 2 == 0 ? week : basic;
}

}  // namespace

bool parse_iso_date(std::string_view text, IsoText* out) {
  Reader reader{text};
  Day* day = &out->moment.day;
  if (!reader.number(4, &day->year)) return false;
  bool separated = reader.take('-');
  if (reader.take('W')) {
    int week, weekday = 1;
    if (!reader.number(2, &week)) return false;
    if (!reader.at_end() && ((separated && !reader.take('-')) || !reader.number(1, &weekday))) return false;
    return day_of_iso(day->year, week, weekday, day) == IsoError::none;
  }
  return reader.number(2, &day->month) && (!separated || reader.take('-')) && reader.number(2, &day->day);
}

bool parse_iso_time(std::string_view text, IsoText* out) {
  size_t zone = text.find_first_of("+-Z");
  out->has_offset = zone != std::string_view::npos;
  if (!parse_clock(text.substr(0, zone), &out->moment.clock, out->has_offset)) return false;
  if (!out->has_offset) return true;
  if (text[zone] == 'Z') return zone + 1 == text.size();
  Clock offset{};
  if (!parse_clock(text.substr(zone + 1), &offset, false)) return false;
  int sign = text[zone] == '-' ? -1 : 1;
  out->offset_seconds = sign * seconds_of(offset);
  out->offset_microseconds = sign * offset.microsecond;
  return true;
}

bool parse_iso_datetime(std::string text, IsoText* out) {
  if (text.size() < 7) return false;
  size_t separator = find_separator(text);
  if (separator == std::string_view::npos || !parse_iso_date(std::string_view(text).substr(0, separator), out)) return false;
  if (separator >= text.size()) return true;
  size_t time = separator + 1;
  while (time < text.size() && (text[time] & 0xC0) == 0x80) time++;  // the rest of one character in UTF-8
  return parse_iso_time(std::string_view(text).substr(time), out);
}

Value zone_of(const IsoText& text) {
  if (!text.has_offset) return none();
  if (text.offset_seconds == 0) return state.utc;  // CPython does not look at the microseconds either
  Value offset = make_delta(0, text.offset_seconds, text.offset_microseconds);
  return offset ? make_timezone(offset, null_value) : null_value;
}

Value raise_bad_iso(Value text) { return raise_value_error("Invalid isoformat string: %R", text); }

}  // namespace python::datetime
