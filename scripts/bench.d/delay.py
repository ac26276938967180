"""A TCP proxy on loopback that makes a server seem as far away as a round trip says.

usage: delay.py LISTEN_PORT SERVER_PORT MILLISECONDS [MEGABITS]

With megabits a second, all connections together pass no more than that in each direction.
"""

import asyncio
import sys

PIECE = 256 << 10
WAITING_PIECES = 256  # as much as a long link holds


class Link:
    """One direction of a line that passes so many megabits a second; 0 for any number."""

    def __init__(self, megabits):
        self.seconds_a_byte = 8 / (megabits * 1e6) if megabits else 0
        self.free_at = 0

    def arrival(self, count, now):
        """When bytes that are sent now have left the line."""
        self.free_at = max(now, self.free_at) + count * self.seconds_a_byte
        return self.free_at


async def pump(reader, writer, delay, link):
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
            await queue.put((link.arrival(len(data), loop.time()) + delay, data))
    except OSError:
        pass
    await queue.put(None)
    await asyncio.gather(task, return_exceptions=True)


async def main(listen, server, milliseconds, megabits=0):
    delay = milliseconds / 2000
    up, down = Link(megabits), Link(megabits)

    async def connect(reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", server)
        except OSError:
            writer.close()
            return
        # The first answer comes after the handshake's round trip, too.
        await asyncio.sleep(2 * delay)
        await asyncio.gather(
            pump(reader, up_writer, delay, up), pump(up_reader, writer, delay, down),
            return_exceptions=True)

    async with await asyncio.start_server(connect, "127.0.0.1", listen) as proxy:
        await proxy.serve_forever()


asyncio.run(main(*map(int, sys.argv[1:3]), *map(float, sys.argv[3:])))
