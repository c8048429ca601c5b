/// Owns the handlers of signals. A handler in C only notes the signal and asks for an interrupt; the guest's runs at the next
/// safe point, by interrupted or deliver_interrupt.
#pragma once

namespace python {

/// SIGINT raises KeyboardInterrupt, SIGPIPE and SIGXFSZ are ignored. Called once, on the thread that runs the machine.
void start_signals();

/// Runs the handlers of the signals that came; false if one raised.
bool run_signal_handlers();

}  // namespace python
