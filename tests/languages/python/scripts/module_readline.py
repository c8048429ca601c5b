# Histories and completers; where input is no terminal nothing is edited.
import readline
print(readline.get_current_history_length(), readline.get_completer(), readline.get_history_length())
for line in "one", "two", "three":
    readline.add_history(line)
readline.remove_history_item(0)
readline.replace_history_item(0, "zwei")
print([readline.get_history_item(i) for i in range(4)])
readline.write_history_file("history")
readline.append_history_file(1, "history")
readline.clear_history()
readline.read_history_file("history")
print([readline.get_history_item(i + 1) for i in range(readline.get_current_history_length())])
for bad in (lambda: readline.remove_history_item(10), lambda: readline.set_completer(5), lambda: readline.read_history_file("absent")):
    try:
        bad()
    except (ValueError, TypeError, OSError) as error:
        print(type(error).__name__, error)
readline.set_completer_delims(" ,")
readline.parse_and_bind("tab: complete")
readline.set_completer(len)
print(repr(readline.get_completer_delims()), readline.get_completer() is len, input("? "))
# input: answer
# expect: 0 None -1
# expect: [None, 'zwei', 'three', None]
# expect: ['zwei', 'three', 'three']
# expect: ValueError No history item at position 10
# expect: TypeError set_completer(func): argument not callable
# expect: FileNotFoundError [Errno 2] No such file or directory: 'absent'
# expect: ? ' ,' True answer
