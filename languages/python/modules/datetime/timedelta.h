/// Owns the numbers that timedelta's arithmetic needs: microseconds in 128 bits. A timedelta has at most 67 of them, so that its
/// product with the fraction of a float fits, too.
#pragma once

#include "modules/datetime/datetime.h"

namespace python::datetime {

using Wide = __int128;

/// An exact int; false (no error) if it does not fit into 120 bits.
bool to_wide(Value exact, Wide* out);
/// Null with OverflowError.
Value delta_of_microseconds(Wide microseconds);

void define_delta_arithmetic(Type* type);

}  // namespace python::datetime
