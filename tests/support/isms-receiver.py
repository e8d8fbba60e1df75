"""A receiver of iSMS pushes, written to the protocol's rules with Python's own decoders. Prints its port, then each message as a line of
JSON. `/form` decodes a form as CGI programs do; `/percent` knows nothing but %XX, and takes all behind XMLDATA= for the message."""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from http.server import BaseHTTPRequestHandler, HTTPServer

DECLARATION = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
FIELDS = [
    ("ModemNumber", r"1:\S+"),
    ("SenderNumber", r"\+\d{5,15}"),
    ("Date", r"\d\d/\d\d/\d\d"),
    ("Time", r"\d\d:\d\d:\d\d"),
    ("Message", r"(?s).*"),
]


def by_form(body):
    pairs = urllib.parse.parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, encoding="latin-1")
    if pairs[-1][0] != "XMLDATA":
        raise ValueError("XMLDATA is not the last field")
    fields = dict(pairs)
    return fields["XMLDATA"].encode("latin-1"), fields.get("username"), fields.get("password")


def by_percent(body):
    user, password, data = re.fullmatch(rb"(?:username=([^&]*)&password=([^&]*)&)?XMLDATA=(.*)", body).groups()
    octets = lambda text: re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), text)
    return octets(data), user and octets(user).decode("latin-1"), password and octets(password).decode("latin-1")


def read(path, headers, body):
    if headers["Content-Type"] != "application/x-www-form-urlencoded":
        raise ValueError("not a form")
    xml, user, password = {"/form": by_form, "/percent": by_percent}[path](body)
    if not xml.startswith(DECLARATION):
        raise ValueError("no declaration")
    root = ElementTree.fromstring(xml)
    if root.tag != "MessageNotification" or [child.tag for child in root] != [name for name, _ in FIELDS]:
        raise ValueError("other elements")
    message = {child.tag: child.text or "" for child in root}
    for name, pattern in FIELDS:
        if re.fullmatch(pattern, message[name]) is None:
            raise ValueError(f"{name}: {message[name]}")
    return {**message, "user": user, "password": password}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            print(json.dumps(read(self.path, self.headers, body)), flush=True)
            answer = b"ACCEPTED"
        except Exception as error:
            answer = b"REJECTED: " + repr(error).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
