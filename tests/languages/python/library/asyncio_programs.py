# asyncio as programs use it: tasks, queues, time limits, groups, streams, threads, processes.
import asyncio


async def wait(value, seconds):
    await asyncio.sleep(seconds)
    return value


async def main():
    print(await asyncio.gather(wait("a", 0.02), wait("b", 0.01)))
# expect: ['a', 'b']
    try:
        await asyncio.wait_for(wait("d", 5), 0.01)
    except asyncio.TimeoutError as error:
        print(type(error))
# expect: <class 'TimeoutError'>
    queue = asyncio.Queue()

    async def produce():
        for i in range(3):
            await queue.put(i)
        await queue.put(None)

    async def consume():
        taken = []
        while (item := await queue.get()) is not None:
            taken.append(item)
        return taken

    print((await asyncio.gather(produce(), consume()))[1])
# expect: [0, 1, 2]
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait(1, 5))

            async def fail():
                raise ValueError("bad")

            group.create_task(fail())
    except* ValueError as errors:
        print(errors.exceptions)
# expect: (ValueError('bad'),)

    async def handle(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(b"hello\n")
    print(await reader.read())
# expect: b'HELLO\n'
    writer.close()
    server.close()
    print(await asyncio.to_thread(sum, [1, 2, 3]))
# expect: 6
    process = await asyncio.create_subprocess_exec("echo", "out", stdout=asyncio.subprocess.PIPE)
    print(await process.communicate())
# expect: (b'out\n', None)
    task = asyncio.create_task(wait(1, 10))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
# expect: cancelled


asyncio.run(main())
