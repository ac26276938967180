"""A TCP proxy on loopback that makes a server seem as far away as a round trip says.

usage: delay.py LISTEN_PORT SERVER_PORT MILLISECONDS
"""

import asyncio
import sys

PIECE = 256 << 10
WAITING_PIECES = 256  # as much as a long link holds


async def pump(reader, writer, delay):
    """Passes bytes on, each half a round trip later."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(WAITING_PIECES)

    async def deliver():
        while item := await queue.get():
            due, data = item
            await asyncio.sleep(max(0, due - loop.time()))
            writer.write(data)
            await writer.drain()
        writer.close()

    task = asyncio.create_task(deliver())
    try:
        while data := await reader.read(PIECE):
            await queue.put((loop.time() + delay, data))
    except OSError:
        pass
    await queue.put(None)
    await asyncio.gather(task, return_exceptions=True)


async def main(listen, server, milliseconds):
    delay = milliseconds / 2000

    async def connect(reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", server)
        except OSError:
            writer.close()
            return
        # The first answer comes after the handshake's round trip, too.
        await asyncio.sleep(2 * delay)
        await asyncio.gather(
            pump(reader, up_writer, delay), pump(up_reader, writer, delay),
            return_exceptions=True)

    async with await asyncio.start_server(connect, "127.0.0.1", listen) as proxy:
        await proxy.serve_forever()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
