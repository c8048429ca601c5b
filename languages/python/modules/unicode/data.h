/// Owns the files of the Unicode Character Database that the program carries, as they come with the system the program was built
/// on.
#pragma once

#include <string_view>

namespace python {

std::string_view unicode_data_file();       // UnicodeData.txt
std::string_view unicode_aliases_file();    // NameAliases.txt
std::string_view unicode_sequences_file();  // NamedSequences.txt
std::string_view unicode_ages_file();       // DerivedAge.txt
std::string_view unicode_widths_file();     // EastAsianWidth.txt

}  // namespace python
