/// Owns the arithmetic of the proleptic Gregorian calendar: plain numbers, no objects.
/// A day's ordinal counts from 1 for the 1st of January of the year 1. Weekdays count from 0 for Monday.
#pragma once

#include <cstdint>

namespace python::datetime {

inline constexpr int minimum_year = 1, maximum_year = 9999;
inline constexpr int64_t maximum_ordinal = 3652059, epoch_ordinal = 719163;

inline bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int days_in_month(int64_t year, int month);
/// Of the months before in the same year.
int days_before_month(int64_t year, int month);

int64_t ordinal_of(int64_t year, int month, int day);

struct Day {
  int year, month, day;
};
/// `ordinal` is at least 1 less the days of some thousand years.
Day day_of_ordinal(int64_t ordinal);

inline int weekday_of(int64_t ordinal) { return static_cast<int>((ordinal + 6) % 7); }

/// The ordinal of the Monday of the first ISO week: the one that holds the year's first Thursday.
int64_t first_iso_monday(int64_t year);

enum class IsoError : uint32_t { none, year, week, day };
/// The day of an ISO year, week and weekday (1 to 7).
IsoError day_of_iso(int64_t year, int64_t week, int64_t weekday, Day* out);

}  // namespace python::datetime
