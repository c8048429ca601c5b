/// The files lie in the program's read-only data: pages of them are read when something is looked up.
#include "modules/unicode/data.h"

#define FILE_DATA(name, file)                                                                                                \
  asm(".section .rodata\n" #name "_begin: .incbin \"" JW_UNICODE_DIRECTORY "/" file "\"\n" #name "_end:\n.byte 0\n.text\n"); \
  extern "C" const char name##_begin[], name##_end[];

FILE_DATA(jw_unicode_data, "UnicodeData.txt")
FILE_DATA(jw_unicode_aliases, "NameAliases.txt")
FILE_DATA(jw_unicode_sequences, "NamedSequences.txt")
FILE_DATA(jw_unicode_ages, "DerivedAge.txt")
FILE_DATA(jw_unicode_widths, "EastAsianWidth.txt")

namespace python {

namespace {
std::string_view between(const char* begin, const char* end) { return {begin, static_cast<size_t>(end - begin)}; }
}  // namespace

std::string_view unicode_data_file() { return between(jw_unicode_data_begin, jw_unicode_data_end); }
std::string_view unicode_aliases_file() { return between(jw_unicode_aliases_begin, jw_unicode_aliases_end); }
std::string_view unicode_sequences_file() { return between(jw_unicode_sequences_begin, jw_unicode_sequences_end); }
std::string_view unicode_ages_file() { return between(jw_unicode_ages_begin, jw_unicode_ages_end); }
std::string_view unicode_widths_file() { return between(jw_unicode_widths_begin, jw_unicode_widths_end); }

}  // namespace python
