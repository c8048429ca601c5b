count = 0

def loop(n):
    global count
    for i in range(n):
        count += 1
    return count


loop(20000)
