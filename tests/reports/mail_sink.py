"""A mail server of the test's own: it takes what is sent to it, or refuses it, and keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread


class Sink(TCPServer):
    allow_reuse_address = True

    def __init__(self, *, refuses: bool):
        self.taken: list[Message] = []
        self.refuses = refuses
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line.split(maxsplit=1)[0].upper()
            if verb == b"DATA":
                self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("550 no such mailbox" if verb == b"RCPT" and self.server.refuses else "250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def listening(*, refuses: bool = False) -> Iterator[Sink]:
    with Sink(refuses=refuses) as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()
