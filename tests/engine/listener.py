"""A host in the network namespace it is run in: TCP and UDP on 192.0.2.1 and 2001:db8::1, port 8888.

Says `ready`; a line on standard input makes it connect to itself once and say how often it was reached in all. Its
addresses go when standard input ends. No frame leaves the namespace: the addresses are on its loopback.
"""

from __future__ import annotations

import select
import socket
import subprocess
import sys

ADDRESSES = (("192.0.2.1", "32"), ("2001:db8::1", "128"))
PORT = 8888


def listeners() -> list[socket.socket]:
    """Return what listens."""
    made = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        one = socket.socket(socket.AF_INET6, kind)
        one.bind(("::", PORT))
        if kind == socket.SOCK_STREAM:
            one.listen()
        made.append(one)
    return made


def main() -> None:
    """Listen until standard input ends."""
    for address, bits in ADDRESSES:
        subprocess.run(["/sbin/ip", "addr", "add", f"{address}/{bits}", "dev", "lo"], check=True)  # noqa: S603  our own
    stream, datagrams = listeners()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    reached = 0
    while True:
        ready, _, _ = select.select([stream, datagrams, sys.stdin], [], [])
        if stream in ready:
            stream.accept()[0].close()
            reached += 1
        if datagrams in ready:
            datagrams.recv(1024)
            reached += 1
        if sys.stdin in ready:
            if not sys.stdin.readline():
                break
            socket.create_connection((ADDRESSES[0][0], PORT)).close()
            stream.accept()[0].close()
            sys.stdout.write(f"reached {reached + 1}\n")
            sys.stdout.flush()
    for address, bits in ADDRESSES:
        subprocess.run(["/sbin/ip", "addr", "del", f"{address}/{bits}", "dev", "lo"], check=True)  # noqa: S603  our own


if __name__ == "__main__":
    main()
