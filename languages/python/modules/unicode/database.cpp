#include "modules/unicode/database.h"

#include <algorithm>
#include <optional>

#include "modules/unicode/data.h"

namespace python {

namespace {

/// The next field up to `separator`; both it and the separator leave `text`.
std::string_view take(std::string_view& text, char separator) {
  size_t end = text.find(separator);
  std::string_view field = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return field;
}
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}
uint32_t parse_hex(std::string_view text) {
  uint32_t x = 0;
  for (char c : text) x = x << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
  return x;
}

/// Calls f(first, last, value) for each line "XXXX..YYYY ; value # comment".
template <class F>
void for_each_range(std::string_view file, F f) {
  while (!file.empty()) {
    std::string_view line = take(file, '\n');
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    std::string_view range = trimmed(take(line, ';'));
    size_t dots = range.find("..");
    uint32_t first = parse_hex(range.substr(0, dots));
    f(first, dots == range.npos ? first : parse_hex(range.substr(dots + 2)), trimmed(line));
  }
}

struct Range {
  uint32_t first, last;
  std::string_view value;
  uint32_t number;
};
const Range* find_range(const std::vector<Range>& ranges, uint32_t c) {
  auto after = std::upper_bound(ranges.begin(), ranges.end(), c, [](uint32_t x, const Range& range) { return x < range.first; });
  if (after == ranges.begin()) return nullptr;
  const Range& range = *(after - 1);
  return c <= range.last ? &range : nullptr;
}
std::vector<Range> sorted_ranges(std::string_view file) {
  std::vector<Range> ranges;
  for_each_range(file, [&](uint32_t first, uint32_t last, std::string_view value) { ranges.push_back({first, last, value, 0}); });
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  return ranges;
}

/// Where the lines of UnicodeData.txt begin, by character.
struct Line {
  uint32_t code;
  uint32_t offset;
};
const std::vector<Line>& lines() {
  static const std::vector<Line> all = [] {
    std::vector<Line> found;
    found.reserve(36000);
    std::string_view file = unicode_data_file();
    for (size_t i = 0; i < file.size();) {
      size_t end = file.find('\n', i);
      found.push_back({parse_hex(file.substr(i, file.find(';', i) - i)), static_cast<uint32_t>(i)});
      i = end == file.npos ? file.size() : end + 1;
    }
    return found;
  }();
  return all;
}

UnicodeEntry parse_entry(const Line& line) {
  std::string_view text = unicode_data_file().substr(line.offset);
  text = text.substr(0, text.find('\n'));
  UnicodeEntry entry;
  entry.code = parse_hex(take(text, ';'));
  for (std::string_view* field : {&entry.name, &entry.category, &entry.combining, &entry.bidirectional, &entry.decomposition,
                                  &entry.decimal, &entry.digit, &entry.numeric, &entry.mirrored}) {
    *field = take(text, ';');
  }
  return entry;
}

// ---- names made by rule ----

constexpr const char* leads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                 "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
constexpr const char* vowels[] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                  "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
constexpr const char* trails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D",  "L", "LG", "LM", "LB", "LS", "LT",
                                  "LP", "LH", "M",  "B",  "BS", "S",  "SS", "NG", "J", "C",  "K",  "T",  "P",  "H"};
constexpr uint32_t first_syllable = 0xAC00, syllable_count = 19 * 21 * 28;

std::string syllable_name(uint32_t c) {
  uint32_t i = c - first_syllable;
  return std::string("HANGUL SYLLABLE ") + leads[i / 588] + vowels[i % 588 / 28] + trails[i % 28];
}
bool is_ideograph(uint32_t c) {
  const UnicodeEntry* entry = unicode_entry(c);
  return entry && entry->name.substr(0, 14) == "<CJK Ideograph" && unicode_age(c) <= 1400;
}

uint32_t hash_name(std::string_view name) {
  uint32_t h = 2166136261U;
  for (char c : name) h = (h ^ static_cast<uint8_t>(c)) * 16777619U;
  return h ^ h >> 15;
}

/// Names and aliases by hash.
struct NameTable {
  struct Slot {
    uint32_t code;
    std::string_view name;
  };
  std::vector<Slot> slots = std::vector<Slot>(1 << 17);

  void add(std::string_view name, uint32_t code) {
    size_t i = hash_name(name) & (slots.size() - 1);
    while (!slots[i].name.empty()) i = (i + 1) & (slots.size() - 1);
    slots[i] = {code, name};
  }
  const Slot* find(std::string_view name) const {
    size_t i = hash_name(name) & (slots.size() - 1);
    while (!slots[i].name.empty()) {
      if (slots[i].name == name) return &slots[i];
      i = (i + 1) & (slots.size() - 1);
    }
    return nullptr;
  }
};
const NameTable& name_table() {
  static const NameTable table = [] {
    NameTable made;
    for (const Line& line : lines()) {
      UnicodeEntry entry = parse_entry(line);
      if (!entry.name.empty() && entry.name[0] != '<' && unicode_age(line.code) <= 1400) made.add(entry.name, line.code);
    }
    for (std::string_view file = unicode_aliases_file(); !file.empty();) {
      std::string_view line = take(file, '\n');
      if (line.empty() || line[0] == '#') continue;
      uint32_t code = parse_hex(take(line, ';'));
      std::string_view alias = take(line, ';');
      if (unicode_age(code) <= 1400 && !made.find(alias)) made.add(alias, code);
    }
    return made;
  }();
  return table;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return out;
}

}  // namespace

namespace {

/// What was found last, a place for each remainder of a code point: a text has few different characters.
template <class T>
struct Recent {
  static constexpr uint32_t size = 256;
  struct Place {
    uint32_t code_plus_one = 0;
    T value{};
  } places[size];

  template <class Find>
  const T& get(uint32_t c, Find find) {
    Place& place = places[c % size];
    if (place.code_plus_one != c + 1) place = {c + 1, find()};
    return place.value;
  }
};

std::optional<UnicodeEntry> find_entry(uint32_t c) {
  const std::vector<Line>& all = lines();
  auto after = std::upper_bound(all.begin(), all.end(), c, [](uint32_t x, const Line& line) { return x < line.code; });
  if (after == all.begin()) return {};
  UnicodeEntry entry = parse_entry(*(after - 1));
  if (entry.code == c) return entry;
  // Between the first and the last of a range.
  bool inside = entry.name.size() > 8 && entry.name.substr(entry.name.size() - 8) == ", First>";
  return inside ? std::optional(entry) : std::nullopt;
}

}  // namespace

const UnicodeEntry* unicode_entry(uint32_t c) {
  static Recent<std::optional<UnicodeEntry>> recent;
  const std::optional<UnicodeEntry>& entry = recent.get(c, [&] { return find_entry(c); });
  return entry ? &*entry : nullptr;
}

std::string unicode_name(uint32_t c) {
  if (c >= first_syllable && c < first_syllable + syllable_count) return syllable_name(c);
  const UnicodeEntry* entry = unicode_entry(c);
  if (!entry || unicode_age(c) > 1400) return "";
  if (entry->name.empty() || entry->name[0] != '<') return std::string(entry->name);
  if (!is_ideograph(c)) return "";
  char text[40];
  std::snprintf(text, sizeof text, "CJK UNIFIED IDEOGRAPH-%04X", c);
  return text;
}

bool unicode_lookup(std::string_view given, uint32_t* c) {
  std::string name = upper(given);
  if (const NameTable::Slot* slot = name_table().find(name)) {
    *c = slot->code;
    return true;
  }
  constexpr std::string_view ideograph = "CJK UNIFIED IDEOGRAPH-", syllable = "HANGUL SYLLABLE ";
  if (name.compare(0, ideograph.size(), ideograph) == 0) {
    std::string digits = name.substr(ideograph.size());
    if (digits.size() < 4 || digits.size() > 5 || digits.find_first_not_of("0123456789ABCDEF") != digits.npos) return false;
    *c = parse_hex(digits);
    return is_ideograph(*c);
  }
  if (name.compare(0, syllable.size(), syllable) == 0) {
    for (uint32_t i = 0; i < syllable_count; i++) {
      if (syllable_name(first_syllable + i) != name) continue;
      *c = first_syllable + i;
      return true;
    }
  }
  return false;
}

std::vector<uint32_t> unicode_sequence(std::string_view given) {
  std::string name = upper(given);
  std::vector<uint32_t> found;
  for (std::string_view file = unicode_sequences_file(); !file.empty();) {
    std::string_view line = trimmed(take(file, '\n'));
    if (line.empty() || line[0] == '#' || take(line, ';') != name) continue;
    while (!line.empty()) found.push_back(parse_hex(take(line, ' ')));
    break;
  }
  return found;
}

uint32_t unicode_age(uint32_t c) {
  static const std::vector<Range> ages = [] {
    std::vector<Range> ranges = sorted_ranges(unicode_ages_file());
    for (Range& range : ranges) {
      std::string_view version = range.value, major = take(version, '.');
      for (char digit : major) range.number = range.number * 10 + static_cast<uint32_t>(digit - '0');
      range.number = range.number * 100 + static_cast<uint32_t>(version[0] - '0');
    }
    return ranges;
  }();
  static Recent<uint32_t> recent;
  return recent.get(c, [&] {
    const Range* range = find_range(ages, c);
    return range ? range->number : 0;
  });
}

std::string_view unicode_width(uint32_t c) {
  static const std::vector<Range> widths = sorted_ranges(unicode_widths_file());
  const Range* range = find_range(widths, c);
  return range ? range->value : "N";
}

}  // namespace python
