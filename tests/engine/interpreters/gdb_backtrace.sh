#!/usr/bin/env bash
# gdb_backtrace.sh PROGRAM: with JITWRIGHT=gdb a backtrace from a function that compiled code calls names the loop, and goes on to main.
command -v gdb >/dev/null || exit 77
trace=$(JITWRIGHT=gdb gdb -batch -nx -ex "break may_throw" -ex "ignore 1 5000" -ex run -ex bt "$1" 2>&1)
for wanted in '#1 .* in jit: exceptions' 'in run' 'in main'; do
  grep -q "$wanted" <<<"$trace" || { echo "no '$wanted' in"; echo "$trace"; exit 1; }
done
