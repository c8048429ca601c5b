def f(a):
    x = a
    return (x +
            undefined)
try:
    f(1)
except NameError as e:
    tb = e.__traceback__.tb_next
    positions = list(f.__code__.co_positions())
    print(positions[tb.tb_lasti // 2], tb.tb_lineno, tb.tb_frame.f_lasti == tb.tb_lasti)
lines = list(f.__code__.co_lines())
print(lines[0][0], all(start < end for start, end, line in lines), {line for _, _, line in lines} >= {2, 3, 4})
print(all(a[1] == b[0] for a, b in zip(lines, lines[1:])), lines[-1][1] == 2 * len(positions))
copy = type(tb)(None, tb.tb_frame, tb.tb_lasti, 7)
print(copy.tb_lasti == tb.tb_lasti, copy.tb_lineno)
# expect: (4, 4, 12, 21) 4 True
# expect: 0 True True
# expect: True True
# expect: True 7
