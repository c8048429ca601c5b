#include "modules/datetime/calendar.h"

namespace python::datetime {

namespace {

// A year that begins in March has its leap day at the end: the days before each month then follow one straight line.
constexpr int64_t days_in_4_years = 1461, days_in_100_years = 36524, days_in_400_years = 146097;
constexpr int64_t march_of_year_0 = -305;  // the ordinal of the day that such counting starts from

int64_t days_before_march_month(int64_t months_since_march) { return (153 * months_since_march + 2) / 5; }

}  // namespace

int days_in_month(int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return 30 + ((month + (month > 7)) & 1);
}

int days_before_month(int64_t year, int month) { return static_cast<int>(ordinal_of(year, month, 1) - ordinal_of(year, 1, 1)); }

int64_t ordinal_of(int64_t year, int month, int day) {
  int64_t months = month > 2 ? month - 3 : month + 9;
  if (month <= 2) year--;
  return march_of_year_0 + year * 365 + year / 4 - year / 100 + year / 400 + days_before_march_month(months) + day - 1;
}

Day day_of_ordinal(int64_t ordinal) {
  int64_t days = ordinal - march_of_year_0, centuries_4 = days / days_in_400_years;
  days %= days_in_400_years;
  // Leap days taken out, every year has 365.
  int64_t years = (days - days / (days_in_4_years - 1) + days / days_in_100_years - days / (days_in_400_years - 1)) / 365;
  days -= 365 * years + years / 4 - years / 100;
  int64_t months = (5 * days + 2) / 153;
  int month = static_cast<int>(months < 10 ? months + 3 : months - 9);
  int64_t year = centuries_4 * 400 + years + (month <= 2);
  return {static_cast<int>(year), month, static_cast<int>(days - days_before_march_month(months) + 1)};
}

int64_t first_iso_monday(int64_t year) {
  int64_t first = ordinal_of(year, 1, 1);
  int weekday = weekday_of(first);
  return weekday > 3 ? first - weekday + 7 : first - weekday;
}

IsoError day_of_iso(int64_t year, int64_t week, int64_t weekday, Day* out) {
  if (year < minimum_year || year > maximum_year) return IsoError::year;
  int64_t monday = first_iso_monday(year);
  if (week < 1 || week > 53 || (week == 53 && monday + 52 * 7 >= first_iso_monday(year + 1))) return IsoError::week;
  if (weekday < 1 || weekday > 7) return IsoError::day;
  *out = day_of_ordinal(monday + (week - 1) * 7 + weekday - 1);
  return IsoError::none;
}

}  // namespace python::datetime
