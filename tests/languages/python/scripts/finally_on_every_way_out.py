def loop():
    for i in range(4):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally:
            print('finally', i)
    else:
        print('else')
    return 'end'


def returns():
    x = 1
    try: return x
    finally: x = 2


def overrides():
    try: return 'a'
    finally: return 'b'


def breaks_out():
    while True:
        try: return 1
        finally: break
    return 2


def nested():
    try:
        try: return 'value'
        finally: print('inner')
    finally:
        print('outer')


def swallows():
    for i in range(2):
        try: 1 / 0
        except ZeroDivisionError: continue
        finally: print('after', i)
    return 'done'


def raises():
    try:
        try: 1 / 0
        finally: print('cleanup')
    except ZeroDivisionError as e: return repr(e)


print(loop(), returns(), overrides(), breaks_out(), nested(), swallows(), raises())

# expect: body 0
# expect: finally 0
# expect: finally 1
# expect: finally 2
# expect: inner
# expect: outer
# expect: after 0
# expect: after 1
# expect: cleanup
# expect: end 1 b 2 value done ZeroDivisionError('division by zero')
